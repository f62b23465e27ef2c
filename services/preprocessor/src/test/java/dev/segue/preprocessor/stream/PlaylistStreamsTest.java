package dev.segue.preprocessor.stream;

import static dev.segue.preprocessor.stream.RunningPreprocessor.PATIENCE;
import static dev.segue.testkit.Eventually.eventuallyPasses;
import static dev.segue.testkit.Playlists.playlist;
import static dev.segue.testkit.Playlists.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.testkit.Broker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    @TempDir
    Path folder;

    @Test
    void publishesExactNeighboursAndGoesOnAfterAnAbruptEndWithItsStateLost() {
        try (var broker = Broker.start()) {
            // Given
            var music = new ChangingMusic(broker, 7);
            try (var first = RunningPreprocessor.start(broker, folder.resolve("first"))) {
                music.change(60);
                first.awaitIdle();
                eventuallyPasses(PATIENCE, music::assertPublished);

                // When
                music.change(60);
                first.stopAbruptly();
            }

            // Then
            try (var second = RunningPreprocessor.start(broker, folder.resolve("second"))) {
                second.awaitIdle();
                eventuallyPasses(PATIENCE, music::assertPublished);
                music.assertEverySnapshotHasOneOutcome(second.statistics());

                // When
                music.deleteAll();
                second.awaitIdle();

                // Then
                eventuallyPasses(PATIENCE, music::assertPublished);
                music.assertEverySnapshotHasOneOutcome(second.statistics());
                assertThat(second.statistics().total().playlists()).isZero();
            }
        }
    }

    @Test
    void resumesOnItsStateWithoutPublishingAgain() {
        try (var broker = Broker.start()) {
            // Given
            Path state = folder.resolve("state");
            try (var first = RunningPreprocessor.start(broker, state)) {
                broker.send(
                        Topics.PLAYLIST_SNAPSHOTS, "mpd:1", playlist("mpd:1").of("jamming", "exodus", "kaya"));
                first.awaitIdle();
            }

            // When
            try (var second = RunningPreprocessor.start(broker, state)) {
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
                assertThat(second.corpus().neighbours(track("jamming"), 0, 10))
                        .hasValueSatisfying(
                                anchor -> assertThat(anchor.neighbours()).hasSize(2));
            }
        }
    }

    @Test
    void poisonBecomesADeadLetterAndThePartitionMovesOn() {
        try (var broker = Broker.start();
                var running = RunningPreprocessor.start(broker, folder.resolve("state"))) {
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
            assertThat(running.statistics().total().outcomes().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(40);
        }
    }

    @Test
    void aSnapshotTooLongForAnyPlaylistIsALetterNotAFailure() throws Exception {
        try (var broker = Broker.start();
                var running = RunningPreprocessor.start(broker, folder.resolve("state"))) {
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

    private static List<String> keys(Broker broker) {
        return broker.read(Topics.TRACK_NEIGHBOURS).stream()
                .map(ConsumerRecord::key)
                .toList();
    }
}
