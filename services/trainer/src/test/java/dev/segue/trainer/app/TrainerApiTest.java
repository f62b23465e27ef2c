package dev.segue.trainer.app;

import static dev.segue.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testkit.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TrainerApiTest.Surroundings.class)
class TrainerApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final HttpClient client = HttpClient.newHttpClient();

    @TestHTTPResource
    @Nullable
    URI service;

    @Test
    void takesARequestAndTellsWhatBecameOfIt() throws IOException, InterruptedException {
        // Given
        eventually("readiness", LIMIT, () -> get("/q/health/ready").statusCode() == 200);

        // When
        var answer = send("POST", "/v1/trainings");

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/v1/trainings/current");
        eventually("the error of an empty corpus", LIMIT, () -> get("/v1/trainings/current")
                .body()
                .contains("\"lastError\":\"Corpus too small to train on"));
        assertThat(get("/v1/trainings/current").body()).contains("\"state\":\"waiting\"", "\"waitingFor\":\"0 of 100");
    }

    @Test
    void takesAnotherModelByNameAndRefusesOneThatThereIsNot() throws IOException, InterruptedException {
        // Given
        eventually("readiness", LIMIT, () -> get("/q/health/ready").statusCode() == 200);

        // When
        var taken = post("{\"model\": \"skip-gram\", \"settings\": {\"epochs\": \"3\"}}");
        var unknown = post("{\"model\": \"oracle\"}");
        var refused = post("{\"settings\": {\"epochs\": \"0\"}}");

        // Then
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("expected one of [infonce, skip-gram,", "got 'oracle'");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("InfoNCE epochs: expected 1 to 10000, got 0");
    }

    @Test
    void answersWhatDoesNotExistWithAProblem() throws IOException, InterruptedException {
        // When
        var answer = get("/v1/trainings/17");

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.body()).contains("urn:segue:problem:not-found");
    }

    @Test
    void showsItsMetrics() {
        // When // Then
        eventually("the followers' lag", LIMIT, () -> get("/q/metrics")
                .body()
                .contains("segue_follower_lag{follower=\"trainer-playlists\""));
        eventually("the trainings", LIMIT, () -> get("/q/metrics").body().contains("segue_trainer_trainings_seconds"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(
                request("/v1/trainings")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        var request = request(path)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        if (service == null) {
            throw new IllegalStateException("The service is not started");
        }
        return HttpRequest.newBuilder(service.resolve(path));
    }

    /// A broker and an artefact store for the service under test.
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {

        private @Nullable Broker broker;

        @Override
        public Map<String, String> start() {
            broker = Broker.start();
            try {
                Path folder = Files.createTempDirectory(Path.of("target"), "trainer-api");
                return Map.of(
                        "segue.kafka.bootstrap-servers", broker.bootstrapServers(),
                        "segue.artefacts.root", folder.resolve("artefacts").toString(),
                        "segue.state.directory", folder.resolve("state").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            if (broker != null) {
                broker.close();
            }
        }
    }
}
