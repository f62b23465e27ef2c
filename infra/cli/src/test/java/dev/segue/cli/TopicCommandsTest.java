package dev.segue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.schemas.TopicCreator;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands that read whole topics, against a broker on which nothing but playlists was written: 120 of them, each
/// raw and clean.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TopicCommandsTest {

    private static final int PLAYLISTS = 120;

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;

    private final CapturedCommand command = new CapturedCommand();

    @BeforeAll
    static void playlistsOnABroker() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), EmbeddedBroker.ANY_PORT);
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            TopicCreator.createMissing(admin, Optional.empty());
        }
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var random = new SplittableRandom(1);
            for (int i = 0; i < PLAYLISTS; i++) {
                String id = "mpd:" + i;
                List<String> tracks = random.ints(0, 40)
                        .distinct()
                        .limit(20)
                        .mapToObj(track -> "track:" + track)
                        .toList();
                byte[] raw = Wire.of(PlaylistSnapshot.class).encode(snapshot(id, 20L + i, tracks));
                var at = producer.send(new ProducerRecord<>(Topics.PLAYLIST_SNAPSHOTS.name(), id, raw))
                        .get();
                byte[] clean =
                        Wire.of(CleanPlaylist.class).encode(clean(id, 20L + i, tracks, at.partition(), at.offset()));
                producer.send(new ProducerRecord<>(Topics.PLAYLISTS.name(), id, clean))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void statsTellsTheDistributions() throws Exception {
        // When
        int exitCode = segue("stats", "--json", "--plots", "plots");

        // Then
        assertThat(exitCode).isZero();
        JsonNode document = command.json();
        assertThat(document.at("/saves/count").asInt()).isEqualTo(PLAYLISTS);
        assertThat(document.at("/saves/minimum").asInt()).isEqualTo(20);
        assertThat(document.at("/saves/quantiles/0.5").asInt()).isEqualTo(79);
        assertThat(document.at("/tracksPerPlaylist/mean").asDouble()).isEqualTo(20);
        assertThat(document.at("/playlistsPerTrack/count").asInt()).isEqualTo(40);
        assertThat(document.at("/similarities/0/byDistance/near").size()).isEqualTo(14);
        assertThat(document.at("/similarities/0/pairs/byPairs/pValue").isNumber())
                .isTrue();
        assertThat(document.at("/plots")).isNotEmpty().allSatisfy(plot -> assertThat(
                        Files.readAllBytes(Path.of(plot.asText())))
                .startsWith(0x89, 'P', 'N', 'G'));
    }

    @Test
    void statsReadsWellToo() {
        // When
        int exitCode = segue("stats");

        // Then
        assertThat(exitCode).isZero();
        assertThat(command.out())
                .contains("120 clean playlists, 40 tracks, 2,400 entries", "Tukey", "distance 1:", "positives within");
    }

    @Test
    void replayTellsAnEarlierTime() throws Exception {
        // When
        int now = segue("replay", "--until", "1000000", "--track", "track:1", "--top", "3", "--json");
        JsonNode whole = command.json();
        command.reset();
        int before = segue("replay", "--until", "p0:0,p1:0,p2:0", "--json");

        // Then
        assertThat(now).isZero();
        assertThat(before).isZero();
        assertThat(whole.get("playlists").asInt()).isEqualTo(PLAYLISTS);
        assertThat(whole.get("certain").asBoolean()).isTrue();
        assertThat(whole.at("/neighbours/0/neighbours").size()).isEqualTo(3);
        assertThat(command.json().get("playlists").asInt()).isBetween(1, PLAYLISTS - 1);
    }

    @Test
    void replayTakesATime() throws Exception {
        // When
        int exitCode = segue("replay", "--until", "2020-01-01T00:00:00Z", "--json");

        // Then
        assertThat(exitCode).isZero();
        assertThat(command.json().get("playlists").asInt()).isZero();
        assertThat(command.json().get("until").asText()).isEqualTo("p0:0,p1:0,p2:0,p3:0");
    }

    @Test
    void replayRefusesAPointThatIsNone() {
        // When
        int exitCode = segue("replay", "--until", "yesterday");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(command.err()).contains("--until", "yesterday");
    }

    @Test
    void verifyDoesNotWaitForEver() {
        // When
        int exitCode = segue("verify", "--patience", "0");

        // Then
        assertThat(exitCode).isEqualTo(5);
        assertThat(command.err()).contains("did not rest within 0 s", "is read to 0 of");
    }

    @Test
    void aBrokerThatIsNotThereIsNamed() {
        // When
        int exitCode = execute("stats", "--bootstrap-servers", "127.0.0.1:1");

        // Then
        assertThat(exitCode).isEqualTo(5);
        assertThat(command.err()).contains("127.0.0.1:1");
    }

    @Test
    void withoutPlatformAndBrokerNothingIsRead() {
        // When
        int exitCode = execute("verify");

        // Then
        assertThat(exitCode).isEqualTo(3);
        assertThat(command.err()).contains("No platform runs in");
    }

    private static PlaylistSnapshot snapshot(String id, long saves, List<String> tracks) {
        return new PlaylistSnapshot(
                "mpd",
                id,
                1L,
                "",
                null,
                null,
                null,
                null,
                saves,
                null,
                Instant.EPOCH,
                tracks.stream()
                        .map(track -> new SnapshotTrack(
                                track, track, List.of(), List.of(), null, null, null, null, null, null))
                        .toList());
    }

    private static CleanPlaylist clean(String id, long saves, List<String> tracks, int partition, long offset) {
        return CleanPlaylist.newBuilder()
                .setPlaylistId(id)
                .setSource("mpd")
                .setVersion(1)
                .setTitle("")
                .setDescription(null)
                .setKeyword(null)
                .setUrl(null)
                .setOwner(null)
                .setSaves(saves)
                .setModifiedAt(null)
                .setTracks(tracks)
                .setSourcePartition(partition)
                .setSourceOffset(offset)
                .build();
    }

    private int segue(String... arguments) {
        return execute(IntStream.range(0, arguments.length + 2)
                .mapToObj(i -> i < arguments.length
                        ? arguments[i]
                        : i == arguments.length ? "--bootstrap-servers" : broker.bootstrapServers())
                .toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return command.execute(folder, Map.of(), "", arguments);
    }
}
