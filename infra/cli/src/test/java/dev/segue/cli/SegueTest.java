package dev.segue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.HomeLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SegueTest {

    private static final String NOTHING_READ = """
            {"outcomes": {}, "reasons": {}, "playlists": 0, "inputOffsets": {}, "lag": 0, "pendingNeighbours": 0}
            """;
    private static final String JAMMING = """
            {"id": "spotify:track:1", "title": "Jamming", "artists": ["Bob Marley"]}
            """;

    private static final String MODELS = """
            {"decisions": [{"role": "canary", "modelId": "infonce-b", "share": 0.1}],
             "items": [
               {"modelId": "infonce-b", "model": "infonce", "tracks": 9, "dimension": 4, "roles": ["canary"], "refused": null},
               {"modelId": "infonce-a", "model": "infonce", "tracks": 8, "dimension": 4, "roles": ["active"], "refused": null},
               {"modelId": "infonce-0", "model": "infonce", "tracks": 7, "dimension": 4, "roles": [],
                "refused": "it is damaged"}]}
            """;

    private final CapturedCommand command = new CapturedCommand();
    private StubServices services;
    private Path folder;
    private Home home;
    private String input = "";

    @BeforeEach
    void freshHome(@TempDir Path temporary) throws Exception {
        folder = temporary;
        home = new Home(folder.resolve("home"));
        services = new StubServices();
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void saysThatNothingRuns() {
        // When
        int exitCode = segue("recommend", "spotify:track:1");

        // Then
        assertThat(exitCode).isEqualTo(3);
        assertThat(err()).contains("No platform runs in " + home.root()).contains("segue up");
        assertThat(out()).isEmpty();
    }

    @Test
    void saysThatNothingRunsInJsonToo() throws Exception {
        // When
        int exitCode = segue("status", "--json");

        // Then
        assertThat(exitCode).isEqualTo(3);
        assertThat(json().path("exitCode").asInt()).isEqualTo(3);
        assertThat(json().path("error").asText()).contains("No platform runs");
    }

    @Test
    void refusesAnUnknownCommand() {
        // When
        int exitCode = segue("dance");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err()).contains("dance");
    }

    @Test
    void refusesToRecommendFromNothing() throws Exception {
        // Given
        services.runIn(home);

        // When
        int exitCode = segue("recommend");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err()).contains("SEED", "--title");
    }

    @Test
    void recommendsWithReasons() throws Exception {
        // Given
        services.on("POST /v1/recommendations", 200, """
                        {"items": [{"track": %s, "score": 1, "source": "playlist-knn",
                          "because": [{"seed": "spotify:track:9", "coPlaylists": 41}]}],
                         "unresolvedSeeds": ["spotify:track:8"], "fallback": null}
                        """.formatted(JAMMING)).runIn(home);

        // When
        int exitCode = segue("recommend", "spotify:track:9", "spotify:track:8", "--title", "sunday", "--limit", "5");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains("1. “Jamming” by Bob Marley  (41 playlists with spotify:track:9)");
        assertThat(err()).contains("Unknown here: spotify:track:8");
        assertThat(services.requests())
                .containsExactly("POST /v1/recommendations {\"seeds\":[\"spotify:track:9\",\"spotify:track:8\"],"
                        + "\"title\":\"sunday\",\"limit\":5,\"explain\":true}");
    }

    @Test
    void listsModelsWithTheirRoles() throws Exception {
        // Given
        services.on("GET /v1/models", 200, MODELS).runIn(home);

        // When
        int exitCode = segue("models", "ls");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out().lines())
                .containsExactly(
                        "infonce-b  infonce, 9 tracks × 4  [canary of 0.1]",
                        "infonce-a  infonce, 8 tracks × 4  [active]",
                        "infonce-0  infonce, 7 tracks × 4  [refused: it is damaged]");
    }

    @Test
    void changesRolesOfModels() throws Exception {
        // Given
        services.on("PUT /v1/models/active", 200, MODELS)
                .on("DELETE /v1/models/active", 200, MODELS)
                .on("POST /v1/models/active/rollback", 200, MODELS)
                .on("PUT /v1/models/canary", 200, MODELS)
                .on("PUT /v1/models/shadow", 200, MODELS)
                .on("PUT /v1/models/comparison", 200, MODELS)
                .on("DELETE /v1/models/shadow", 200, MODELS)
                .runIn(home);

        // When
        int[] exitCodes = {
            segue("models", "promote", "infonce-b"),
            segue("models", "promote", "--newest"),
            segue("models", "rollback"),
            segue("models", "canary", "infonce-b", "--share", "0.1"),
            segue("models", "shadow", "infonce-b"),
            segue("models", "compare", "infonce-b", "--share", "0.5"),
            segue("models", "shadow", "--off")
        };

        // Then
        assertThat(exitCodes).containsOnly(0);
        assertThat(services.requests())
                .containsExactly(
                        "PUT /v1/models/active {\"modelId\":\"infonce-b\"}",
                        "DELETE /v1/models/active",
                        "POST /v1/models/active/rollback {}",
                        "PUT /v1/models/canary {\"modelId\":\"infonce-b\",\"share\":0.1}",
                        "PUT /v1/models/shadow {\"modelId\":\"infonce-b\"}",
                        "PUT /v1/models/comparison {\"modelId\":\"infonce-b\",\"share\":0.5}",
                        "DELETE /v1/models/shadow");
    }

    @Test
    void showsHowAComparisonStands() throws Exception {
        // Given
        services.on("GET /v1/models/comparison", 200, """
                        {"modelId": "infonce-b", "share": 0.5, "ties": 3, "preferred": {"infonce-b": 2},
                         "actions": {"infonce-a": {"skip": 4}, "infonce-b": {"play": 5, "save": 1}}}
                        """).runIn(home);

        // When
        int exitCode = segue("models", "compare");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out().lines())
                .containsExactly(
                        "infonce-a  4 skip, preferred in 0 answers",
                        "infonce-b  5 play, 1 save, preferred in 2 answers",
                        "3 answers were even");
    }

    @Test
    void saysWhyAModelWasNotPromoted() throws Exception {
        // Given
        services.on("PUT /v1/models/active", 409, "{\"detail\": \"Model infonce-0 is refused: it is damaged\"}")
                .runIn(home);

        // When
        int exitCode = segue("models", "promote", "infonce-0");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("status 409: Model infonce-0 is refused: it is damaged");
        assertThat(segue("models", "promote")).isEqualTo(2);
        assertThat(segue("models", "promote", "infonce-0", "--newest")).isEqualTo(2);
    }

    @Test
    void looksUpSeedsFromStandardInputThatAreNoIds() throws Exception {
        // Given
        input = "spotify:track:9\n\n  jamming  \n";
        services.on(
                        "GET /v1/tracks/search?limit=1&q=jamming",
                        200,
                        "{\"items\": [{\"track\": %s, \"playlists\": 3}]}".formatted(JAMMING))
                .on("POST /v1/recommendations", 200, "{\"items\": []}")
                .runIn(home);

        // When
        int exitCode = segue("recommend", "-", "--json");

        // Then
        assertThat(exitCode).isZero();
        assertThat(json().path("items").isArray()).isTrue();
        assertThat(err()).contains("jamming → “Jamming” by Bob Marley, spotify:track:1");
        assertThat(services.requests()).last().asString().contains("[\"spotify:track:9\",\"spotify:track:1\"]");
    }

    @Test
    void failsForASeedThatNoSearchFinds() throws Exception {
        // Given
        services.on("GET /v1/tracks/search?limit=1&q=xyzzy%20plugh", 200, "{\"items\": []}")
                .runIn(home);

        // When
        int exitCode = segue("similar", "xyzzy plugh");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("No track is found for “xyzzy plugh”");
    }

    @Test
    void passesOnTheWordsOfARefusal() throws Exception {
        // Given
        services.on(
                        "DELETE /v1/playlists/nonsense",
                        400,
                        "{\"title\": \"invalid id\", \"detail\": \"it has no namespace\"}")
                .runIn(home);

        // When
        int exitCode = segue("forget", "nonsense");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("status 400", "it has no namespace");
    }

    @Test
    void wishesForACrawlAndShowsHowItGoes() throws Exception {
        // Given
        services.on("POST /v1/crawls", 202, "{\"source\": \"deezer\", \"entries\": 2}")
                .on("POST /v1/crawls/deezer/pause", 200, "{\"source\": \"deezer\", \"entries\": 1}")
                .on("POST /v1/crawls/deezer/resume", 200, "{\"source\": \"deezer\", \"entries\": 1}")
                .on(
                        "GET /v1/crawls",
                        200,
                        "[{\"source\": \"deezer\", \"enabled\": true, \"state\": \"paused\", \"owner\": \"crawler-1\","
                                + " \"restsUntil\": null, \"numbers\": {\"entries\": 1200, \"queue\": 3, \"looks.changed\": 7,"
                                + " \"failure.throttled\": 2, \"budgetLeft\": 49}}]")
                .runIn(home);

        // When
        int wished = segue("crawl", "--source", "deezer", "--keywords", "dub, late night", "--limit", "9");
        int paused = segue("crawl", "pause", "deezer");
        int resumed = segue("crawl", "resume", "deezer");
        int shown = segue("crawl", "status");

        // Then
        assertThat(List.of(wished, paused, resumed, shown)).containsOnly(0);
        assertThat(services.requests())
                .contains("POST /v1/crawls {\"source\":\"deezer\",\"keywords\":[\"dub\",\"late night\"],\"limit\":9}");
        assertThat(out())
                .contains(
                        "2 accepted of deezer",
                        "deezer is not asked any more",
                        "deezer is asked again",
                        "1,200 known, 3 due",
                        "7 changed")
                .contains("budget left now: 49", "failures: throttled 2");
    }

    @Test
    void aCrawlForNothingAndAStubOfNothingAreRefused() throws Exception {
        // Given
        services.runIn(home);

        // When
        int crawl = segue("crawl", "--source", "deezer");
        int stub = segue("stub", "napster");

        // Then
        assertThat(List.of(crawl, stub)).containsOnly(2);
        assertThat(err())
                .contains("expected --keywords, --users or --playlists")
                .contains("SOURCE: expected one of deezer, listenbrainz, spotify, musicbrainz, got 'napster'");
    }

    @Test
    void tellsNotReadyFromFailed() throws Exception {
        // Given
        services.on("GET /v1/tracks/search?q=ska&limit=10", 503, "{\"title\": \"not ready\"}")
                .runIn(home);

        // When
        int exitCode = segue("search", "ska");

        // Then
        assertThat(exitCode).isEqualTo(5);
    }

    @Test
    void accountsForEveryImportedPlaylist() throws Exception {
        // Given
        Path slice = Files.writeString(folder.resolve("slice.json"), "{}");
        services.on("GET /v1/statistics", 200, NOTHING_READ)
                .on("POST /v1/imports", 202, "{\"importId\": \"7\", \"state\": \"running\"}")
                .on("GET /v1/imports/7", 200, "{\"state\": \"running\"}")
                .on("GET /v1/imports/7", 200, """
                        {"path": "slice.json", "state": "done", "files": {"total": 1, "done": 1},
                         "records": {"read": 10, "published": 10}, "errors": [], "endOffsets": {"0": 6, "1": 4}}
                        """)
                .on("GET /v1/statistics", 200, statistics("{\"clean\": 3}", "{}", "{\"0\": 3}", 7))
                .on(
                        "GET /v1/statistics",
                        200,
                        statistics(
                                "{\"clean\": 7, \"filtered\": 2, \"rejected\": 1}",
                                "{\"SAVES_BELOW_MINIMUM\": 2, \"INVALID_TRACK_ID\": 1}",
                                "{\"0\": 6, \"1\": 4}",
                                0))
                .runIn(home);

        // When
        int exitCode = segue("import", slice.toString());

        // Then
        assertThat(out().lines())
                .containsExactly(
                        "slice.json: 10 records read, 10 sent on, 0 unreadable",
                        "10 imported = 7 clean + 2 filtered + 1 rejected",
                        "  saves below minimum: 2",
                        "  invalid track id: 1");
        assertThat(exitCode).isZero();
    }

    @Test
    void failsInPartWhenRecordsCannotBeRead() throws Exception {
        // Given
        Path slice = Files.writeString(folder.resolve("slice.json"), "{}");
        services.on("GET /v1/statistics", 200, NOTHING_READ)
                .on("POST /v1/imports", 202, "{\"importId\": \"7\"}")
                .on("GET /v1/imports/7", 200, """
                        {"path": "slice.json", "state": "done", "files": {"total": 1, "done": 1},
                         "records": {"read": 1, "published": 0, "refused": 1},
                         "errors": [{"file": "slice.json", "place": "byte 12", "expected": "a value", "got": "the end"}],
                         "endOffsets": {}}
                        """)
                .runIn(home);

        // When
        int exitCode = segue("import", slice.toString());

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("slice.json, byte 12: expected a value, got the end");
    }

    @Test
    void failsWhenPlaylistsAreLostOnTheWay() throws Exception {
        // Given
        Path slice = Files.writeString(folder.resolve("slice.json"), "{}");
        services.on("GET /v1/statistics", 200, NOTHING_READ)
                .on("POST /v1/imports", 202, "{\"importId\": \"7\"}")
                .on("GET /v1/imports/7", 200, """
                        {"path": "slice.json", "state": "done", "files": {"total": 1, "done": 1},
                         "records": {"read": 5, "published": 5}, "errors": [], "endOffsets": {"0": 5}}
                        """)
                .on("GET /v1/statistics", 200, statistics("{\"clean\": 4}", "{}", "{\"0\": 5}", 0))
                .runIn(home);

        // When
        int exitCode = segue("import", slice.toString());

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(out()).contains("5 imported = 4 clean").contains("1 are not accounted for");
    }

    @Test
    void saysThatAnImportHadNothingNew() throws Exception {
        // Given
        Path slice = Files.writeString(folder.resolve("slice.json"), "{}");
        services.on("GET /v1/statistics", 200, NOTHING_READ)
                .on("POST /v1/imports", 202, "{\"importId\": \"7\"}")
                .on("GET /v1/imports/7", 200, """
                        {"path": "slice.json", "state": "done", "files": {"total": 1, "done": 0, "skipped": 1},
                         "records": {"read": 0, "published": 0, "skipped": 10}, "errors": [], "endOffsets": {}}
                        """)
                .runIn(home);

        // When
        int exitCode = segue("import", slice.toString());

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains("nothing new, 1 file was imported before");
    }

    @Test
    void givesUpOnAPreprocessorThatStandsStill() throws Exception {
        // Given
        Path slice = Files.writeString(folder.resolve("slice.json"), "{}");
        services.on("GET /v1/statistics", 200, statistics("{}", "{}", "{}", 12)).runIn(home);

        // When
        int exitCode = segue("import", slice.toString());

        // Then
        assertThat(exitCode).isEqualTo(5);
        assertThat(err()).contains("Nothing has moved in the preprocessor").contains("\"lag\":12");
    }

    @Test
    void refusesToImportWhatIsNotThere() throws Exception {
        // Given
        services.runIn(home);

        // When
        int exitCode = segue("import", "missing.json");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err()).contains(folder.resolve("missing.json").toString(), "there is none");
    }

    @Test
    void trainsAndWaitsUntilTheModelIsServed() throws Exception {
        // Given
        services.on("POST /v1/trainings", 202, "")
                .on("GET /v1/status", 200, status("model-1"))
                .on("GET /v1/trainings/current", 200, "{\"state\": \"idle\", \"lastModelId\": \"model-1\"}")
                .on("GET /v1/trainings/current", 200, "{\"state\": \"training\", \"epoch\": 1, \"epochs\": 5}")
                .on("GET /v1/status", 200, status("model-1"))
                .on("GET /v1/trainings/current", 200, "{\"state\": \"idle\", \"lastModelId\": \"model-2\"}")
                .on("GET /v1/status", 200, status("model-2"))
                .runIn(home);

        // When
        int exitCode = segue("train");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains("Model model-2 is served");
    }

    @Test
    void keepsTheModelWhenThePlaylistsAreThoseItWasTrainedOn() throws Exception {
        // Given
        services.on("GET /v1/status", 200, status("model-1"))
                .on("POST /v1/trainings", 202, "")
                .on("GET /v1/trainings/current", 200, "{\"state\": \"idle\", \"lastModelId\": \"model-1\"}")
                .runIn(home);

        // When
        int exitCode = segue("train");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains("Model model-1 is served");
    }

    @Test
    void saysWhyATrainingFailed() throws Exception {
        // Given
        services.on("GET /v1/status", 200, status("model-1"))
                .on("POST /v1/trainings", 202, "")
                .on("GET /v1/trainings/current", 200, "{\"state\": \"idle\", \"lastError\": null}")
                .on("GET /v1/trainings/current", 200, "{\"state\": \"waiting\", \"lastError\": \"no disk\"}")
                .runIn(home);

        // When
        int exitCode = segue("train");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("the last training failed: no disk");
    }

    @Test
    void showsWhatRuns() throws Exception {
        // Given
        services.on("GET /v1/status", 200, status("model-1")).runIn(home);

        // When
        int exitCode = segue("status");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains("broker", "recommender", services.url(), "Answers from model model-1");
    }

    @Test
    void answersStatusInJson() throws Exception {
        // Given
        services.on("GET /v1/status", 200, status("model-1")).runIn(home);

        // When
        int exitCode = segue("status", "--json");

        // Then
        assertThat(exitCode).isZero();
        assertThat(json().path("phase").asText()).isEqualTo("ready");
        assertThat(json().path("processes").findValuesAsText("name"))
                .containsExactly("broker", "crawler", "preprocessor", "trainer", "indexer", "recommender");
        assertThat(json().path("recommender").path("modelVersion").asText()).isEqualTo("model-1");
    }

    @Test
    void stoppingNothingIsNoFailure() {
        // When
        int exitCode = segue("down");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains("Nothing runs in " + home.root());
    }

    @Test
    void refusesASecondPlatformInOneHome() throws Exception {
        // Given
        pretendThatServicesAreBuilt();
        var attempt = (HomeLock.Attempt.Taken) HomeLock.tryTake(home);
        try (var held = attempt.lock()) {

            // When
            int exitCode = segue("up");

            // Then
            assertThat(held).isNotNull();
            assertThat(exitCode).isEqualTo(4);
            assertThat(err())
                    .contains("already (process " + ProcessHandle.current().pid(), "segue down");
        }
    }

    @Test
    void saysWhichServiceIsNotBuilt() {
        // When
        int exitCode = segue("up", "--no-data");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("Not built").contains("crawler");
    }

    @Test
    void refusesContradictoryOptionsOfUp() {
        // When
        int exitCode = segue("up", "--no-data", "--data", folder.toString());

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err()).contains("contradict");
    }

    @Test
    void doctorNamesWhatIsLeftOver() throws Exception {
        // Given
        var orphan = new ProcessBuilder("/bin/sh", "-c", "echo on; read -r line", home.mark()).start();
        try {
            assertThat(orphan.inputReader().readLine()).isEqualTo("on");

            // When
            segue("doctor");

            // Then
            assertThat(out()).containsPattern("note +processes +1 outlived").contains("process " + orphan.pid());
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void doctorAnswersInJson() throws Exception {
        // When
        segue("doctor", "--json");

        // Then
        assertThat(json().path("checks").findValuesAsText("check"))
                .containsExactly("JDK", "Maven", "build", "memory", "disk", "home", "port", "processes");
    }

    @Test
    void printsAScriptForTheCompletionOfEveryCommand() {
        // When
        int exitCode = segue("completion");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains("_complete_segue", "recommend", "--min-saves");
    }

    @Test
    void takesTheHomeFromTheEnvironment() {
        // When
        int exitCode = execute(Map.of("SEGUE_HOME", "elsewhere"), "down");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out()).contains(folder.resolve("elsewhere").toString());
    }

    private void pretendThatServicesAreBuilt() throws Exception {
        for (String service : new String[] {"crawler", "preprocessor", "trainer", "indexer", "recommender"}) {
            Path runner = folder.resolve("services/" + service + "/target/quarkus-app/quarkus-run.jar");
            Files.createDirectories(runner.getParent());
            Files.writeString(runner, "");
        }
    }

    private static String statistics(String outcomes, String reasons, String offsets, int lag) {
        return """
                {"outcomes": %s, "reasons": %s, "playlists": 1, "inputOffsets": %s, "lag": %d, "pendingNeighbours": 0}
                """.formatted(outcomes, reasons, offsets, lag);
    }

    private static String status(String model) {
        return """
                {"ready": true, "modelVersion": "%s", "indexVersion": "index-1", "lag": 0, "playlists": 5, "tracks": 9,
                 "vectors": 8, "asOf": {}}
                """.formatted(model);
    }

    private int segue(String... arguments) {
        return execute(Map.of("SEGUE_HOME", home.root().toString()), arguments);
    }

    private int execute(Map<String, String> environment, String... arguments) {
        return command.execute(folder, environment, input, arguments);
    }

    private JsonNode json() throws Exception {
        return command.json();
    }

    private String out() {
        return command.out();
    }

    private String err() {
        return command.err();
    }
}
