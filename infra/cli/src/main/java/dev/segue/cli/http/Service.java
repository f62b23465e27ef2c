package dev.segue.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One service's HTTP interface: JSON out, JSON in, refusals as [ServiceFailure] with the service's own words.
public final class Service {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .proxy(ProxySelector.of(null))
            .build();

    private final String name;
    private final URI base;

    /// The service that listens at `base`.
    ///
    /// @param name for messages
    /// @param base scheme, host and port
    public Service(String name, URI base) {
        this.name = name;
        this.base = base;
    }

    /// Where it listens.
    public URI base() {
        return base;
    }

    /// Asks.
    ///
    /// @param path with its query, encoded
    public JsonNode get(String path) throws InterruptedException {
        return send(request(path).GET());
    }

    /// Tells or starts something.
    ///
    /// @param body sent as JSON
    public JsonNode post(String path, Object body) throws InterruptedException {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot be written as JSON: " + body, e);
        }
    }

    /// Puts something in its place.
    ///
    /// @param body sent as JSON
    public JsonNode put(String path, Object body) throws InterruptedException {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot be written as JSON: " + body, e);
        }
    }

    /// Takes something back.
    public JsonNode delete(String path) throws InterruptedException {
        return send(request(path).DELETE());
    }

    /// Text as part of a path or a query.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json");
    }

    private JsonNode send(HttpRequest.Builder builder) throws InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<byte[]> response;
        try {
            response = HTTP.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ServiceFailure(0, "The " + name + " at " + base + " does not answer: " + why, e);
        }
        JsonNode body = body(response);
        if (response.statusCode() / 100 != 2) {
            throw new ServiceFailure(response.statusCode(), refusal(request, response, body));
        }
        return body;
    }

    private JsonNode body(HttpResponse<byte[]> response) {
        if (response.body().length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new ServiceFailure(
                    response.statusCode(),
                    "The " + name + " answered " + response.request().uri() + " with status " + response.statusCode()
                            + " and something that is no JSON",
                    e);
        }
    }

    private String refusal(HttpRequest request, HttpResponse<byte[]> response, JsonNode body) {
        String words = body.path("detail").asText(body.path("title").asText(""));
        return "The " + name + " refused " + request.method() + " "
                + request.uri().getPath() + " with status " + response.statusCode()
                + (words.isEmpty() ? "" : ": " + words);
    }
}
