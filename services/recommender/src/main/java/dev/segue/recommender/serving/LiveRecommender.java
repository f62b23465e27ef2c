package dev.segue.recommender.serving;

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
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.schemas.Topics;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private final ReleaseLoader loader;
    private final ScheduledExecutorService starter = executor("recommender-releases");
    private final ScheduledExecutorService ticker = executor("recommender-ticks");
    private volatile @Nullable TopicFollower releaseFollower;
    private volatile @Nullable LiveState state;
    private volatile @Nullable Serving serving;
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
        this.loader = new ReleaseLoader(store, releases, metrics);
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

    /// Why it will never get ready, or no longer is; empty while all is well.
    public Optional<String> failure() {
        String failed = startFailure;
        return failed != null
                ? Optional.of(failed)
                : Optional.ofNullable(state).flatMap(live -> live.feed().failure());
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

    /// The model that serves; inside [LiveCorpus#read] it stays open.
    Optional<Serving> serving() {
        return Optional.ofNullable(serving);
    }

    @Override
    public void close() {
        TopicFollower releasesFollowed = releaseFollower;
        if (releasesFollowed != null) {
            releasesFollowed.close();
        }
        starter.shutdownNow();
        ticker.shutdownNow();
        LiveState live = state;
        if (live != null) {
            live.feed().close();
            live.corpus().write(() -> {
                if (serving != null) {
                    serving.bundle().close();
                    serving = null;
                }
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
                .around(batch -> {
                    batch.run();
                    starter.execute(this::swap);
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
            deleteTree(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + folder, e);
        }
        var corpus = new LiveCorpus(snapshot.corpus(), snapshot.offsets());
        var catalogue = new LiveCatalogue(snapshot.searchIn(folder), snapshot.offsets());
        var feed = new LiveFeed(corpus, catalogue, clock, metrics::freshness);
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
        return new LiveState(corpus, catalogue, feed);
    }

    double vectors() {
        Serving now = serving;
        return now == null ? 0 : now.model().space().size();
    }

    /// Changes to the newest release that holds, if it is another than the one that serves. The old bundle is closed
    /// under the write lock, when nobody can be using it.
    private void swap() {
        LiveState live = state;
        if (live == null) {
            return;
        }
        loader.newerThan(serving()).ifPresent(loaded -> {
            var vectors = loaded.bundle().vectors();
            live.corpus().write(() -> {
                var space = VectorSpace.of(
                        vectors.trackIds(),
                        vectors.dimension(),
                        vectors.rows(),
                        live.corpus().corpus()::internTrack);
                Serving old = serving;
                serving = new Serving(
                        loaded.modelId(),
                        loaded.indexId(),
                        loaded.bundle(),
                        new VectorModel(space, loaded.bundle()::encode));
                if (old != null) {
                    old.bundle().close();
                }
            });
            metrics.swapped();
            LOG.info(
                    "Model {} of index {} serves now, {} vectors of {} dimensions",
                    loaded.modelId(),
                    loaded.indexId(),
                    vectors.size(),
                    vectors.dimension());
        });
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

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.toList().reversed()) {
                Files.delete(path);
            }
        }
    }

    private static ScheduledExecutorService executor(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                work -> Thread.ofPlatform().name(name).daemon().unstarted(work));
    }
}
