package dev.segue.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.segue.client.ApiClient;
import dev.segue.client.ApiException;
import dev.segue.client.api.RecommendationsApi;
import dev.segue.client.model.RecommendationRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The Java client over real HTTP, answered with what the recommender's own tests hold to be its answers.
class JavaClientTest {

    private static final Path SAMPLES = Path.of("../../services/recommender/src/test/resources/golden/api");

    private HttpServer server;
    private RecommendationsApi recommendations;
    private String asked = "";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/recommendations", exchange -> {
            asked = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            boolean wrong = asked.contains("501");
            byte[] body = Files.readAllBytes(SAMPLES.resolve(wrong ? "problem.json" : "continue.json"));
            exchange.getResponseHeaders().add("Content-Type", wrong ? "application/problem+json" : "application/json");
            exchange.sendResponseHeaders(wrong ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        var client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + server.getAddress().getPort());
        recommendations = new RecommendationsApi(client);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void continuesAPlaylist() throws ApiException {
        // Given
        var request = new RecommendationRequest()
                .seeds(List.of("demo:slow-harbour", "demo:sunday-yard"))
                .limit(3);

        // When
        var page = recommendations.continuePlaylist(request);

        // Then
        assertThat(asked).contains("\"seeds\":[\"demo:slow-harbour\",\"demo:sunday-yard\"]", "\"limit\":3");
        assertThat(page.getItems()).hasSize(3);
        assertThat(page.getItems().getFirst().getTrack().getTitle()).isEqualTo("Kingston by Morning");
        assertThat(page.getItems().getFirst().getBecause().getFirst().getCoPlaylists())
                .isEqualTo(5);
        assertThat(page.getUnresolvedSeeds()).containsExactly("demo:unheard-of");
        assertThat(page.getAsOf()).containsKey("playlists.v1");
    }

    @Test
    void handsOnWhatWentWrong() {
        assertThatThrownBy(() -> recommendations.continuePlaylist(new RecommendationRequest()
                        .seeds(List.of("demo:slow-harbour"))
                        .limit(501)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("limit");
    }
}
