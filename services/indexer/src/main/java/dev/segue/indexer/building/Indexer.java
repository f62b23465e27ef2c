package dev.segue.indexer.building;

import dev.segue.domain.InputOffsets;
import dev.segue.domain.SegueException;
import dev.segue.indexer.building.RebuildRule.Decision;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.ReadinessGate;
import dev.segue.platform.TopicFollower;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.search.TrackSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows playlists, catalogue and releases, and makes an index snapshot whenever one is due.
///
/// The content is rebuilt from its topics at every start: they are the truth, and nothing half-written can survive.
/// One thread decides and builds; following pauses while a snapshot is taken, so that its offsets and its content are
/// of one moment. When following breaks, `failed` is told, once: the process must be started again.
public final class Indexer implements AutoCloseable {

    /// Readiness condition: everything that was in the topics at the start has been read.
    public static final String TOPICS = "topics";

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    private static final String CONTENT = "indexer-content";
    private static final String RELEASES = "indexer-releases";
    private static final String SEARCH_FOLDER = "search";
    private static final String VECTORS_FOLDER = "vectors";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final ArtefactStore store;
    private final Path stateDirectory;
    private final IndexSettings settings;
    private final InstantSource clock;
    private final ReadinessGate gate;
    private final IndexerMetrics metrics;
    private final Consumer<Throwable> failed;

    private final Releases releases = new Releases();
    /// By manifest digest: a mended bundle under the same id has another one.
    private final Set<String> refusedModels = ConcurrentHashMap.newKeySet();
    private final Lock content = new ReentrantLock();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("indexer").unstarted(this::run);
    private volatile LiveContent.Extent extent = LiveContent.Extent.NONE;
    private volatile InputOffsets offsets = InputOffsets.NONE;
    private volatile String doing = "starting";
    private volatile boolean waitingForBroker = true;

    /// @param stateDirectory of this service alone; what is in its folder `search` is thrown away, what is in
    ///     `vectors` saves indexing them again
    /// @param failed told why nothing more will happen
    public Indexer(
            KafkaSettings kafka,
            ArtefactStore store,
            Path stateDirectory,
            IndexSettings settings,
            InstantSource clock,
            ReadinessGate gate,
            IndexerMetrics metrics,
            Consumer<Throwable> failed) {
        this.kafka = kafka;
        this.store = store;
        this.stateDirectory = stateDirectory;
        this.settings = settings;
        this.clock = clock;
        this.gate = gate;
        this.metrics = metrics;
        this.failed = failed;
    }

    /// What the indexer is about.
    ///
    /// @param current announced last; null before the first
    /// @param doing for people: what is being waited for or done
    /// @param offsets up to where playlists and catalogue were read
    /// @param refusedModels ids of models on offer whose bundle did not hold
    public record Status(
            @Nullable IndexRelease current,
            String doing,
            InputOffsets offsets,
            int playlists,
            int changedPlaylists,
            List<String> refusedModels) {}

    /// Begins, in a thread of its own.
    public void start() {
        metrics.watch(this);
        thread.start();
    }

    public Status status() {
        LiveContent.Extent now = extent;
        return new Status(
                releases.newestIndex().orElse(null),
                doing,
                offsets,
                now.playlists(),
                now.changedPlaylists(),
                releases.models().stream()
                        .filter(model -> refusedModels.contains(model.getManifestSha256()))
                        .map(ModelRelease::getModelId)
                        .toList());
    }

    LiveContent.Extent extent() {
        return extent;
    }

    /// Stops after what is being built is built.
    @Override
    public void close() {
        closing.countDown();
        // Nothing is being written while the broker is awaited, and Kafka's clients let go slowly without one. Later an
        // interrupt would close the files being written.
        boolean idle = waitingForBroker;
        if (idle) {
            thread.interrupt();
        }
        try {
            thread.join(idle ? Duration.ofSeconds(1) : PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            kafka.awaitTopics("indexer-topics", PATIENCE);
            try (TopicFollower told = followReleases();
                    var segments =
                            new VectorSegments(stateDirectory.resolve(VECTORS_FOLDER), settings.vectors(), metrics);
                    var producer = new IndexReleaseProducer(kafka)) {
                waitingForBroker = false;
                var publisher = new SnapshotPublisher(store, producer, releases, segments, clock, settings.keep());
                publisher.cleanUp();
                InputOffsets snapshotAt = releases.newestIndex()
                        .map(index -> SnapshotPublisher.read(index.getInputOffsets()))
                        .orElse(InputOffsets.NONE);
                try (var live = new LiveContent(TrackSearch.open(emptySearchFolder()), snapshotAt);
                        TopicFollower follower = followContent(live)) {
                    build(live, follower, told, publisher);
                }
            }
        } catch (InterruptedException e) {
            stopped(e);
        } catch (RuntimeException e) {
            stopped(e);
        }
    }

    private void stopped(Exception cause) {
        if (closing.getCount() > 0) {
            LOG.error("The indexer stopped", cause);
            failed.accept(cause);
        }
    }

    private TopicFollower followReleases() throws InterruptedException {
        TopicFollower follower = TopicFollower.named(RELEASES, kafka)
                .follow(Topics.MODEL_RELEASES, releases::model)
                .follow(Topics.INDEX_RELEASES, releases::index)
                .follow(Topics.RELEASE_ROLES, releases::role)
                .start();
        metrics.watch(RELEASES, follower);
        doing = "reading releases";
        while (!follower.awaitCaughtUp(PATIENCE)) {
            LOG.info("Still reading releases, at {}", follower.offsets());
        }
        return follower;
    }

    private TopicFollower followContent(LiveContent live) {
        TopicFollower follower = TopicFollower.named(CONTENT, kafka)
                .follow(Topics.PLAYLISTS, live::playlist)
                .follow(Topics.TRACKS, live::track)
                .around(batch -> {
                    content.lock();
                    try {
                        batch.run();
                        extent = live.extent();
                    } finally {
                        content.unlock();
                    }
                })
                .start();
        metrics.watch(CONTENT, follower);
        return follower;
    }

    private void build(LiveContent live, TopicFollower follower, TopicFollower told, SnapshotPublisher publisher)
            throws InterruptedException {
        var rule = new RebuildRule(settings);
        Duration wait = Duration.ZERO;
        while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            wait = BETWEEN_LOOKS;
            requireRunning(follower);
            requireRunning(told);
            offsets = follower.offsets();
            if (!follower.isCaughtUp()) {
                doing = "reading playlists and catalogue";
                continue;
            }
            gate.met(TOPICS);
            Decision decision = rule.decide(
                    releases.models(), refusedModels, releases.indexes(), extent, follower.offsets(), clock.instant());
            switch (decision) {
                case Decision.Rest(String why) -> doing = "resting: " + why;
                case Decision.Build(ModelRelease model, String why) -> {
                    LOG.info("Building an index: {}", why);
                    doing = "building: " + why;
                    if (!build(model, live, follower, publisher)) {
                        wait = AFTER_FAILURE;
                    }
                }
            }
        }
    }

    /// @return false when it failed for a reason that may pass
    private boolean build(ModelRelease model, LiveContent live, TopicFollower follower, SnapshotPublisher publisher)
            throws InterruptedException {
        long start = System.nanoTime();
        Optional<ModelBundle> verified = verified(model, publisher);
        if (verified.isEmpty()) {
            return true;
        }
        try (ModelBundle bundle = verified.get()) {
            publisher.prepare(model, bundle, live, content);
            IndexRelease release = published(model, bundle, live, follower, publisher);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            metrics.published(took);
            LOG.info(
                    "Index {} with model {}: {} playlists, {} tracks, {} bytes in {} ms",
                    release.getIndexId(),
                    release.getModelId(),
                    release.getPlaylists(),
                    release.getTracks(),
                    release.getBytes(),
                    took.toMillis());
            return true;
        } catch (SegueException | UncheckedIOException e) {
            metrics.failed(Duration.ofNanos(System.nanoTime() - start));
            LOG.error("The index could not be built, next attempt in {} s", AFTER_FAILURE.toSeconds(), e);
            return false;
        }
    }

    /// Following pauses meanwhile, so that offsets and content are of one moment.
    private IndexRelease published(
            ModelRelease model,
            ModelBundle bundle,
            LiveContent live,
            TopicFollower follower,
            SnapshotPublisher publisher)
            throws InterruptedException {
        content.lock();
        try {
            return publisher.publish(model, bundle, live, follower.offsets());
        } finally {
            extent = live.extent();
            content.unlock();
        }
    }

    private Optional<ModelBundle> verified(ModelRelease model, SnapshotPublisher publisher) {
        try {
            return Optional.of(publisher.verified(model));
        } catch (SegueException e) {
            refusedModels.add(model.getManifestSha256());
            metrics.modelRefused(e.code());
            LOG.error("Model {} is refused: {}", model.getModelId(), e.getMessage());
            return Optional.empty();
        }
    }

    private static void requireRunning(TopicFollower follower) {
        follower.failure().ifPresent(cause -> {
            throw new IllegalStateException("Following the topics broke", cause);
        });
    }

    private Path emptySearchFolder() {
        Path folder = stateDirectory.resolve(SEARCH_FOLDER);
        try {
            Files.createDirectories(folder);
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    if (!path.equals(folder)) {
                        Files.delete(path);
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty " + folder, e);
        }
    }
}
