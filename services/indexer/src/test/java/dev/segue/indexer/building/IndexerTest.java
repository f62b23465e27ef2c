package dev.segue.indexer.building;

import static dev.segue.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.domain.InputOffsets;
import dev.segue.domain.Provenance;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.ArtefactStore.Published;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.ReadinessGate;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.schemas.avro.ReleaseRole;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.TrackSearch;
import dev.segue.search.VectorSettings;
import dev.segue.testkit.Broker;
import dev.segue.testkit.BrokerExtension;
import dev.segue.testkit.Playlists;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class IndexerTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final IndexSettings SETTINGS =
            new IndexSettings(0.2, Duration.ofMinutes(1), Duration.ofMinutes(15), 2, VectorSettings.DEFAULTS);

    private final Broker broker;
    private final Map<Topic<?>, Set<String>> sent = new HashMap<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Indexer> running = new ArrayList<>();
    private Path folder = Path.of("");

    IndexerTest(Broker broker) {
        this.broker = broker;
    }

    @BeforeEach
    void content(@TempDir Path folder) {
        this.folder = folder;
        send(Topics.PLAYLISTS, "test:p1", Content.playlist("test:p1", "Roots", "jamming", "exodus"));
        send(Topics.PLAYLISTS, "test:p2", Content.playlist("test:p2", "Late Night", "jamming", "halo"));
        send(Topics.PLAYLISTS, "test:p3", Content.playlist("test:p3", "Gone Soon", "halo"));
        send(Topics.PLAYLISTS, "test:p3", null);
        for (String name : List.of("jamming", "exodus", "halo")) {
            send(Topics.TRACKS, Playlists.track(name), Content.track(name, name, 1));
        }
    }

    /// The broker serves every test of the class: what this one sent is taken back.
    @AfterEach
    void stop() {
        running.forEach(Indexer::close);
        broker.table(Topics.INDEX_RELEASES).keySet().forEach(id -> send(Topics.INDEX_RELEASES, id, null));
        sent.forEach((topic, keys) -> keys.forEach(key -> broker.sendBytes(topic, key, null)));
        assertThat(failures).isEmpty();
    }

    @Test
    void buildsAnIndexThatHoldsAndSaysWhereItComesFrom() {
        // Given
        ModelRelease model = release("model-a", 1);
        // When
        start();
        // Then
        IndexRelease release = awaitIndexOf("model-a");
        assertThat(release.getIndexId()).matches("index-[0-9a-f]{12}");
        assertThat(release.getPlaylists()).isEqualTo(2);
        assertThat(release.getTracks()).isEqualTo(3);
        assertThat(release.getCreatedAt()).isEqualTo(NOON);

        Published published = store().open(release.getLocation(), release.getManifestSha256());
        Provenance provenance = published.manifest().provenance();
        assertThat(published.manifest().attributes())
                .containsEntry("modelId", "model-a")
                .containsEntry("modelManifestSha256", model.getManifestSha256());
        assertThat(provenance.inputs().of(Topics.PLAYLISTS.name())).isEqualTo(broker.endOffsets(Topics.PLAYLISTS));
        assertThat(provenance.inputs().of(Topics.TRACKS.name())).isEqualTo(broker.endOffsets(Topics.TRACKS));
        assertThat(provenance.codeVersion()).isEqualTo(CodeVersion.current());
        assertThat(provenance.configurationHash()).isEqualTo(release.getConfigurationHash());

        IndexSnapshot snapshot = IndexSnapshot.open(published.directory());
        assertThat(snapshot.corpus().playlists()).isEqualTo(2);
        assertThat(snapshot.corpus().playlistOrdinal("test:p3")).isEqualTo(-1);
        assertThat(snapshot.vectors().trackIds()).containsExactlyElementsOf(Playlists.tracks("jamming", "halo"));
        assertThat(snapshot.vectors().dimension()).isEqualTo(2);
        try (TrackSearch search = snapshot.searchIn(folder.resolve("working"))) {
            assertThat(search.searchTracks("exod", 1)).hasSize(1);
            assertThat(search.searchTitles("late night", 1)).hasSize(1);
            assertThat(search.searchTitles("gone soon", 1)).isEmpty();
        }
    }

    @Test
    void copiesTheModelsVectorsByteForByte() throws IOException {
        // Given
        ModelRelease model = release("model-a", 1);
        // When
        start();
        // Then
        Path index = folder.resolve("artefacts").resolve(awaitIndexOf("model-a").getLocation());
        Path bundle = folder.resolve("artefacts").resolve(model.getLocation());
        for (String file : List.of(TrackVectors.VECTORS_FILE, TrackVectors.TRACKS_FILE)) {
            assertThat(Files.mismatch(index.resolve(file), bundle.resolve(file)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void buildsNothingTwiceAfterARestart() {
        // Given
        release("model-a", 1);
        Indexer first = start();
        awaitIndexOf("model-a");
        first.close();
        int announced = broker.read(Topics.INDEX_RELEASES).size();
        // When
        Indexer second = start();
        // Then
        eventually(LIMIT, () -> second.status().doing().startsWith("resting: index"));
        assertThat(second.status().changedPlaylists()).isZero();
        assertThat(second.status().playlists()).isEqualTo(2);
        assertThat(broker.read(Topics.INDEX_RELEASES)).hasSize(announced);
    }

    @Test
    void waitsUntilItHasReadWhatTheModelHad() {
        // Given
        var ahead = new HashMap<>(broker.endOffsets(Topics.PLAYLISTS));
        ahead.replaceAll((partition, end) -> end + 1);
        release("model-a", 1, new InputOffsets(Map.of(Topics.PLAYLISTS.name(), ahead)));
        Indexer indexer = start();
        eventually(LIMIT, () -> indexer.status().doing().contains("here it is"));
        // When
        for (int i = 0; i < 64; i++) {
            send(Topics.PLAYLISTS, "test:more" + i, Content.playlist("test:more" + i, "", "halo"));
        }
        // Then
        assertThat(awaitIndexOf("model-a").getPlaylists()).isGreaterThan(2);
    }

    @Test
    void refusesADamagedModelAndGoesOnWithTheNext() throws IOException {
        // Given
        ModelRelease bad = release("model-bad", 1);
        Path vectors = folder.resolve("artefacts").resolve(bad.getLocation()).resolve(TrackVectors.VECTORS_FILE);
        byte[] bytes = Files.readAllBytes(vectors);
        bytes[3] ^= 1;
        Files.write(vectors, bytes);
        Indexer indexer = start();
        eventually(LIMIT, () -> indexer.status().refusedModels().equals(List.of("model-bad")));
        // When
        release("model-good", 2);
        // Then
        awaitIndexOf("model-good");
        assertThat(broker.table(Topics.INDEX_RELEASES).values())
                .extracting(IndexRelease::getModelId)
                .containsExactly("model-good");
        assertThat(meters.counter(IndexerMetrics.MODELS_REFUSED, "code", "ARTEFACT_CORRUPT")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void buildsAgainWhenMuchChanged() {
        // Given
        release("model-a", 1);
        Indexer indexer = start();
        IndexRelease first = awaitIndexOf("model-a");
        // When
        send(Topics.PLAYLISTS, "test:p1", Content.playlist("test:p1", "Roots", "exodus"));
        eventually(LIMIT, () -> indexer.status().changedPlaylists() == 1);
        now.set(NOON.plus(SETTINGS.pause()));
        // Then
        eventually(LIMIT, () -> broker.table(Topics.INDEX_RELEASES).size() == 2);
        IndexRelease second = broker.values(Topics.INDEX_RELEASES).getLast();
        assertThat(second.getIndexId()).isNotEqualTo(first.getIndexId());
        assertThat(second.getModelId()).isEqualTo("model-a");
        eventually(LIMIT, () -> indexer.status().changedPlaylists() == 0);
    }

    @Test
    void keepsTheNewestAndWithdrawsTheOlderBeforeItDeletesThem() throws IOException {
        // Given
        start();
        release("model-a", 1);
        IndexRelease oldest = awaitIndexOf("model-a");
        release("model-b", 2);
        IndexRelease second = awaitIndexOf("model-b");
        // When
        release("model-c", 3);
        // Then
        IndexRelease newest = awaitIndexOf("model-c");
        eventually(LIMIT, () -> store().ids("indexes").size() == 2);
        assertThat(store().ids("indexes")).containsExactlyInAnyOrder(second.getIndexId(), newest.getIndexId());
        assertThat(broker.table(Topics.INDEX_RELEASES)).containsOnlyKeys(second.getIndexId(), newest.getIndexId());
        assertThat(broker.read(Topics.INDEX_RELEASES)).anySatisfy(record -> {
            assertThat(record.key()).isEqualTo(oldest.getIndexId());
            assertThat(record.value()).isNull();
        });
        Path root = folder.resolve("artefacts");
        assertThat(Files.mismatch(
                        root.resolve(second.getLocation()).resolve(IndexSnapshot.CORPUS),
                        root.resolve(newest.getLocation()).resolve(IndexSnapshot.CORPUS)))
                .isEqualTo(-1);
    }

    @Test
    void keepsTheIndexOfAModelInUseHoweverOldItIs() {
        // Given
        send(Topics.RELEASE_ROLES, "active", role("active", "model-a", "model-b"));
        start();
        for (String model : List.of("model-a", "model-b", "model-c", "model-d")) {
            release(model, 1);
            awaitIndexOf(model);
        }
        // When
        release("model-e", 5);
        awaitIndexOf("model-e");
        // Then
        eventually(LIMIT, () -> store().ids("indexes").size() == 4);
        assertThat(broker.table(Topics.INDEX_RELEASES).values())
                .extracting(IndexRelease::getModelId)
                .containsExactlyInAnyOrder("model-a", "model-b", "model-d", "model-e");
    }

    private static ReleaseRole role(String role, String modelId, String previous) {
        return ReleaseRole.newBuilder()
                .setRole(role)
                .setModelId(modelId)
                .setPrevious(previous)
                .setDecidedAt(NOON)
                .build();
    }

    @Test
    void removesWhatAKilledProcessLeft() throws IOException {
        // Given
        Path staged = store().stage("indexes", "index-000000000000").directory();
        Files.writeString(staged.resolve("corpus.bin"), "half");
        var unannounced = store().stage("indexes", "index-111111111111");
        Files.writeString(unannounced.directory().resolve("corpus.bin"), "whole, but nobody was told");
        store().publish(unannounced, new Provenance(InputOffsets.NONE, "", "test", 0), Map.of());
        // When
        Indexer indexer = start();
        // Then
        eventually(LIMIT, () -> indexer.status().doing().equals("resting: no model is on offer"));
        assertThat(staged).doesNotExist();
        assertThat(store().ids("indexes")).isEmpty();
    }

    @Test
    void goesOnAfterPoison() {
        // Given
        sendBytes(Topics.PLAYLISTS, "test:poison", "no Avro".getBytes(StandardCharsets.UTF_8));
        sendBytes(Topics.MODEL_RELEASES, "model-poison", new byte[] {1, 2, 3});
        release("model-a", 1);
        // When
        start();
        // Then
        assertThat(awaitIndexOf("model-a").getPlaylists()).isEqualTo(2);
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, String key, @Nullable V value) {
        sent.computeIfAbsent(topic, it -> new HashSet<>()).add(key);
        broker.send(topic, key, value);
    }

    private void sendBytes(Topic<?> topic, String key, byte[] value) {
        sent.computeIfAbsent(topic, it -> new HashSet<>()).add(key);
        broker.sendBytes(topic, key, value);
    }

    private Indexer start() {
        var gate = new ReadinessGate(Indexer.TOPICS);
        var indexer = indexer(broker.bootstrapServers(), gate);
        running.add(indexer);
        indexer.start();
        eventually(LIMIT, gate::isOpen);
        return indexer;
    }

    private Indexer indexer(String bootstrapServers, ReadinessGate gate) {
        return new Indexer(
                new KafkaSettings(bootstrapServers, Optional.empty(), Map.of()),
                store(),
                folder.resolve("state"),
                SETTINGS,
                now::get,
                gate,
                new IndexerMetrics(meters),
                failures::add);
    }

    private ArtefactStore store() {
        return new ArtefactStore(folder.resolve("artefacts"));
    }

    private IndexRelease awaitIndexOf(String modelId) {
        eventually("an index of " + modelId, LIMIT, () -> broker.table(Topics.INDEX_RELEASES).values().stream()
                .anyMatch(release -> release.getModelId().equals(modelId)));
        return broker.table(Topics.INDEX_RELEASES).values().stream()
                .filter(release -> release.getModelId().equals(modelId))
                .toList()
                .getLast();
    }

    private ModelRelease release(String id, long seed) {
        return release(
                id, seed, new InputOffsets(Map.of(Topics.PLAYLISTS.name(), broker.endOffsets(Topics.PLAYLISTS))));
    }

    private ModelRelease release(String id, long seed, InputOffsets inputs) {
        try {
            var staged = store().stage("models", id);
            var vectors = new TrackVectors(Playlists.tracks("jamming", "halo"), 2, new float[] {0.6f, 0.8f, 0, 1});
            ModelBundle.write(staged.directory(), vectors, seed);
            Published published = store().publish(staged, new Provenance(inputs, "test", "test", seed), Map.of());
            ModelRelease release = ModelRelease.newBuilder()
                    .setModelId(id)
                    .setModel("test")
                    .setDimension(2)
                    .setTracks(2)
                    .setPlaylists(2)
                    .setMetrics(Map.of())
                    .setLocation(published.location())
                    .setManifestSha256(published.manifestSha256())
                    .setBytes(published.manifest().bytes())
                    .setInputOffsets(SnapshotPublisher.wire(inputs))
                    .setConfigurationHash("test")
                    .setCodeVersion("test")
                    .setSeed(seed)
                    .setCreatedAt(NOON)
                    .build();
            send(Topics.MODEL_RELEASES, id, release);
            return release;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
