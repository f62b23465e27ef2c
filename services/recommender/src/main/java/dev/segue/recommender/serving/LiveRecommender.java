package dev.segue.recommender.serving;

import dev.segue.corpus.TrackAliases;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.Metrics;
import dev.segue.platform.ReadinessGate;
import dev.segue.platform.TopicFollower;
import dev.segue.recommender.live.LiveCatalogue;
import dev.segue.recommender.live.LiveCorpus;
import dev.segue.recommender.live.LiveFeed;
import dev.segue.recommender.live.LiveRecordings;
import dev.segue.recommender.serving.Arms.Arm;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.ReleaseRole;
import dev.segue.search.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The recommender at work: starts from the newest verified snapshot, or from the beginning of the topics when there
/// is none, follows the topics for ever, and changes to newer releases as they are announced.
///
/// Three threads of its own: one that starts and then loads releases, one that ticks (catalogue refresh, popularity,
/// watch over the followers), and a follower each for the topics.
public final class LiveRecommender implements AutoCloseable {

    /// Conditions of readiness.
    public static final List<String> CONDITIONS = List.of("topics", "releases", "snapshot", "caught-up", "followers");

    private static final Logger LOG = LoggerFactory.getLogger(LiveRecommender.class);

    /// Popularity moves slowly; counting it reads every track.
    private static final int TICKS_PER_POPULAR = 10;

    private final KafkaSettings kafka;
    private final LiveSettings settings;
    private final ReadinessGate gate;
    private final RecommenderMetrics metrics;
    private final InstantSource clock;
    private final Instant startedAt;
    private final Releases releases = new Releases();
    private final Roles roles = new Roles();
    private final ReleaseLoader loader;
    private final ScheduledExecutorService starter = executor("recommender-releases");
    private final ScheduledExecutorService ticker = executor("recommender-ticks");
    private final ScheduledExecutorService placer = executor("recommender-places");
    private final ComparisonTally tally = new ComparisonTally();
    private volatile @Nullable TopicFollower releaseFollower;
    private volatile @Nullable TopicFollower feedbackFollower;
    private volatile @Nullable LiveState state;
    private volatile Arms arms = Arms.NONE;
    private volatile @Nullable String startFailure;
    private long ticks;

    public LiveRecommender(
            KafkaSettings kafka,
            ArtefactStore store,
            LiveSettings settings,
            ReadinessGate gate,
            RecommenderMetrics metrics,
            InstantSource clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.gate = gate;
        this.metrics = metrics;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.loader = new ReleaseLoader(
                store,
                releases,
                metrics,
                settings.trialFloor(),
                settings.secondStage(),
                settings.workingFolder().resolve("vectors"));
    }

    /// Begins to start, and returns at once; the gate opens when everything is there.
    public void start() {
        starter.execute(this::run);
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Releases releases() {
        return releases;
    }

    public ComparisonTally tally() {
        return tally;
    }

    public Roles roles() {
        return roles;
    }

    /// The parts a model has in answering now, by their labels.
    public List<String> rolesOf(String modelId) {
        Arms now = arms;
        return Stream.of(Role.values())
                .filter(role -> now.in(role)
                        .filter(serving -> serving.modelId().equals(modelId))
                        .isPresent())
                .map(Role::label)
                .toList();
    }

    /// Why a model on offer cannot serve; empty while nothing is known against it.
    public Optional<String> refusal(String modelId) {
        return loader.refusal(modelId);
    }

    /// The models that answer; inside [LiveCorpus#read] they stay open.
    Arms arms() {
        return arms;
    }

    /// Puts a model to the trial it has to stand before it may answer all requests.
    ///
    /// @throws SegueException why it may not
    void requireFit(String modelId) {
        LiveState live = require();
        try {
            starter.submit(() -> loader.requireFit(modelId, arms, live.corpus()))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SegueException(ErrorCode.OVERLOADED, "Interrupted while model " + modelId + " was tried", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SegueException refused) {
                throw refused;
            }
            throw new IllegalStateException("Model " + modelId + " could not be tried", e.getCause());
        }
    }

    /// Why it will never get ready, or no longer is; empty while all is well.
    public Optional<String> failure() {
        String failed = startFailure;
        return failed != null
                ? Optional.of(failed)
                : Optional.ofNullable(state)
                        .flatMap(live -> live.feed().failure())
                        .or(() -> failureOf("releases", releaseFollower))
                        .or(() -> failureOf("feedback", feedbackFollower));
    }

    private static Optional<String> failureOf(String topic, @Nullable TopicFollower follower) {
        return Optional.ofNullable(follower).flatMap(TopicFollower::failure).map(cause -> topic + ": " + cause);
    }

    /// The live state.
    ///
    /// @throws SegueException NOT_READY before everything that was in the topics at the start is in it
    LiveState require() {
        LiveState live = state;
        if (live == null || !gate.isOpen()) {
            throw new SegueException(ErrorCode.NOT_READY, "The recommender is not ready: " + gate.unmet());
        }
        return live;
    }

    /// What readiness still waits for, with the reason; empty when ready.
    Map<String, String> waitingFor() {
        return gate.unmet();
    }

    /// The live state, ready or not; empty before there is one.
    Optional<LiveState> state() {
        return Optional.ofNullable(state);
    }

    /// The active model; inside [LiveCorpus#read] it stays open.
    Optional<Serving> serving() {
        return arms.active();
    }

    @Override
    public void close() {
        TopicFollower releasesFollowed = releaseFollower;
        if (releasesFollowed != null) {
            releasesFollowed.close();
        }
        TopicFollower feedbackFollowed = feedbackFollower;
        if (feedbackFollowed != null) {
            feedbackFollowed.close();
        }
        starter.shutdownNow();
        ticker.shutdownNow();
        placer.shutdownNow();
        LiveState live = state;
        if (live != null) {
            live.feed().close();
            live.corpus().write(() -> {
                arms.open().forEach(Serving::close);
                arms = Arms.NONE;
            });
            live.catalogue().close();
        }
    }

    private void run() {
        try {
            kafka.awaitTopics("recommender-admin", settings.patience());
            gate.met("topics");
            followReleases();
            gate.met("releases");
            LiveState live = liveState();
            state = live;
            gate.met("snapshot");
            feedbackFollower = TopicFollower.named("recommender-feedback", kafka)
                    .follow(Topics.FEEDBACK, tally::told)
                    .start();
            gate.met("followers");
            swap();
            for (TopicFollower follower : live.feed().followers().values()) {
                while (!follower.awaitCaughtUp(settings.patience())) {
                    LOG.info("Still catching up, {} records behind", live.feed().lag());
                }
            }
            live.catalogue().refresh();
            live.corpus().refreshPopular();
            live.feed().live();
            gate.met("caught-up");
            LOG.info(
                    "Ready after {} ms with {} playlists",
                    Duration.between(startedAt, clock.instant()).toMillis(),
                    live.corpus().read(() -> live.corpus().corpus().playlists()));
            var _ = ticker.scheduleWithFixedDelay(
                    this::tick, 0, settings.refreshInterval().toMillis(), TimeUnit.MILLISECONDS);
            var _ = placer.scheduleWithFixedDelay(
                    this::place, 0, settings.refreshInterval().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            startFailure = String.valueOf(e.getMessage());
            gate.unmet("snapshot", "the start failed: " + e.getMessage());
            LOG.error("The recommender could not start", e);
        }
    }

    private void followReleases() throws InterruptedException {
        TopicFollower follower = TopicFollower.named("recommender-releases", kafka)
                .follow(Topics.MODEL_RELEASES, releases::model)
                .follow(Topics.INDEX_RELEASES, releases::index)
                .follow(Topics.RELEASE_ROLES, roles::decided)
                .around(batch -> {
                    batch.run();
                    starter.execute(this::swapSafely);
                })
                .start();
        releaseFollower = follower;
        metrics.follower("releases", follower);
        while (!follower.awaitCaughtUp(settings.patience())) {
            LOG.info("Still reading releases");
        }
    }

    private LiveState liveState() {
        Snapshot snapshot = loader.newestSnapshot();
        Path folder = settings.workingFolder().resolve("catalogue");
        try {
            FolderTree.delete(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + folder, e);
        }
        var corpus = new LiveCorpus(snapshot.corpus(), snapshot.offsets());
        var catalogue = new LiveCatalogue(snapshot.searchIn(folder), corpus, snapshot.offsets());
        var aliases = new TrackAliases();
        var recordings = new LiveRecordings(aliases, id -> catalogue.track(id).isPresent());
        var feed = new LiveFeed(corpus, catalogue, aliases, clock, metrics::freshness);
        feed.start(kafka, snapshot.offsets());
        feed.followers().forEach(metrics::follower);
        metrics.gauge(
                Metrics.RECOMMENDER_PLAYLISTS,
                corpus,
                live -> live.read(() -> live.corpus().playlists()));
        metrics.gauge(
                Metrics.RECOMMENDER_ENTRIES,
                corpus,
                live -> live.read(() -> live.corpus().entries()));
        metrics.gauge(Metrics.RECOMMENDER_TRACKS, catalogue, LiveCatalogue::tracks);
        metrics.gauge(Metrics.RECOMMENDER_VECTORS, this, LiveRecommender::vectors);
        return new LiveState(corpus, catalogue, recordings, feed);
    }

    double vectors() {
        return arms.active().map(serving -> serving.model().space().size()).orElse(0);
    }

    /// Brings the models into the roles they should have by now. A model that cannot be had leaves things as they are
    /// in its role. Models nobody needs any longer are closed under the write lock, when nobody can be using them.
    private void swap() {
        LiveState live = state;
        if (live == null) {
            return;
        }
        Arms before = arms;
        Optional<Arm> canary = arm(Role.CANARY, before.canary(), before, live.corpus());
        var open = new Arms(before.active(), canary, before.shadow(), before.comparison());
        Optional<Arm> shadow = arm(Role.SHADOW, before.shadow(), open, live.corpus());
        open = new Arms(before.active(), canary, shadow, before.comparison());
        Optional<Arm> comparison = arm(Role.COMPARISON, before.comparison(), open, live.corpus());
        Optional<Serving> active = active(new Arms(before.active(), canary, shadow, comparison), live.corpus());
        var after = new Arms(active, canary, shadow, comparison);
        live.corpus().write(() -> {
            arms = after;
            List<Serving> kept = after.open();
            before.open().stream().filter(serving -> !kept.contains(serving)).forEach(Serving::close);
        });
        for (Role role : Role.values()) {
            Optional<Serving> now = after.in(role);
            if (!now.equals(before.in(role))) {
                if (role == Role.ACTIVE) {
                    metrics.swapped();
                }
                LOG.info(
                        "Role {}: {}",
                        role.label(),
                        now.map(serving -> "model " + serving.modelId() + " of index " + serving.indexId())
                                .orElse("nobody"));
            }
        }
    }

    private void swapSafely() {
        try {
            swap();
        } catch (RuntimeException e) {
            LOG.error("Releases could not be changed; the next announcement tries again", e);
        }
    }

    private Optional<Serving> active(Arms open, LiveCorpus corpus) {
        Optional<ReleaseRole> decision = roles.of(Role.ACTIVE);
        if (decision.isPresent()) {
            return loader.of(decision.get().getModelId(), open, corpus).or(open::active);
        }
        Set<String> triedOut = Stream.of(Role.CANARY, Role.SHADOW, Role.COMPARISON)
                .flatMap(role -> roles.of(role).stream())
                .map(ReleaseRole::getModelId)
                .collect(Collectors.toSet());
        return loader.newest(open, triedOut, corpus).or(open::active);
    }

    private Optional<Arm> arm(Role role, Optional<Arm> before, Arms open, LiveCorpus corpus) {
        return roles.of(role).flatMap(decision -> loader.of(decision.getModelId(), open, corpus)
                .or(() -> before.map(Arm::serving)
                        .filter(serving ->
                                serving.modelId().equals(decision.getModelId()) && loader.isOnOffer(serving)))
                .map(serving ->
                        new Arm(serving, decision.getShare(), Optional.ofNullable(decision.getComparisonId()))));
    }

    private void tick() {
        LiveState live = state;
        if (live == null) {
            return;
        }
        try {
            live.catalogue().refresh();
            if (ticks++ % TICKS_PER_POPULAR == 0) {
                live.corpus().refreshPopular();
            }
            live.feed().failure().ifPresent(failure -> gate.unmet("followers", failure));
        } catch (RuntimeException e) {
            LOG.error("A tick failed; the next one tries again", e);
        }
    }

    /// Placing all playlists of a new model takes a while: it has a thread of its own, and titles are matched by their
    /// words meanwhile.
    private void place() {
        LiveState live = state;
        if (live == null) {
            return;
        }
        for (Serving serving : arms.open()) {
            if (serving.readsTitles()) {
                try {
                    serving.place(live.corpus());
                } catch (RuntimeException e) {
                    if (arms.open().contains(serving)) {
                        LOG.error("Playlists could not be placed; the next turn tries again", e);
                    }
                }
            }
        }
    }

    private static ScheduledExecutorService executor(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                work -> Thread.ofPlatform().name(name).daemon().unstarted(work));
    }
}
