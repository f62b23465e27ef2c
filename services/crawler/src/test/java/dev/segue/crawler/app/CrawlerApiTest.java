package dev.segue.crawler.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import dev.segue.testkit.Broker;
import dev.segue.testkit.Eventually;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(CrawlerApiTest.BrokerResource.class)
class CrawlerApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /// A broker for the application under test.
    public static final class BrokerResource implements QuarkusTestResourceLifecycleManager {
        private @Nullable Broker broker;

        @Override
        public Map<String, String> start() {
            var started = Broker.start();
            broker = started;
            return Map.of("segue.kafka.bootstrap-servers", started.bootstrapServers());
        }

        @Override
        public void stop() {
            if (broker != null) {
                broker.close();
            }
        }
    }

    @BeforeEach
    void awaitReadiness() {
        Eventually.eventually(
                "the crawler to be ready",
                PATIENCE,
                () -> given().get("/q/health/ready").statusCode() == 200);
    }

    private static String accepted(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/imports")
                .then()
                .statusCode(202)
                .header("Location", containsString("/v1/imports/"))
                .body("state", equalTo("waiting"))
                .extract()
                .path("importId");
    }

    @Test
    void importsAFileAndReportsIt() throws IOException {
        // Given
        Path file = Files.writeString(
                folder.resolve("slice.json"),
                "{\"playlists\": [{\"pid\": 1, \"tracks\": [{\"track_uri\": \"segue:track:1\"}]}, {\"pid\": [], \"tracks\": []}]}");

        // When
        String id = accepted("{\"path\": \"" + file + "\", \"format\": \"mpd\"}");
        Eventually.eventually("the import to end", PATIENCE, () -> given().get("/v1/imports/" + id)
                .path("state")
                .equals("partial"));

        // Then
        given().get("/v1/imports/" + id)
                .then()
                .statusCode(200)
                .body("format", equalTo("mpd"))
                .body("files.total", equalTo(1))
                .body("records.read", equalTo(2))
                .body("records.published", equalTo(1))
                .body("records.refused", equalTo(1))
                .body("errors[0].place", startsWith("/playlists/1/pid at line 1"))
                .body("errors[0].expected", containsString("pid as a whole number"))
                .body("errors[0].got", equalTo("an array"))
                .body("errorsTotal", equalTo(1));
        given().get("/v1/imports").then().statusCode(200).body("importId", hasItem(id));
        assertThat(given().get("/q/metrics").asString())
                .contains("segue_crawler_records_published_total{source=\"mpd\"}")
                .contains("segue_crawler_records_refused_total{source=\"mpd\"}")
                .contains("segue_crawler_imports_ended_total{state=\"partial\"}")
                .contains("segue_crawler_read_bytes_total");
    }

    @Test
    void whatIsWrongWithARequestIsAProblem() {
        // Given
        var bodies = Map.of(
                "{}", "path: expected a file, a folder or a glob, got nothing",
                "{\"path\": \"relative\"}", "path: expected an absolute path, got 'relative'",
                "{\"path\": \"/\", \"format\": \"mp3\"}",
                        "format: expected one of mpd, challenge, csv, nowplaying, jspf, got 'mp3'");

        // When
        var answers = bodies.keySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        body -> body,
                        body -> given().contentType(ContentType.JSON).body(body).post("/v1/imports")));

        // Then
        answers.forEach((body, answer) -> answer.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:segue:problem:invalid-request"))
                .body("detail", equalTo(bodies.get(body))));
        given().contentType(ContentType.JSON)
                .body("{\"path\": \"" + folder + "/nothing\"}")
                .post("/v1/imports")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().get("/v1/imports/none").then().statusCode(404).contentType("application/problem+json");
        given().contentType(ContentType.JSON)
                .body("{\"path\": ")
                .post("/v1/imports")
                .then()
                .statusCode(400);
    }

    @Test
    void aPlaylistIsTakenBackByItsId() {
        // Given
        String id = "jspf:https://example.org/pl/1";

        // When
        var removed = given().delete("/v1/playlists/" + id);

        // Then
        removed.then().statusCode(202).body("playlistId", equalTo(id));
        assertThat(removed.<Map<String, Integer>>path("endOffsets")).hasSize(1);
        given().delete("/v1/playlists/no-namespace")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:segue:problem:invalid-id"));
    }

    @Test
    void takesWishesForCrawlsAndTellsHowTheyGo() {
        // Given
        String wish =
                "{\"source\": \"deezer\", \"keywords\": [\"reggae\", \"勉強\"], \"playlists\": [\"17\"], \"limit\": 5}";

        // When
        var accepted = given().contentType(ContentType.JSON).body(wish).post("/v1/crawls");

        // Then
        accepted.then().statusCode(202).body("source", equalTo("deezer")).body("entries", equalTo(3));
        given().post("/v1/crawls/deezer/pause").then().statusCode(200);
        given().post("/v1/crawls/deezer/resume").then().statusCode(200);
        given().delete("/v1/crawls/deezer/keywords/reggae").then().statusCode(204);
        given().get("/v1/crawls")
                .then()
                .statusCode(200)
                .body("source", equalTo(java.util.List.of("listenbrainz", "deezer", "spotify", "musicbrainz")))
                .body("state", equalTo(java.util.List.of("idle", "idle", "idle", "idle")))
                .body("enabled", equalTo(java.util.List.of(false, false, false, false)));
    }

    @Test
    void refusesWishesThatAreNone() {
        // Given
        var bodies = Map.of(
                "{\"keywords\": [\"a\"]}", "source: expected one of",
                "{\"source\": \"deezer\"}", "expected 1 to 1000 together, got 0",
                "{\"source\": \"deezer\", \"keywords\": [\" \"]}", "keyword: expected 1 to 150 printable characters",
                "{\"source\": \"deezer\", \"playlists\": [\"a b\"]}", "playlist: expected",
                "{\"source\": \"deezer\", \"keywords\": [\"a\"], \"limit\": -1}",
                        "limit: expected 1 to 100000, got -1");

        bodies.forEach((body, detail) -> {
            // When
            var answer = given().contentType(ContentType.JSON).body(body).post("/v1/crawls");

            // Then
            answer.then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("detail", containsString(detail));
        });
        given().post("/v1/crawls/napster/pause").then().statusCode(404);
    }

    @Test
    void describesItselfAsOpenApi() {
        // Given
        String path = "/q/openapi";

        // When
        String document = given().get(path).asString();

        // Then
        assertThat(document)
                .contains("/v1/imports:", "/v1/imports/{importId}:", "/v1/playlists/{playlistId}:", "/v1/crawls:");
    }
}
