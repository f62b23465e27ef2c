package dev.segue.recommender;

import static dev.segue.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.platform.Digests;
import dev.segue.recommender.Api.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the recommender does with those who ask too much, too long, too slowly or without leave: HTTP from outside, and
/// sockets where a client would not behave so badly.
@QuarkusTest
@WithTestResource(LimitsTest.NarrowPlatform.class)
class LimitsTest {

    /// A platform of small limits.
    public static final class NarrowPlatform extends PlatformResource {
        @Override
        Map<String, String> settings() {
            return Map.of(
                    "segue.recommender.head-deadline", "4s",
                    "segue.recommender.deadline", "8s",
                    "segue.recommender.under-way", Integer.toString(UNDER_WAY),
                    "segue.recommender.keys.app.sha256", sha256("the app's"),
                    "segue.recommender.keys.slow.sha256", sha256("the slow one's"),
                    "segue.recommender.keys.slow.requests-per-second", "1",
                    "segue.recommender.keys.slow.burst", "2",
                    "segue.recommender.keys.operator.sha256", sha256("the operator's"),
                    "segue.recommender.keys.operator.admin", "true");
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int UNDER_WAY = 8;
    private static final String ANYTHING = "/v1/tracks/demo:slow-harbour";

    @TestHTTPResource
    URI address;

    private Api api;

    @BeforeEach
    void waitUntilReady() {
        api = new Api(address);
        eventually(
                "the recommender to be ready",
                PATIENCE,
                () -> api.get("/q/health/ready").status() == 200);
    }

    @Test
    void knowsKeysAndRefusesOthers() {
        assertThat(api.get(ANYTHING, "Authorization", "Bearer the app's").status())
                .isEqualTo(200);
        assertThat(api.get(ANYTHING, "X-API-Key", "the app's").status()).isEqualTo(200);
        Reply wrong = api.get(ANYTHING, "Authorization", "Bearer guessed");
        assertProblem(wrong, 401, "unauthorized", "expected an API key that is known here");
        assertThat(wrong.response().headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"segue\"");
        assertThat(wrong.body()).doesNotContain("guessed");
        assertProblem(api.get(ANYTHING, "Authorization", "Basic YTpi"), 401, "unauthorized", "");
        assertThat(api.get("/", "Authorization", "Bearer guessed").status()).isEqualTo(200);
    }

    @Test
    void letsOperatorsAloneChangeModels() {
        String canary = "/v1/models/canary";

        assertThat(api.get("/v1/models", "X-API-Key", "the app's").status()).isEqualTo(200);
        assertProblem(
                api.post("/v1/models/active/rollback", "", "X-API-Key", "the app's"),
                403,
                "forbidden",
                "Key app may not change the roles of models");
        assertProblem(
                api.post("/v1/models/active/rollback", "", "X-API-Key", "the operator's"),
                404,
                "not-found",
                "There is no model to roll back to");
        assertThat(api.delete(canary).status())
                .as("from this machine without a key")
                .isEqualTo(200);
    }

    @Test
    void limitsTheRateOfAKeyAndSaysSo() {
        // When
        var replies = new ArrayList<Reply>();
        do {
            replies.add(api.get(ANYTHING, "X-API-Key", "the slow one's"));
        } while (replies.getLast().status() == 200 && replies.size() < 100);

        // Then
        Reply refused = replies.getLast();
        assertProblem(refused, 429, "rate-limited", "Key slow: expected at most 1 requests a second");
        assertThat(refused.response().headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.response().headers().firstValue("RateLimit")).hasValue("\"key\";r=0;t=1");
        assertThat(refused.response().headers().firstValue("RateLimit-Policy")).hasValue("\"key\";q=2;w=2");
        assertThat(replies.getFirst().response().headers().firstValue("RateLimit"))
                .hasValue("\"key\";r=1;t=1");
        assertThat(api.get(ANYTHING, "X-API-Key", "the app's").status())
                .as("other keys are not held up")
                .isEqualTo(200);
    }

    @Test
    void refusesBodiesThatAreTooLargeWhetherTheySayItOrNot() {
        byte[] large = ("{\"title\":\"" + "x".repeat(2 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);

        assertProblem(
                api.post("/v1/recommendations", "application/json", large),
                413,
                "too-large",
                "body: expected at most 1048576 bytes, got " + large.length);
        assertProblem(
                api.postChunked("/v1/recommendations", large),
                413,
                "too-large",
                "body: expected at most 1048576 bytes, got more");
        byte[] endless = "{\"seeds\":".getBytes(StandardCharsets.UTF_8);
        assertThat(answerTo(out -> {
                    head(out, "Transfer-Encoding: chunked");
                    chunk(out, endless);
                    byte[] brackets = "[".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                    for (int i = 0; i < 1 << 14; i++) {
                        chunk(out, brackets);
                    }
                }))
                .as("a gigabyte of deep JSON")
                .startsWith("HTTP/1.1 4")
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 33554432", "Transfer-Encoding: chunked"})
    void tellsWhoSendsTooMuchEvenIfItSendsAllOfItBeforeItReads(String length) throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());

            // When
            OutputStream out = socket.getOutputStream();
            head(out, length);
            byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 32; i++) {
                if (length.endsWith("chunked")) {
                    chunk(out, blanks);
                } else {
                    out.write(blanks);
                }
            }

            // Then
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("Connection: close")
                    .contains("body: expected at most 1048576 bytes, got ");
        }
    }

    @Test
    void refusesTenThousandSeedsAndNumbersBeyondAnyReason() {
        String[] seeds = IntStream.range(0, 10_000).mapToObj(i -> "demo:" + i).toArray(String[]::new);

        assertProblem(
                api.continued(seeds), 422, "invalid-request", "seeds: expected at most 1000 track ids, got 10000");
        for (String k : List.of("0", "1000000000", "-1")) {
            assertProblem(
                    api.get("/v1/tracks/demo:slow-harbour/similar?limit=" + k),
                    422,
                    "invalid-request",
                    "limit: expected 1 to 500, got " + k);
        }
        assertProblem(
                api.get("/v1/tracks/demo:slow-harbour/similar?limit=99999999999999"),
                400,
                "invalid-request",
                "limit: expected a whole number");
    }

    @Test
    void tellsWhoSendsItsHeadSlowly() {
        assertThat(answerTo(out -> out.write(
                        "GET /v1/status HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII))))
                .startsWith("HTTP/1.1 408 ")
                .contains("application/problem+json", "urn:segue:problem:too-slow", "head: expected all of it");
        assertThat(answerTo(out -> {})).as("nothing at all").startsWith("HTTP/1.1 408 ");

        // And on the second request of a connection
        assertThat(answerTo(out -> {
                    out.write("GET /v1/status HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    eventually(
                            "the answer to be under way",
                            PATIENCE,
                            () -> api.get(ANYTHING).status() == 200);
                    out.write("GET /v1/st".getBytes(StandardCharsets.US_ASCII));
                }))
                .startsWith("HTTP/1.1 200 ")
                .contains("HTTP/1.1 408 ");
    }

    @Test
    void tellsWhoSendsItsBodySlowly() {
        assertThat(answerTo(out -> {
                    head(out, "Content-Length: 100");
                    out.write("{\"title\":".getBytes(StandardCharsets.UTF_8));
                }))
                .startsWith("HTTP/1.1 408 ")
                .contains("application/problem+json", "urn:segue:problem:too-slow", "body: expected all of it");
    }

    @Test
    void sendsAwayWhoeverComesWhenAllPlacesAreTaken() throws IOException {
        // When all places are taken by bodies that are waited for
        var refused = new ArrayList<Reply>();
        eventually("a request to be sent away", PATIENCE, () -> {
            var slow = new ArrayList<Socket>();
            try {
                for (int i = 0; i < UNDER_WAY; i++) {
                    Socket socket = new Socket(address.getHost(), address.getPort());
                    slow.add(socket);
                    head(socket.getOutputStream(), "Content-Length: 100");
                }
                for (int i = 0; i < 10 && refused.isEmpty(); i++) {
                    Reply reply = api.get(ANYTHING);
                    if (reply.status() == 503) {
                        refused.add(reply);
                    }
                }
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
            return !refused.isEmpty();
        });

        // Then
        assertProblem(refused.getFirst(), 503, "overloaded", "Too many requests at a time: 8 are under way");
        assertThat(refused.getFirst().response().headers().firstValue("Retry-After"))
                .hasValue("1");
        eventually("room again", PATIENCE, () -> api.get(ANYTHING).status() == 200);
        assertThat(api.get("/q/metrics").body())
                .contains("segue_recommender_turned_away_total{reason=\"overloaded\"}", "segue_recommender_under_way");
    }

    /// What a client does that is none.
    private interface Sending {
        void to(OutputStream out) throws IOException;
    }

    /// Everything that comes back until the other side ends.
    private String answerTo(Sending sending) {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            try {
                sending.to(socket.getOutputStream());
            } catch (SocketException _) {
                // It had enough: what it said is still to be read.
            }
            var answer = new StringBuilder();
            byte[] buffer = new byte[1 << 14];
            try {
                int n = socket.getInputStream().read(buffer);
                while (n >= 0) {
                    answer.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    n = socket.getInputStream().read(buffer);
                }
            } catch (SocketException _) {
                // A reset after the answer: bytes were under way that nobody wanted.
            }
            return answer.toString();
        } catch (IOException e) {
            throw new AssertionError("The recommender did not answer", e);
        }
    }

    private static void head(OutputStream out, String length) throws IOException {
        out.write(("POST /v1/recommendations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String sha256(String key) {
        return Digests.sha256(key);
    }

    private static void assertProblem(Reply reply, int status, String type, String detail) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.type()).startsWith("application/problem+json");
        assertThat(reply.json().path("type").asText()).isEqualTo("urn:segue:problem:" + type);
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.detail()).contains(detail);
    }
}
