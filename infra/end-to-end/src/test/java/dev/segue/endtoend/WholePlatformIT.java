package dev.segue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.local.supervisor.Platform;
import dev.segue.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The platform as its users meet it, on one home from the first import to the last kill; the tests follow each
/// other.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholePlatformIT {

    private static final Path SAMPLE = Path.of("../local/src/main/resources/sample");
    private static final String LOVE = "segue:track:bob-marley-is-this-love";
    private static final String JAMMING = "segue:track:bob-marley-jamming";
    private static final String FRESH = "test:track:not-yet-heard";
    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir
    static Path folder;

    private static RunningPlatform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = RunningPlatform.start(folder.resolve("home"));
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    void importedIsCleanPlusFilteredPlusRejected() {
        // When
        JsonNode report = platform.importPath(SAMPLE.toAbsolutePath().normalize() + "/*.json");

        // Then
        JsonNode records = report.get("records");
        JsonNode statistics = platform.get("preprocessor", "/v1/statistics");
        JsonNode outcomes = statistics.get("outcomes");
        assertThat(records.get("published").asLong()).isEqualTo(569);
        assertThat(outcomes.get("clean").asLong()
                        + outcomes.get("filtered").asLong()
                        + outcomes.get("rejected").asLong())
                .isEqualTo(records.get("published").asLong());
        assertThat(statistics.get("reasons").get("SAVES_BELOW_MINIMUM").asLong())
                .isEqualTo(46);
        assertThat(statistics.get("playlists").asLong())
                .isEqualTo(outcomes.get("clean").asLong());
    }

    @Test
    @Order(2)
    void importingTwiceChangesNothing() {
        // Given
        JsonNode before = platform.get("preprocessor", "/v1/statistics");

        // When
        JsonNode report = platform.importPath(SAMPLE.toAbsolutePath().normalize() + "/*.json");

        // Then
        assertThat(report.get("records").get("published").asLong()).isZero();
        assertThat(platform.get("preprocessor", "/v1/statistics").get("outcomes"))
                .isEqualTo(before.get("outcomes"));
    }

    @Test
    @Order(3)
    void twoReggaeSongsAreContinuedWithReggaeAndReasons() {
        // Given
        Eventually.eventually("a model and an index are served", Duration.ofMinutes(4), () -> {
            JsonNode status = platform.get("recommender", "/v1/status");
            return status.hasNonNull("modelVersion") && status.hasNonNull("indexVersion");
        });

        // When
        JsonNode answer = recommend(LOVE, JAMMING);

        // Then
        List<String> tracks = tracks(answer);
        assertThat(answer.get("fallback").asBoolean()).isFalse();
        assertThat(answer.get("unresolvedSeeds")).isEmpty();
        assertThat(tracks).hasSize(20).doesNotHaveDuplicates().doesNotContain(LOVE, JAMMING);
        long reggae = tracks.stream().filter(reggaeSongs()::contains).count();
        assertThat(reggae).as("reggae among " + tracks).isGreaterThanOrEqualTo(15);
        assertThat(answer.get("items").get(0).get("because")).isNotEmpty();
        assertThat(answer.get("items")
                        .get(0)
                        .get("because")
                        .get(0)
                        .get("coPlaylists")
                        .asInt())
                .isPositive();
    }

    @Test
    @Order(4)
    void aTrackFirstSeenAfterTrainingIsRecommended() throws IOException {
        // Given
        String model =
                platform.get("recommender", "/v1/status").get("modelVersion").asText();

        // When
        platform.importPath(playlists(
                "new",
                IntStream.range(0, 25)
                        .mapToObj(i -> playlist(9_000 + i, 1_000, LOVE, FRESH, JAMMING, filler(i)))
                        .toList()));

        // Then
        Eventually.eventually("the fresh track is recommended", SOON, () -> tracks(recommend(LOVE, JAMMING))
                .contains(FRESH));
        assertThat(platform.get("recommender", "/v1/status").get("modelVersion").asText())
                .isEqualTo(model);
        assertThat(neighbourCount(LOVE, FRESH)).isEqualTo(25);
    }

    @Test
    @Order(5)
    void anEditChangesNeighboursAndRecommendation() throws IOException {
        // When
        platform.importPath(playlists(
                "edited",
                IntStream.range(0, 24)
                        .mapToObj(i -> playlist(9_000 + i, 2_000, LOVE, JAMMING, filler(i)))
                        .toList()));

        // Then
        Eventually.eventually("the edit is counted", SOON, () -> neighbourCount(FRESH, LOVE) == 1);
        Eventually.eventually("the edit is served", SOON, () -> because(recommend(LOVE), FRESH) <= 1);
    }

    @Test
    @Order(6)
    void aDeletedPlaylistIsGoneFromEverything() {
        // When
        platform.delete("crawler", "/v1/playlists/mpd:9024");

        // Then
        Eventually.eventually(
                "its last playlist took the track along",
                SOON,
                () -> platform.status("recommender", "/v1/tracks/" + FRESH) == 404);
        assertThat(neighbourCount(LOVE, FRESH)).isZero();
        assertThat(tracks(recommend(LOVE, JAMMING))).doesNotContain(FRESH);
        assertThat(platform.status("recommender", "/v1/playlists/mpd:9024")).isEqualTo(404);
    }

    @Test
    @Order(7)
    void answersAreTheSameAfterEveryProcessWasKilled() {
        // Given
        platform.awaitPreprocessed();
        List<String> before = tracks(recommend(LOVE, JAMMING));
        JsonNode neighbours = platform.get("recommender", "/v1/tracks/" + LOVE + "/neighbours")
                .get("items");
        JsonNode outcomes = platform.get("preprocessor", "/v1/statistics").get("outcomes");
        String model =
                platform.get("recommender", "/v1/status").get("modelVersion").asText();
        var names = new ArrayList<>(Platform.SERVICES);
        names.add(Platform.BROKER);

        for (String name : names) {
            // When
            platform.kill(name);

            // Then
            Eventually.eventually(
                    name + " answers as before", Duration.ofMinutes(2), () -> tracks(recommend(LOVE, JAMMING))
                            .equals(before));
        }
        platform.awaitPreprocessed();
        assertThat(platform.get("recommender", "/v1/tracks/" + LOVE + "/neighbours")
                        .get("items"))
                .isEqualTo(neighbours);
        // Streams that lost the broker may find themselves anew once more.
        Eventually.eventuallyPasses(Duration.ofMinutes(1), () -> assertThat(
                        platform.get("preprocessor", "/v1/statistics").get("outcomes"))
                .isEqualTo(outcomes));
        assertThat(platform.get("recommender", "/v1/status").get("modelVersion").asText())
                .isEqualTo(model);
    }

    @Test
    @Order(8)
    void afterAllThatEverythingFollowsFromTheRawTopic() throws Exception {
        // When
        var said = platform.segue("verify", "--json", "--negative-controls", "--sample", "100");

        // Then
        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        JsonNode findings = RunningPlatform.json(said.out()).get("findings");
        assertThat(StreamSupport.stream(findings.spliterator(), false)
                        .filter(finding -> finding.get("verdict").asText().equals("ok"))
                        .map(finding -> finding.get("invariant").asText()))
                .contains("I1", "I3", "I4", "I5", "I6", "I7", "I8");
    }

    private static JsonNode recommend(String... seeds) {
        return platform.post("recommender", "/v1/recommendations", Map.of("seeds", List.of(seeds), "limit", 20), 200);
    }

    private static List<String> tracks(JsonNode answer) {
        return StreamSupport.stream(answer.get("items").spliterator(), false)
                .map(item -> item.get("track").get("id").asText())
                .toList();
    }

    /// Playlists that the reasons for `track` name, 0 when it is not recommended.
    private static int because(JsonNode answer, String track) {
        return StreamSupport.stream(answer.get("items").spliterator(), false)
                .filter(item -> item.get("track").get("id").asText().equals(track))
                .flatMap(item -> StreamSupport.stream(item.get("because").spliterator(), false))
                .mapToInt(reason -> reason.get("coPlaylists").asInt())
                .max()
                .orElse(0);
    }

    private static int neighbourCount(String anchor, String neighbour) {
        JsonNode items = platform.get("recommender", "/v1/tracks/" + anchor + "/neighbours?limit=100")
                .get("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.get("track").get("id").asText().equals(neighbour))
                .mapToInt(item -> item.get("count").asInt())
                .findFirst()
                .orElse(0);
    }

    private static List<String> reggaeSongs() {
        try (var lines = Files.lines(SAMPLE.resolve("songs.csv"))) {
            return lines.filter(line -> line.contains(",reggae,") || line.contains(",dancehall,"))
                    .map(line -> line.substring(0, line.indexOf(',')))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String filler(int i) {
        return "test:track:filler-" + i;
    }

    private static String playlists(String name, List<String> playlists) throws IOException {
        Path file = folder.resolve(name + ".json");
        Files.writeString(
                file,
                "{\"info\": {\"slice\": \"9000-9999\", \"version\": \"v1\"}, \"playlists\": ["
                        + String.join(",\n", playlists) + "]}");
        return file.toString();
    }

    private static String playlist(int pid, long modifiedAt, String... tracks) {
        String list = List.of(tracks).stream()
                .map("{\"track_uri\": \"%1$s\", \"track_name\": \"%1$s\", \"artist_name\": \"Nobody\"}"::formatted)
                .collect(Collectors.joining(", "));
        return "{\"name\": \"sunday\", \"pid\": %d, \"modified_at\": %d, \"num_followers\": 50, \"tracks\": [%s]}"
                .formatted(pid, modifiedAt, list);
    }
}
