package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ReleaseRole;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Gives roles to models: puts a model to its trial, tells the decision on the topic, and waits until this replica has
/// it, as every other will. The decision is the event; whoever asked is told what became of it here.
public final class Decisions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final LiveRecommender live;
    private final Outbox outbox;
    private final InstantSource clock;

    public Decisions(LiveRecommender live, Outbox outbox, InstantSource clock) {
        this.live = live;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// Makes a model answer, and keeps it there until another is promoted. What it had of other roles ends.
    ///
    /// @throws SegueException NOT_FOUND or MODEL_REFUSED: then nothing was decided
    public synchronized void promote(String modelId) {
        try {
            live.requireFit(modelId);
        } catch (SegueException e) {
            throw e.code() == ErrorCode.ARTEFACT_CORRUPT
                    ? new SegueException(ErrorCode.MODEL_REFUSED, String.valueOf(e.getMessage()), e)
                    : e;
        }
        activate(modelId);
    }

    /// Makes the model answer that did before.
    ///
    /// @throws SegueException NOT_FOUND when there is none
    public synchronized void rollBack() {
        live.require();
        String target = live.roles()
                .of(Role.ACTIVE)
                .map(decision -> Optional.ofNullable(decision.getPrevious()))
                .orElseGet(this::beforeTheNewest)
                .orElseThrow(() -> new SegueException(
                        ErrorCode.NOT_FOUND, "There is no model to roll back to: none was active before"));
        activate(target);
    }

    /// Lets the newest release that holds be active, and every newer one after it.
    public synchronized void release() {
        live.require();
        outbox.decide(Role.ACTIVE, null);
        await(() -> live.roles().of(Role.ACTIVE).isEmpty());
    }

    /// Gives a model a share of the requests in a role other than active.
    ///
    /// @param share above 0 and at most 1
    /// @throws SegueException NOT_FOUND when no release of it is on offer, MODEL_REFUSED when it was refused or is
    ///     active already
    public synchronized void assign(Role role, String modelId, double share) {
        live.require();
        boolean known = live.releases().model(modelId).isPresent()
                && live.releases().indexes().stream()
                        .anyMatch(index -> index.getModelId().equals(modelId));
        if (!known) {
            throw new SegueException(
                    ErrorCode.NOT_FOUND, "Model " + modelId + " is not on offer with an index of its vectors");
        }
        if (live.arms()
                .active()
                .filter(active -> active.modelId().equals(modelId))
                .isPresent()) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    "Model " + modelId + " cannot be " + role.label()
                            + ": it is the active one; promote another first");
        }
        live.refusal(modelId).ifPresent(why -> {
            throw new SegueException(ErrorCode.MODEL_REFUSED, why);
        });
        Optional<String> comparisonId =
                role == Role.COMPARISON ? Optional.of(UUID.randomUUID().toString()) : Optional.empty();
        outbox.decide(
                role,
                ReleaseRole.newBuilder()
                        .setRole(role.label())
                        .setModelId(modelId)
                        .setShare(share)
                        .setComparisonId(comparisonId.orElse(null))
                        .setDecidedAt(clock.instant())
                        .build());
        // The model alone does not tell: it may have had the role already, with another share.
        await(() -> live.arms()
                        .arm(role)
                        .filter(arm -> arm.isOf(modelId, share, comparisonId))
                        .isPresent()
                || live.refusal(modelId).isPresent());
        live.refusal(modelId).ifPresent(why -> {
            outbox.decide(role, null);
            throw new SegueException(ErrorCode.MODEL_REFUSED, why);
        });
    }

    /// Takes a role other than active away from whoever has it.
    public synchronized void end(Role role) {
        live.require();
        outbox.decide(role, null);
        await(() -> live.arms().in(role).isEmpty());
    }

    private void activate(String modelId) {
        outbox.decide(
                Role.ACTIVE,
                ReleaseRole.newBuilder()
                        .setRole(Role.ACTIVE.label())
                        .setModelId(modelId)
                        .setShare(1)
                        .setPrevious(previous(modelId))
                        .setDecidedAt(clock.instant())
                        .build());
        live.roles().all().forEach((role, decision) -> {
            if (role != Role.ACTIVE && decision.getModelId().equals(modelId)) {
                outbox.decide(role, null);
            }
        });
        await(() -> answers(modelId) || live.refusal(modelId).isPresent());
        if (!answers(modelId)) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    live.refusal(modelId).orElse("Model " + modelId + " could not be made active"));
        }
    }

    private @Nullable String previous(String next) {
        Optional<String> now = live.arms().active().map(Serving::modelId);
        return now.filter(modelId -> !modelId.equals(next))
                .or(() -> live.roles().of(Role.ACTIVE).map(ReleaseRole::getPrevious))
                .orElse(null);
    }

    /// While releases become active by themselves, the one before is the next older model with an index.
    private Optional<String> beforeTheNewest() {
        Optional<String> now = live.arms().active().map(Serving::modelId);
        return live.releases().indexes().stream()
                .map(IndexRelease::getModelId)
                .filter(modelId -> !Objects.equals(modelId, now.orElse(null)))
                .findFirst();
    }

    private boolean answers(String modelId) {
        return live.arms()
                .active()
                .filter(serving -> serving.modelId().equals(modelId))
                .isPresent();
    }

    private static void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new SegueException(
                        ErrorCode.NOT_READY,
                        "It is decided, and this replica has not followed within " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
