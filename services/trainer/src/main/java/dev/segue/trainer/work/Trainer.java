package dev.segue.trainer.work;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.Provenance;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.FactorTable;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.ReadinessGate;
import dev.segue.platform.TopicFollower;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.training.EpochLoop;
import dev.segue.training.EpochReport;
import dev.segue.training.ModelConfig;
import dev.segue.training.Trained;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;
import dev.segue.training.experiment.TrackModels;
import dev.segue.training.ranking.RankerFit;
import dev.segue.training.ranking.SecondStageTraining;
import dev.segue.training.text.TextConfig;
import dev.segue.training.text.TextTraining;
import dev.segue.training.twostage.TrackFactorsFit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the clean playlists and releases a model whenever one is due: when there are enough playlists, when half of
/// them are not as the newest model saw them, or when somebody asks. One thread does all of it.
///
/// Nothing is done twice and nothing half done is seen: a model's id follows from the playlists' offsets, the
/// configuration, the code and the seed; its bundle is written aside and renamed into place; its release is sent last.
/// After a kill in an epoch the training begins again, after one between bundle and release the bundle is released.
public final class Trainer implements AutoCloseable {

    /// Readiness: the broker answered and has the topics.
    public static final String TOPICS = "topics";

    /// Readiness: every playlist there was at the start has been read.
    public static final String PLAYLISTS = "playlists";

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final Duration ROUND = Duration.ofMillis(100);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_REQUESTS = 16;
    private static final Duration FAREWELL = Duration.ofSeconds(8);

    private final KafkaSettings kafka;
    private final ArtefactStore store;
    private final ModelBundles bundles;
    private final TrainerSettings settings;
    private final InstantSource clock;
    private final ReadinessGate gate;
    private final TrainerMetrics metrics;
    private final Consumer<Throwable> onFailure;
    private final PlaylistTable table = new PlaylistTable();
    private final BlockingQueue<ModelConfig> requests = new LinkedBlockingQueue<>(MOST_REQUESTS);
    private final Thread thread = Thread.ofPlatform().name("trainer").unstarted(this::run);
    private volatile TrainerState state = new TrainerState.Waiting("the broker");
    private volatile @Nullable String lastModelId;
    private volatile @Nullable String lastError;
    private boolean failed;

    /// Puts it together; nothing happens before [#start].
    ///
    /// @param onFailure told once when the trainer cannot go on
    public Trainer(
            KafkaSettings kafka,
            ArtefactStore store,
            TrainerSettings settings,
            InstantSource clock,
            ReadinessGate gate,
            TrainerMetrics metrics,
            Consumer<Throwable> onFailure) {
        this.kafka = kafka;
        this.store = store;
        this.bundles = new ModelBundles(store);
        this.settings = settings;
        this.clock = clock;
        this.gate = gate;
        this.metrics = metrics;
        this.onFailure = onFailure;
        metrics.watch(table);
    }

    public void start() {
        thread.start();
    }

    /// Asks for a model of the playlists as they are, however many changed. If that model exists nothing is trained.
    public void request() {
        request(settings.model());
    }

    /// Asks for another model than the configured one. It is trained once; what changed is then still to be learnt by
    /// the configured one.
    ///
    /// @throws SegueException with [ErrorCode#OVERLOADED] when too many different ones wait already
    public void request(ModelConfig model) {
        if (!requests.contains(model) && !requests.offer(model)) {
            throw new SegueException(
                    ErrorCode.OVERLOADED,
                    "Trainings that wait: expected at most " + MOST_REQUESTS + " different models, got one more");
        }
    }

    /// What it is doing now.
    public TrainerState state() {
        return state;
    }

    /// The newest released model, empty before the first.
    public Optional<String> lastModelId() {
        return Optional.ofNullable(lastModelId);
    }

    /// Why the last training gave no model, or not the whole of it; empty when it did.
    public Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    /// Stops within a few seconds, in an epoch too; what was begun is begun again at the next start.
    @Override
    public void close() {
        gate.unmet(PLAYLISTS, "stopping");
        thread.interrupt();
        try {
            if (!thread.join(FAREWELL)) {
                LOG.warn("The trainer did not stop within {}", FAREWELL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            awaitTopics();
            store.cleanStaging(ModelBundles.KIND);
            try (var releases = new ModelReleases(kafka.producer("trainer-releases"));
                    var released = TopicFollower.named("trainer-releases", kafka)
                            .follow(Topics.MODEL_RELEASES, releases::accept)
                            .start()) {
                metrics.watch("trainer-releases", released);
                awaitCaughtUp(released);
                Optional<ModelRelease> newest = newestIntact(releases);
                newest.ifPresent(release -> table.countFrom(ModelReleases.inputs(release)));
                lastModelId = releases.newest().map(ModelRelease::getModelId).orElse(null);
                try (var playlists = followed().around(table::around).start()) {
                    metrics.watch("trainer-playlists", playlists);
                    awaitCaughtUp(playlists);
                    gate.met(PLAYLISTS);
                    work(
                            releases,
                            released,
                            playlists,
                            newest.map(ModelRelease::getPlaylists).orElse(0));
                }
            }
        } catch (InterruptedException e) {
            LOG.info("Stopped");
        } catch (RuntimeException | Error e) {
            LOG.error("The trainer cannot go on", e);
            gate.unmet(PLAYLISTS, "failed: " + e);
            onFailure.accept(e);
        }
    }

    /// The playlists, and the tracks where a second stage asks who they are by.
    private TopicFollower.Builder followed() {
        var follower = TopicFollower.named("trainer-playlists", kafka).follow(Topics.PLAYLISTS, table::accept);
        return settings.secondStage().isPresent() ? follower.follow(Topics.TRACKS, table::track) : follower;
    }

    private void awaitTopics() throws InterruptedException {
        while (true) {
            try {
                kafka.awaitTopics("trainer-start", settings.patience());
                gate.met(TOPICS);
                return;
            } catch (SegueException e) {
                LOG.warn("Not ready yet: {}", e.getMessage());
                gate.unmet(TOPICS, String.valueOf(e.getMessage()));
                TimeUnit.NANOSECONDS.sleep(RETRY_PAUSE.toNanos());
            }
        }
    }

    private void awaitCaughtUp(TopicFollower follower) throws InterruptedException {
        while (!follower.awaitCaughtUp(settings.patience())) {
            LOG.info("Reading on: {} records to go", follower.lag());
        }
    }

    /// Trains when it is time to, until interrupted.
    ///
    /// @param modelPlaylists the newest model of this configuration was trained on, 0 without one
    private void work(ModelReleases releases, TopicFollower released, TopicFollower playlists, int modelPlaylists)
            throws InterruptedException {
        int trainedOn = modelPlaylists;
        while (true) {
            requireAlive(released);
            requireAlive(playlists);
            ModelConfig asked = requests.poll(ROUND.toNanos(), TimeUnit.NANOSECONDS);
            Optional<String> obstacle = asked != null ? Optional.empty() : obstacle(playlists, trainedOn);
            if (obstacle.isPresent()) {
                state = new TrainerState.Waiting(obstacle.get());
            } else if (asked != null) {
                trainedOn = train(asked, releases, playlists, trainedOn);
            } else if (due(trainedOn)) {
                trainedOn = train(settings.model(), releases, playlists, trainedOn);
            } else {
                state = new TrainerState.Idle();
            }
        }
    }

    private static void requireAlive(TopicFollower follower) {
        follower.failure().ifPresent(cause -> {
            throw new SegueException(ErrorCode.INTERNAL, "A topic is no longer followed: " + cause, cause);
        });
    }

    /// What a training that is due, or could be, has to wait for.
    private Optional<String> obstacle(TopicFollower playlists, int trainedOn) {
        int held = table.playlists();
        if (held < settings.minPlaylists()) {
            return Optional.of(held + " of " + settings.minPlaylists() + " playlists");
        }
        if (!due(trainedOn)) {
            return failed ? Optional.of("a changed playlist, or a request") : Optional.empty();
        }
        long lag = playlists.lag().orElse(Long.MAX_VALUE);
        if (lag > 0) {
            return Optional.of(
                    lag == Long.MAX_VALUE ? "the broker's answer" : "the playlists that come, " + lag + " records");
        }
        if (table.sinceChange().compareTo(settings.settleTime()) < 0) {
            return Optional.of("the playlists to settle for " + settings.settleTime());
        }
        return Optional.empty();
    }

    private boolean due(int trainedOn) {
        int changed = table.changed();
        return failed ? changed > 0 : trainedOn == 0 || changed >= settings.retrainShare() * trainedOn;
    }

    /// @return playlists the newest model of the configuration was trained on
    private int train(ModelConfig wanted, ModelReleases releases, TopicFollower playlists, int trainedOn)
            throws InterruptedException {
        long began = System.nanoTime();
        boolean configured = wanted.equals(settings.model());
        try {
            PlaylistTable.Snapshot snapshot = configured
                    ? table.snapshot(playlists::offsets, wanted.minPlaylists(), settings.secondStage())
                    : table.glimpse(playlists::offsets, wanted.minPlaylists(), settings.secondStage());
            ModelConfig model = configured ? learnable(wanted, snapshot.set()) : wanted;
            var provenance = new Provenance(
                    snapshot.offsets(), settings.configurationHash(model), CodeVersion.current(), model.seed());
            String id = ModelBundles.id(model.model(), provenance);
            var outcome = TrainerMetrics.Outcome.REUSED;
            ArtefactStore.Published bundle = bundles.find(id);
            lastError = null;
            if (bundle == null) {
                Trained<TrainedVectors> trained = trained(id, model, snapshot);
                Optional<FactorTable> factors =
                        settings.secondStage().map(ranked -> TrackFactorsFit.fit(snapshot.set(), model.seed()));
                bundle = bundles.make(
                        id,
                        model.model(),
                        provenance,
                        snapshot.playlists(),
                        trained,
                        factors,
                        secondStage(id, model, snapshot));
                outcome = TrainerMetrics.Outcome.RELEASED;
            }
            if (releases.has(id) && outcome == TrainerMetrics.Outcome.REUSED) {
                LOG.info("Model {} of these playlists exists and is released", id);
            } else {
                releases.release(ModelBundles.release(bundle, clock.instant()));
                LOG.info(
                        "Released model {} ({} bytes) from {}",
                        id,
                        bundle.manifest().bytes(),
                        snapshot.offsets());
            }
            lastModelId = id;
            failed = failed && !configured;
            metrics.ended(outcome, Duration.ofNanos(System.nanoTime() - began));
            return configured ? snapshot.playlists() : trainedOn;
        } catch (RuntimeException e) {
            if (e instanceof SegueException refused && refused.code() != ErrorCode.INTERNAL) {
                LOG.warn("No model came of this training: {}", e.getMessage());
            } else {
                LOG.error("No model came of this training", e);
            }
            lastError = String.valueOf(e.getMessage());
            failed = failed || configured;
            metrics.ended(TrainerMetrics.Outcome.FAILED, Duration.ofNanos(System.nanoTime() - began));
            return trainedOn;
        } finally {
            metrics.epochs(0);
        }
    }

    /// The configured model, or the vectors it stands on where playlists have too few titles to learn to read them.
    private static ModelConfig learnable(ModelConfig configured, TrainingSet set) {
        if (configured instanceof TextConfig text && !TextTraining.canLearnFrom(set)) {
            LOG.warn("Too few of {} playlists have a title: the model will read none", set.playlists());
            return text.vectors();
        }
        return configured;
    }

    private Trained<TrainedVectors> trained(String id, ModelConfig model, PlaylistTable.Snapshot snapshot)
            throws InterruptedException {
        state = new TrainerState.Training(id, model.epochs(), Optional.empty());
        LOG.info(
                "Training {} on {} playlists, {} tracks, {} entries of {} with {} threads",
                id,
                snapshot.playlists(),
                snapshot.set().tracks(),
                snapshot.set().entries(),
                snapshot.offsets(),
                settings.threads());
        Trained<TrainedVectors> trained;
        try (var training = TrackModels.training(snapshot.set(), model, settings.threads())) {
            trained = EpochLoop.run(training, epoch -> told(id, epoch));
        }
        switch (trained.outcome()) {
            case Trained.Outcome.Completed() -> {}
            case Trained.Outcome.Diverged(int epoch, int kept) -> {
                lastError = "The loss of " + id + " was not a number in epoch " + epoch + "; epoch " + kept
                        + " is released";
                LOG.warn("{}", lastError);
            }
        }
        return trained;
    }

    /// Fits the second stage; empty where none is wanted or there is too little to fit it to.
    private Optional<RankerFit.Fitted> secondStage(String id, ModelConfig model, PlaylistTable.Snapshot snapshot)
            throws InterruptedException {
        if (settings.secondStage().isEmpty() || snapshot.sample().isEmpty()) {
            return Optional.empty();
        }
        RankingSample sample = snapshot.sample().get();
        try {
            return Optional.of(SecondStageTraining.train(
                    sample.corpus(),
                    sample.playlists(),
                    sample.tracks(),
                    model,
                    settings.secondStage().get(),
                    settings.threads(),
                    settings.workingFolder().resolve("titles"),
                    line -> LOG.info("{} second stage: {}", id, line)));
        } catch (SegueException e) {
            LOG.info("{} has no second stage: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    private void told(String id, EpochReport epoch) {
        state = new TrainerState.Training(id, epoch.epochs(), Optional.of(epoch));
        metrics.epochs(epoch.epoch());
        metrics.loss(epoch.loss());
        LOG.info(
                "{} epoch {}/{}: loss {} {} in {} s",
                id,
                epoch.epoch(),
                epoch.epochs(),
                decimals(epoch.loss()),
                epoch.terms(),
                decimals(epoch.took().toMillis() / 1e3));
    }

    /// The newest release of this configuration, if what it names is there and whole.
    private Optional<ModelRelease> newestIntact(ModelReleases releases) {
        Optional<ModelRelease> newest = releases.newest(
                settings.configurationHash(),
                CodeVersion.current(),
                settings.model().seed());
        if (newest.isPresent() && bundles.find(newest.get().getModelId()) == null) {
            LOG.warn(
                    "The bundle of the released model {} is gone or damaged",
                    newest.get().getModelId());
            return Optional.empty();
        }
        return newest;
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
