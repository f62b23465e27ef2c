package dev.segue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.schemas.TopicCreator;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.CorpusRules;
import dev.segue.schemas.avro.Distribution;
import dev.segue.schemas.avro.DistributionBucket;
import dev.segue.schemas.avro.HeldOutSimilarity;
import dev.segue.schemas.avro.MeanMargin;
import dev.segue.schemas.avro.MeasuredMean;
import dev.segue.schemas.avro.MostConnected;
import dev.segue.schemas.avro.OutlierFences;
import dev.segue.schemas.avro.PairMargins;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TailFit;
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

/// The commands that read whole topics, against a broker on which nothing but 120 playlists, each raw and clean, and
/// the numbers of a corpus were written.
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
            producer.send(new ProducerRecord<>(
                            Topics.PLAYLIST_STATISTICS.name(),
                            "corpus",
                            Wire.of(PlaylistStatistics.class).encode(statistics())))
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void statsTellsWhatThePreprocessorToldLast() throws Exception {
        // When
        int exitCode = segue("stats", "--json", "--plots", "plots");

        // Then
        assertThat(exitCode).isZero();
        JsonNode document = command.json();
        assertThat(document.at("/playlists").asInt()).isEqualTo(PLAYLISTS);
        assertThat(document.at("/sourceOffsets").size()).isEqualTo(4);
        assertThat(document.at("/saves/quantiles/0.5").asInt()).isEqualTo(79);
        assertThat(document.at("/saves/tail/law").asText()).isEqualTo("log_normal");
        assertThat(document.at("/saves/outliers/above").asInt()).isEqualTo(9);
        assertThat(document.at("/tracksPerPlaylist/histogram/1/count").asInt()).isEqualTo(40);
        assertThat(document.at("/playlistsPerTrack/tail").isMissingNode()).isTrue();
        assertThat(document.at("/neighbours/top/fewestNeighbours").asInt()).isEqualTo(31);
        assertThat(document.at("/similarities/0/byDistance/near/1/mean").asDouble())
                .isEqualTo(0.25);
        assertThat(document.at("/similarities/0/byDistance/difference/pValue").asDouble())
                .isEqualTo(0.001);
        assertThat(document.at("/similarities/0/pairs/byPairs/margin").asDouble())
                .isEqualTo(0.125);
        assertThat(document.at("/similarities/0/pairsInWindow/window").asInt()).isEqualTo(10);
        assertThat(document.at("/plots")).hasSize(6).allSatisfy(plot -> assertThat(
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
                .contains("120 clean playlists, 40 tracks, 2,400 entries", "Tukey", "distance 1:", "positives within")
                .contains("one track in 3");
    }

    @Test
    void statsOfVectorsNeedAnIndex() {
        // When
        int exitCode = segue("stats", "--vectors", "--artefacts", "artefacts");

        // Then
        assertThat(exitCode).isEqualTo(5);
        assertThat(command.err()).contains("--vectors: there is no index in");
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

    private static PlaylistStatistics statistics() {
        var distribution = new Distribution(
                120L,
                79.5,
                34.5,
                20L,
                139L,
                Map.of("0.5", 79L),
                List.of(new DistributionBucket(20L, 21L, 80L), new DistributionBucket(128L, 143L, 40L)));
        var near = new MeasuredMean(900L, 0.5, 0.25);
        var far = new MeasuredMean(300L, 0.25, 0.25);
        var margin = new MeanMargin(0.125, 7.5, 0.001);
        return PlaylistStatistics.newBuilder()
                .setScope("corpus")
                .setInputOffset(0)
                .setOutcomes(Map.of())
                .setPlaylists(PLAYLISTS)
                .setEntries(2_400)
                .setCorpus(new CorpusFigures(
                        List.of(30L, 30L, 30L, 30L),
                        List.of(30L, 30L, 30L, 30L),
                        40,
                        new CorpusRules(15L, true, 3, 5_000, 10, 100, 1),
                        3,
                        12L,
                        distribution,
                        0L,
                        new TailFit("log-normal", 20L, 120L, 2.5, 0.1, 0.05, 4.0, 0.5, -9.0, 0.01),
                        new OutlierFences(4.0, 130.0, 0L, 9L, 0L),
                        distribution,
                        distribution,
                        null,
                        distribution,
                        new MostConnected(0.05, 2, 31, 0.125),
                        new HeldOutSimilarity(
                                "co-occurrence cosine",
                                108,
                                12,
                                List.of(near, far),
                                far,
                                15,
                                0L,
                                margin,
                                new PairMargins(0, near, far, margin, margin, 0L),
                                new PairMargins(10, near, far, margin, margin, 0L))))
                .build();
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
                null,
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
