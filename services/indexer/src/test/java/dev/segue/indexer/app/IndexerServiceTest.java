package dev.segue.indexer.app;

import static dev.segue.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.indexer.building.IndexerMetrics;
import dev.segue.platform.Metrics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RunningBroker.class)
class IndexerServiceTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TestHTTPResource("/")
    URI root = URI.create("/");

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void awaitReady() {
        eventually(LIMIT, () -> get("q/health/ready").statusCode() == 200);
    }

    @Test
    void saysWhatItWaitsForBeforeTheFirstIndex() throws Exception {
        // Given
        eventually(LIMIT, () -> get("v1/indexes/current").body().contains("resting"));
        // When
        HttpResponse<String> answer = get("v1/indexes/current");
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        var json = new ObjectMapper().readTree(answer.body());
        assertThat(json.get("doing").asText()).isEqualTo("resting: no model is on offer");
        assertThat(json.has("index")).isFalse();
        assertThat(json.get("playlists").asInt()).isZero();
        assertThat(json.get("asOf").size()).isEqualTo(2);
    }

    @Test
    void answersUnknownPathsWithAProblem() throws Exception {
        // When
        HttpResponse<String> answer = get("v1/indexes/unknown");
        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.body()).contains("urn:segue:problem:not-found");
    }

    @Test
    void isAliveAndShowsItsMetrics() throws Exception {
        // When
        String metrics = get("q/metrics").body();
        // Then
        assertThat(get("q/health/live").statusCode()).isEqualTo(200);
        assertThat(List.of(
                        IndexerMetrics.PLAYLISTS,
                        IndexerMetrics.CHANGED,
                        IndexerMetrics.RECORDS_REFUSED,
                        Metrics.FOLLOWER_LAG,
                        Metrics.FOLLOWER_UNREADABLE))
                .allSatisfy(name -> assertThat(metrics).contains(name.replace('.', '_')));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
