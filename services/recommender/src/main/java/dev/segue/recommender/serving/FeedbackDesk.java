package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.schemas.avro.Feedback;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.schemas.avro.ReleaseRole;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Takes feedback and writes it to its topic, with the model that gave the track. A repeated id with the same content
/// has no effect; with another content it is refused. This process remembers the last ids it took, everybody who reads
/// the topic knows the rest by [Feedback#getFeedbackId()]. Safe for use by many threads.
public final class FeedbackDesk {

    private static final int REMEMBERED = 100_000;

    private final LiveRecommender live;
    private final Outbox outbox;
    private final RecommenderMetrics metrics;
    private final InstantSource clock;
    private final Map<String, Taken> taken = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Taken> eldest) {
            return size() > REMEMBERED;
        }
    };

    public FeedbackDesk(LiveRecommender live, Outbox outbox, RecommenderMetrics metrics, InstantSource clock) {
        this.live = live;
        this.outbox = outbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// What a listener did.
    ///
    /// @param requestId of the answer that held the track
    /// @param action play, skip, save or dismiss
    /// @param position of the track in the answer, from 0
    /// @param client the app that says so
    /// @param occurredAt now when empty
    public record Told(
            String requestId,
            String trackId,
            String action,
            Optional<Integer> position,
            Optional<String> client,
            Optional<Instant> occurredAt) {}

    /// What became of it.
    ///
    /// @param modelVersion that gave the track; empty when it is not known
    /// @param repeated it was here before, and had no further effect
    public record Receipt(String feedbackId, Optional<String> modelVersion, boolean repeated) {}

    private record Taken(Told told, Optional<String> modelVersion, CompletableFuture<Void> written) {}

    /// Takes feedback; it is on its topic when this returns.
    ///
    /// @param feedbackId the sender's, the same when it tries again
    /// @throws SegueException INVALID_REQUEST when the request id is none, or the feedback id was used for
    ///     something else; BROKER_UNAVAILABLE when it could not be written: then it was not taken
    public Receipt take(String feedbackId, Told told) {
        live.require();
        RequestId request = RequestId.parse(told.requestId());
        Optional<String> model = model(request, told.position());
        var mine = new Taken(told, model, new CompletableFuture<>());
        Taken first;
        synchronized (taken) {
            first = taken.putIfAbsent(feedbackId, mine);
        }
        if (first != null) {
            return repeated(feedbackId, first, told);
        }
        try {
            outbox.tell(record(feedbackId, told, model, comparison(request)));
            mine.written().complete(null);
        } catch (RuntimeException e) {
            synchronized (taken) {
                taken.remove(feedbackId, mine);
            }
            mine.written().completeExceptionally(e);
            throw e;
        }
        metrics.feedback(told.action(), model.orElse("none"));
        return new Receipt(feedbackId, model, false);
    }

    private static Receipt repeated(String feedbackId, Taken first, Told told) {
        if (!first.told().equals(told)) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST,
                    "Idempotency-Key: expected a new one for new feedback, got that of other feedback: " + feedbackId);
        }
        try {
            first.written().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SegueException failed) {
                throw failed;
            }
            throw e;
        }
        return new Receipt(feedbackId, first.modelVersion(), true);
    }

    /// Without a position it is not known which of two interleaved models gave the track.
    private Optional<String> model(RequestId request, Optional<Integer> position) {
        if (position.isEmpty() && request.second() != 0) {
            return Optional.empty();
        }
        var hash = request.modelAt(position.orElse(0));
        return hash.isEmpty()
                ? Optional.empty()
                : live.releases().models().stream()
                        .map(ModelRelease::getModelId)
                        .filter(modelId -> RequestId.hash(modelId) == hash.getAsLong())
                        .findFirst();
    }

    private Optional<String> comparison(RequestId request) {
        return live.roles()
                .of(Role.COMPARISON)
                .map(ReleaseRole::getComparisonId)
                .filter(id -> RequestId.hash(id) == request.comparison());
    }

    private Feedback record(String feedbackId, Told told, Optional<String> model, Optional<String> comparison) {
        return Feedback.newBuilder()
                .setFeedbackId(feedbackId)
                .setRequestId(told.requestId())
                .setTrackId(told.trackId())
                .setAction(told.action())
                .setPosition(told.position().orElse(null))
                .setClient(told.client().orElse(null))
                .setOccurredAt(told.occurredAt().orElseGet(clock::instant))
                .setModelVersion(model.orElse(null))
                .setComparisonId(comparison.orElse(null))
                .build();
    }
}
