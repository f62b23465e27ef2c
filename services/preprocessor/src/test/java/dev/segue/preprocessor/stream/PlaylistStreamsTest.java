package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Eventually.eventually;
import static dev.segue.testkit.Eventually.eventuallyPasses;
import static dev.segue.testkit.Playlists.playlist;
import static dev.segue.testkit.Playlists.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.testkit.Broker;
import dev.segue.testkit.Playlists;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The topology on a real broker, under exactly-once semantics.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PlaylistStreamsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final NeighbourRules RULES = new NeighbourRules(10, 20, 1);
    private static final PlaylistSettings SETTINGS = new PlaylistSettings(
            new Filters(15, UnknownSaves.KEEP, 3, 100),
            RULES,
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            Duration.ofMillis(200));

    @TempDir
    Path folder;

    @Test
    void publishesExactNeighboursAndGoesOnAfterAnAbruptEndWithItsStateLost() {
        try (var broker = Broker.start()) {
            // Given
            var random = new Random(7);
            var expected = new TreeMap<String, List<String>>();
            try (var first = new Running(broker, folder.resolve("first"))) {
                send(broker, expected, random, 1);
                first.awaitIdle();
                eventuallyPasses(PATIENCE, () -> assertPublished(broker, expected));

                // When
                send(broker, expected, random, 2);
                first.streams.close(Duration.ZERO);
            }

            // Then
            try (var second = new Running(broker, folder.resolve("second"))) {
                second.awaitIdle();
                eventuallyPasses(PATIENCE, () -> assertPublished(broker, expected));
                assertOutcomesAddUp(broker, second);

                // When
                expected.keySet().forEach(id -> broker.send(Topics.PLAYLIST_SNAPSHOTS, id, null));
                second.awaitIdle();

                // Then
                eventuallyPasses(PATIENCE, () -> assertPublished(broker, Map.of()));
                assertOutcomesAddUp(broker, second);
                assertThat(second.statistics.total().playlists()).isZero();
            }
        }
    }

    @Test
    void resumesOnItsStateWithoutPublishingAgain() {
        try (var broker = Broker.start()) {
            // Given
            Path state = folder.resolve("state");
            try (var first = new Running(broker, state)) {
                broker.send(
                        Topics.PLAYLIST_SNAPSHOTS, "mpd:1", playlist("mpd:1").of("jamming", "exodus", "kaya"));
                first.awaitIdle();
            }

            // When
            try (var second = new Running(broker, state)) {
                broker.send(
                        Topics.PLAYLIST_SNAPSHOTS, "mpd:2", playlist("mpd:2").of("redemption", "exodus", "one"));
                second.awaitIdle();

                // Then
                eventuallyPasses(PATIENCE, () -> assertThat(keys(broker))
                        .containsExactlyInAnyOrder(
                                track("jamming"),
                                track("exodus"),
                                track("kaya"),
                                track("redemption"),
                                track("exodus"),
                                track("one")));
                assertThat(second.corpus.neighbours(track("jamming"), 0, 10))
                        .hasValueSatisfying(
                                anchor -> assertThat(anchor.neighbours()).hasSize(2));
            }
        }
    }

    @Test
    void poisonBecomesADeadLetterAndThePartitionMovesOn() {
        try (var broker = Broker.start();
                var running = new Running(broker, folder.resolve("state"))) {
            // Given
            byte[] poison = {(byte) 0xC3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

            // When
            for (int i = 0; i < 20; i++) {
                broker.sendBytes(Topics.PLAYLIST_SNAPSHOTS, "mpd:" + i, poison);
                broker.send(
                        Topics.PLAYLIST_SNAPSHOTS,
                        "mpd:" + i,
                        playlist("mpd:" + i).of("jamming", "exodus", "kaya"));
            }
            running.awaitIdle();

            // Then
            assertThat(broker.table(Topics.PLAYLISTS)).hasSize(20);
            assertThat(broker.values(Topics.REJECTED_PLAYLISTS))
                    .hasSize(20)
                    .extracting(RejectedPlaylist::getReason)
                    .containsOnly("UNREADABLE");
            assertOutcomesAddUp(broker, running);
        }
    }

    @Test
    void aSnapshotTooLongForAnyPlaylistIsALetterNotAFailure() throws Exception {
        try (var broker = Broker.start();
                var running = new Running(broker, folder.resolve("state"))) {
            // Given
            PlaylistSnapshot huge = playlist("mpd:1").ofMany("endless-", 250_000);

            // When
            sendHuge(broker, huge);
            broker.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:2", playlist("mpd:2").of("jamming", "exodus", "kaya"));
            running.awaitIdle();

            // Then
            assertThat(broker.values(Topics.REJECTED_PLAYLISTS)).singleElement().satisfies(letter -> {
                assertThat(letter.getReason()).isEqualTo("TOO_MANY_TRACKS");
                assertThat(letter.getPayload().remaining()).isGreaterThan(20_000_000);
            });
            assertThat(broker.table(Topics.PLAYLISTS)).containsOnlyKeys("mpd:2");
        }
    }

    /// Sends a version of 60 playlists, one in four too short or too little liked, and notes what is to be clean.
    private static void send(Broker broker, Map<String, List<String>> expected, Random random, int version) {
        for (int i = 0; i < 60; i++) {
            String id = "mpd:" + i;
            var tracks = new ArrayList<SnapshotTrack>();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                tracks.add(Playlists.snapshotTrack("t" + random.nextInt(200)));
            }
            int saves = random.nextInt(5) == 0 ? 14 : 15;
            broker.send(
                    Topics.PLAYLIST_SNAPSHOTS,
                    id,
                    playlist(id).version(version).savedBy(saves).of(tracks));
            var distinct =
                    tracks.stream().map(SnapshotTrack::getTrackId).distinct().toList();
            if (saves == 15 && distinct.size() >= 3) {
                expected.put(id, distinct);
            } else {
                expected.remove(id);
            }
        }
    }

    private static void sendHuge(Broker broker, PlaylistSnapshot snapshot) throws Exception {
        var settings = new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of()).producer("huge");
        try (var producer = new KafkaProducer<>(
                settings,
                new StringSerializer(),
                AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer())) {
            producer.send(new ProducerRecord<>(Topics.PLAYLIST_SNAPSHOTS.name(), snapshot.getPlaylistId(), snapshot))
                    .get();
        }
    }

    private static void assertPublished(Broker broker, Map<String, List<String>> playlists) {
        var recount = new Recount(playlists.values(), RULES.window());
        assertThat(broker.table(Topics.PLAYLISTS).values().stream()
                        .collect(Collectors.toMap(CleanPlaylist::getPlaylistId, CleanPlaylist::getTracks)))
                .isEqualTo(playlists);
        assertThat(broker.table(Topics.TRACKS).values().stream()
                        .collect(Collectors.toMap(CatalogueTrack::getTrackId, CatalogueTrack::getPlaylists)))
                .isEqualTo(recount.catalogue(RULES));
        assertThat(Recount.text(broker.table(Topics.TRACK_NEIGHBOURS))).isEqualTo(recount.lists(RULES));
    }

    private static void assertOutcomesAddUp(Broker broker, Running running) {
        assertThat(running.statistics.total().outcomes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(broker.readBytes(Topics.PLAYLIST_SNAPSHOTS).size());
    }

    private static List<String> keys(Broker broker) {
        return broker.read(Topics.TRACK_NEIGHBOURS).stream()
                .map(ConsumerRecord::key)
                .toList();
    }

    /// An instance of the preprocessor without HTTP.
    private static final class Running implements AutoCloseable {

        private final AnchorOwnership ownership = new AnchorOwnership(Topics.TRACK_NEIGHBOURS.partitions());
        private final CountedCorpus corpus = new CountedCorpus(
                RULES, ownership.partitions(), ownership::owner, Topics.PLAYLIST_SNAPSHOTS.partitions());
        private final PlaylistStreams streams;
        private final CommittedStatistics statistics;
        private final Backlog backlog;

        Running(Broker broker, Path state) {
            var kafka = new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of());
            streams = new PlaylistStreams(
                    kafka, SETTINGS, state, 2, Duration.ofMillis(100), ownership, corpus, InstantSource.system());
            statistics = new CommittedStatistics(kafka);
            backlog = new Backlog(kafka);
            statistics.start();
            try {
                streams.start((running, now) -> {});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            eventually("the streams to run", PATIENCE, () -> streams.state().equals("RUNNING"));
        }

        /// Waits until every snapshot is counted and every change published; readers see it with the next commit.
        void awaitIdle() {
            eventuallyPasses(PATIENCE, () -> assertThat(left()).isEqualTo(new Left(true, 0, 0, 0, 0)));
        }

        private Left left() {
            return new Left(
                    statistics.isCaughtUp(),
                    backlog.snapshots(statistics.total().inputOffsets()),
                    backlog.playlists(streams.position()),
                    backlog.edits(),
                    corpus.pending());
        }

        private record Left(boolean known, long snapshots, long playlists, long edits, int neighbours) {}

        @Override
        public void close() {
            streams.close();
            statistics.close();
            backlog.close();
        }
    }
}
