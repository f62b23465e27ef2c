package dev.segue.trainer.work;

import static dev.segue.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.modelbundle.ModelBundle;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.ReadinessGate;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.testkit.Broker;
import dev.segue.training.InfoNceConfig;
import dev.segue.training.ModelConfig;
import dev.segue.training.Settings;
import dev.segue.training.ranking.RankerConfig;
import dev.segue.training.skipgram.SkipGramConfig;
import dev.segue.training.text.TextConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole trainer, without HTTP, on a real broker.
class TrainerTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    /// For a second stage, which asks some thousand requests.
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final InfoNceConfig MODEL = new InfoNceConfig(16, 0.1, 0.5, 500, 10, 2, 3, 64, 8, 0.02, 0, false, 5);

    private static final TextConfig READER = Settings.changed(
            TextConfig.DEFAULTS,
            Map.of("dimension", "16", "sentences", "false", "vector-epochs", "2", "text-epochs", "2"));

    /// As much as a few seconds can fit.
    private static final RankerConfig SECOND_STAGE = new RankerConfig(1500, .4, 150, 50, 60, .3, 5, 4, .3, .1, 7);

    private final Broker broker = Broker.start();
    private Optional<RankerConfig> secondStage = Optional.empty();
    private final Path root;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    TrainerTest(@TempDir Path root) {
        this.root = root;
    }

    @AfterEach
    void stop() {
        broker.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void releasesAModelOnceThereAreEnoughPlaylistsAndNothingAtTheNextStart() throws IOException {
        // Given
        send(0, 9);
        ModelRelease release;
        byte[] vectors;
        try (var trainer = trainer(10, root, MODEL)) {
            eventually("the reason for waiting", LIMIT, () -> trainer.state()
                    .equals(new TrainerState.Waiting("9 of 10 playlists")));

            // When
            send(9, 12);

            // Then
            eventually("a release", LIMIT, () -> !broker.values(Topics.MODEL_RELEASES)
                    .isEmpty());
            release = broker.values(Topics.MODEL_RELEASES).getFirst();
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
            assertThat(trainer.lastModelId()).contains(release.getModelId());
            assertThat(trainer.lastError()).isEmpty();
            assertThat(release.getPlaylists()).isEqualTo(12);
            assertThat(release.getDimension()).isEqualTo(16);
            assertThat(release.getSeed()).isEqualTo(5);
            assertThat(release.getCreatedAt()).isEqualTo(NOW);
            assertThat(release.getMetrics()).containsKeys("loss", "contrastive", "uniformity", "epochs");
            assertThat(total(release)).isEqualTo(12);
            vectors = openedVectors(release);
        }

        // When
        try (var again = trainer(10, root, MODEL)) {
            eventually("rest", LIMIT, () -> again.state() instanceof TrainerState.Idle);

            // Then
            assertThat(again.lastModelId()).contains(release.getModelId());
            assertThat(broker.values(Topics.MODEL_RELEASES)).hasSize(1);
        }

        // When
        try (var elsewhere = trainer(10, root.resolve("elsewhere"), MODEL)) {
            eventually("rest", LIMIT, () -> elsewhere.state() instanceof TrainerState.Idle);
            elsewhere.request();

            // Then
            eventually(
                    "a second release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 2);
            assertThat(broker.values(Topics.MODEL_RELEASES).get(1).getManifestSha256())
                    .isEqualTo(release.getManifestSha256());
            assertThat(Files.readAllBytes(root.resolve("elsewhere")
                            .resolve(release.getLocation())
                            .resolve("vectors.f32")))
                    .isEqualTo(vectors);
        }
    }

    @Test
    void trainsAgainOnceHalfOfThePlaylistsChanged() {
        // Given
        send(0, 12);
        try (var trainer = trainer(10, root, MODEL)) {
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 1);
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
            send(12, 17);
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
            assertThat(broker.values(Topics.MODEL_RELEASES)).hasSize(1);

            // When
            broker.send(Topics.PLAYLISTS, "test:0", null);

            // Then
            eventually(
                    "a second release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 2);
            assertThat(broker.values(Topics.MODEL_RELEASES).get(1).getPlaylists())
                    .isEqualTo(16);
        }
    }

    @Test
    void trainsOnRequestWithFewerPlaylistsThanItWaitsFor() {
        // Given
        send(0, 5);
        try (var trainer = trainer(1_000, root, MODEL)) {
            eventually("waiting", LIMIT, () -> trainer.state().equals(new TrainerState.Waiting("5 of 1000 playlists")));

            // When
            trainer.request();

            // Then
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 1);
            assertThat(broker.values(Topics.MODEL_RELEASES).getFirst().getPlaylists())
                    .isEqualTo(5);
        }
    }

    @Test
    void saysWhyNoModelCameOfARequestAndGoesOnWaiting() {
        // Given
        try (var trainer = trainer(10, root, MODEL)) {
            eventually("waiting", LIMIT, () -> trainer.state().equals(new TrainerState.Waiting("0 of 10 playlists")));

            // When
            trainer.request();

            // Then
            eventually("an error", LIMIT, () -> trainer.lastError().isPresent());
            assertThat(trainer.lastError().orElseThrow()).contains("Corpus too small to train on", "got 0 playlists");
            send(0, 12);
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 1);
            eventually("the error is gone", LIMIT, () -> trainer.lastError().isEmpty());
        }
    }

    @Test
    void releasesABundleThatWasCompleteButNotReleasedWithoutTrainingItAgain() throws IOException {
        // Given
        send(0, 12);
        try (var trainer = trainer(10, root, MODEL)) {
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 1);
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
        }
        ModelRelease first = broker.values(Topics.MODEL_RELEASES).getFirst();
        broker.send(Topics.MODEL_RELEASES, first.getModelId(), null);
        var bundle = root.resolve(first.getLocation());
        var writtenAt = Files.getLastModifiedTime(bundle.resolve("vectors.f32"));
        Path abandoned = Files.createDirectories(root.resolve(".staging/models/infonce-000000000000"));

        // When
        var meters = new SimpleMeterRegistry();
        try (var trainer = trainer(10, root, MODEL, meters)) {
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.table(Topics.MODEL_RELEASES).size() == 1);
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
        }

        // Then
        assertThat(broker.table(Topics.MODEL_RELEASES)).containsOnlyKeys(first.getModelId());
        assertThat(Files.getLastModifiedTime(bundle.resolve("vectors.f32"))).isEqualTo(writtenAt);
        assertThat(meters.get("segue.trainer.trainings")
                        .tag("outcome", "reused")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("segue.trainer.trainings")
                        .tag("outcome", "released")
                        .timer()
                        .count())
                .isZero();
        assertThat(abandoned).doesNotExist();
    }

    @Test
    void trainsAgainWhenTheBundleOfAnUnreleasedModelIsDamaged() throws IOException {
        // Given
        send(0, 12);
        try (var trainer = trainer(10, root, MODEL)) {
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
        }
        ModelRelease first = broker.values(Topics.MODEL_RELEASES).getFirst();
        broker.send(Topics.MODEL_RELEASES, first.getModelId(), null);
        Path file = root.resolve(first.getLocation()).resolve("vectors.f32");
        byte[] vectors = Files.readAllBytes(file);
        byte[] damaged = vectors.clone();
        damaged[7] ^= 1;
        Files.write(file, damaged);

        // When
        try (var trainer = trainer(10, root, MODEL)) {
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.table(Topics.MODEL_RELEASES).size() == 1);
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
        }

        // Then
        assertThat(Files.readAllBytes(file)).isEqualTo(vectors);
    }

    @Test
    void trainsAgainWhenTheBundleOfTheReleasedModelIsGone() {
        // Given
        send(0, 12);
        try (var trainer = trainer(10, root, MODEL)) {
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
        }
        ModelRelease first = broker.values(Topics.MODEL_RELEASES).getFirst();
        new ArtefactStore(root).delete(first.getLocation());

        // When
        try (var trainer = trainer(10, root, MODEL)) {
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
        }

        // Then
        assertThat(broker.values(Topics.MODEL_RELEASES)).containsExactly(first, first);
        assertThat(new ArtefactStore(root).intact(first.getLocation())).isNotNull();
    }

    @Test
    void trainsAgainForAnotherConfiguration() {
        // Given
        send(0, 12);
        try (var trainer = trainer(10, root, MODEL)) {
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
        }
        var other = new InfoNceConfig(8, 0.1, 0.5, 500, 10, 2, 3, 64, 8, 0.02, 0, false, 5);

        // When
        try (var trainer = trainer(10, root, other)) {
            // Then
            eventually(
                    "a second release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 2);
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
            assertThat(broker.values(Topics.MODEL_RELEASES).get(1).getDimension())
                    .isEqualTo(8);
        }
    }

    @Test
    void trainsAnotherModelThatIsAskedForAndStaysWithItsOwn() throws IOException {
        // Given
        send(0, 12);
        try (var trainer = trainer(10, root, MODEL)) {
            eventually("rest", LIMIT, () -> trainer.state() instanceof TrainerState.Idle);
            send(12, 15);

            // When
            trainer.request(Settings.changed(SkipGramConfig.DEFAULTS, Map.of("dimension", "8", "epochs", "2")));

            // Then
            eventually(
                    "a second release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 2);
            ModelRelease other = broker.values(Topics.MODEL_RELEASES).get(1);
            assertThat(other.getModel()).isEqualTo("skip-gram");
            assertThat(other.getModelId()).startsWith("skip-gram-");
            assertThat(other.getMetrics()).containsOnlyKeys("epochs", "loss");
            var bundle = new ArtefactStore(root).open(other.getLocation(), other.getManifestSha256());
            try (var model = ModelBundle.open(bundle.directory())) {
                assertThat(model.vectors().dimension()).isEqualTo(8);
            }

            // When: half of what the configured model was trained on has changed since, the three before included
            send(15, 18);

            // Then
            eventually(
                    "a third release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 3);
            assertThat(broker.values(Topics.MODEL_RELEASES).get(2).getModel()).isEqualTo("infonce");
        }
    }

    @Test
    void releasesAModelThatReadsTitles() {
        // Given
        send(0, 24, playlist -> playlist % 2 == 0 ? "포크 기타" : "金属 健身");

        // When
        try (var trainer = trainer(24, root, READER)) {
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 1);

            // Then
            ModelRelease release = broker.values(Topics.MODEL_RELEASES).getFirst();
            assertThat(release.getModelId())
                    .startsWith("text-")
                    .isEqualTo(trainer.lastModelId().orElseThrow());
            var bundle = new ArtefactStore(root).open(release.getLocation(), release.getManifestSha256());
            try (var model = ModelBundle.open(bundle.directory())) {
                assertThat(model.titles()).isPresent();
            }
        }
    }

    @Test
    void releasesTheVectorsAloneWhereNoPlaylistHasATitle() {
        // Given
        send(0, 12);

        // When
        try (var trainer = trainer(12, root, READER)) {
            eventually(
                    "a release",
                    LIMIT,
                    () -> broker.values(Topics.MODEL_RELEASES).size() == 1);

            // Then
            ModelRelease release = broker.values(Topics.MODEL_RELEASES).getFirst();
            assertThat(release.getModelId())
                    .startsWith("infonce-")
                    .isEqualTo(trainer.lastModelId().orElseThrow());
            assertThat(trainer.lastError()).isEmpty();
            var bundle = new ArtefactStore(root).open(release.getLocation(), release.getManifestSha256());
            try (var model = ModelBundle.open(bundle.directory())) {
                assertThat(model.titles()).isEmpty();
                assertThat(model.vectors().dimension()).isEqualTo(16);
            }
        }
    }

    @Test
    void releasesASecondStageWithWhatItWasJudgedBy() throws IOException {
        // Given
        secondStage = Optional.of(SECOND_STAGE);
        send(0, 1100, playlist -> playlist % 2 == 0 ? "even ones" : "odd ones", 30, 400);
        for (int track = 0; track < 400; track++) {
            broker.send(Topics.TRACKS, "track:0-" + track, track("track:0-" + track, "artist " + track / 10));
            broker.send(Topics.TRACKS, "track:1-" + track, track("track:1-" + track, "other " + track / 10));
        }

        // When
        ModelRelease release;
        try (var trainer = trainer(1100, root, MODEL)) {
            eventually("a release", LONG, () -> !broker.values(Topics.MODEL_RELEASES)
                    .isEmpty());
            release = broker.values(Topics.MODEL_RELEASES).getFirst();
            assertThat(trainer.lastError()).isEmpty();
        }

        // Then
        assertThat(release.getInputOffsets().get(Topics.TRACKS.name()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(800);
        assertThat(release.getMetrics())
                .containsKeys(
                        "second-stage-few",
                        "second-stage-few-requests",
                        "second-stage-few-ndcg-blend",
                        "second-stage-few-ndcg-gain",
                        "second-stage-few-r-precision-blend",
                        "second-stage-few-r-precision-gain");
        var bundle = new ArtefactStore(root).open(release.getLocation(), release.getManifestSha256());
        var ranked = release.getMetrics().entrySet().stream()
                .filter(metric -> metric.getKey().matches("second-stage-[a-z]+(-only)?") && metric.getValue() == 1)
                .map(Map.Entry::getKey)
                .toList();
        try (var model = ModelBundle.open(bundle.directory())) {
            var orderings = model.ranker()
                    .map(bytes -> Ranker.read(bytes).orderings().keySet())
                    .orElse(Set.of());
            assertThat(orderings.stream()
                            .map(shape -> "second-stage-"
                                    + shape.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                    .containsExactlyInAnyOrderElementsOf(ranked);
        }
    }

    private static CatalogueTrack track(String id, String artist) {
        return CatalogueTrack.newBuilder()
                .setTrackId(id)
                .setArtists(List.of(artist))
                .setPlaylists(3)
                .setSourceOffsets(List.of())
                .build();
    }

    @Test
    void stopsInTheMiddleOfAnEpochAndLeavesNothingHalfDone() {
        // Given
        send(0, 12);
        var endless = new InfoNceConfig(16, 0.1, 0.5, 500, 10, 2, 10_000, 64, 8, 0.02, 0, false, 5);
        try (var trainer = trainer(10, root, endless)) {
            eventually(
                    "an epoch",
                    LIMIT,
                    () -> trainer.state() instanceof TrainerState.Training(var id, var n, var last)
                            && last.isPresent());
        }

        // When // Then
        assertThat(broker.values(Topics.MODEL_RELEASES)).isEmpty();
        assertThat(new ArtefactStore(root).ids("models")).isEmpty();
    }

    private byte[] openedVectors(ModelRelease release) throws IOException {
        var bundle = new ArtefactStore(root).open(release.getLocation(), release.getManifestSha256());
        assertThat(bundle.manifest().attributes())
                .containsEntry("model", "infonce")
                .containsEntry("dimension", "16")
                .containsEntry("playlists", "12");
        assertThat(Files.readAllLines(bundle.directory().resolve("loss.csv"))).hasSize(4);
        try (var model = ModelBundle.open(bundle.directory())) {
            assertThat(model.vectors().size()).isEqualTo(release.getTracks());
        }
        return Files.readAllBytes(bundle.directory().resolve("vectors.f32"));
    }

    private static long total(ModelRelease release) {
        Map<String, Long> offsets = release.getInputOffsets().get(Topics.PLAYLISTS.name());
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private Trainer trainer(int minPlaylists, Path artefacts, ModelConfig model) {
        return trainer(minPlaylists, artefacts, model, new SimpleMeterRegistry());
    }

    private Trainer trainer(int minPlaylists, Path artefacts, ModelConfig model, SimpleMeterRegistry meters) {
        var trainer = new Trainer(
                new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of()),
                new ArtefactStore(artefacts),
                new TrainerSettings(
                        minPlaylists,
                        Duration.ofMillis(300),
                        0.5,
                        2,
                        Duration.ofSeconds(30),
                        model,
                        secondStage,
                        artefacts.resolve("work")),
                InstantSource.fixed(NOW),
                new ReadinessGate(Trainer.TOPICS, Trainer.PLAYLISTS),
                new TrainerMetrics(meters),
                failures::add);
        trainer.start();
        return trainer;
    }

    /// Playlists `from` to below `to`: eight tracks each of one of two styles.
    private void send(int from, int to) {
        send(from, to, playlist -> "");
    }

    private void send(int from, int to, IntFunction<String> title) {
        send(from, to, title, 8, 20);
    }

    /// Of `length` of the `known` tracks of a style each.
    private void send(int from, int to, IntFunction<String> title, int length, int known) {
        for (int p = from; p < to; p++) {
            var random = new Random(p);
            var tracks = new ArrayList<String>();
            while (tracks.size() < length) {
                String track = "track:" + p % 2 + "-" + random.nextInt(known);
                if (!tracks.contains(track)) {
                    tracks.add(track);
                }
            }
            broker.send(
                    Topics.PLAYLISTS,
                    "test:" + p,
                    CleanPlaylist.newBuilder()
                            .setPlaylistId("test:" + p)
                            .setSource("test")
                            .setVersion(1)
                            .setTitle(title.apply(p))
                            .setTracks(tracks)
                            .setSourcePartition(0)
                            .setSourceOffset(p)
                            .build());
        }
    }
}
