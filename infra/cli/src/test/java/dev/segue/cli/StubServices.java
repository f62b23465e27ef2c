package dev.segue.cli;

import com.sun.net.httpserver.HttpServer;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.ProcessIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// All services behind one address, answering from a script: each call takes the next answer to its request, the
/// last one over and over.
public final class StubServices implements AutoCloseable {

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new ArrayList<>();

    public StubServices() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer;
            synchronized (requests) {
                requests.add(body.isEmpty() ? request : request + " " + body);
                Deque<Answer> queue = answers.getOrDefault(request, new ArrayDeque<>());
                answer = queue.size() > 1 ? queue.removeFirst() : queue.peekFirst();
            }
            if (answer == null) {
                answer = new Answer(404, "{\"title\": \"not found\", \"detail\": \"no answer to " + request + "\"}");
            }
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    /// Adds an answer.
    ///
    /// @param request method, blank, path with query
    public StubServices on(String request, int status, String body) {
        answers.computeIfAbsent(request, key -> new ArrayDeque<>()).addLast(new Answer(status, body));
        return this;
    }

    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Writes the state file of a platform whose supervisor is this very process and whose services are these.
    public void runIn(Home home) throws IOException {
        var self = ProcessHandle.current();
        var identity =
                new ProcessIdentity(self.pid(), self.info().startInstant().orElse(Instant.EPOCH), "java");
        var processes = new ArrayList<String>();
        processes.add(process("broker", null));
        for (String service : List.of("crawler", "preprocessor", "trainer", "indexer", "recommender")) {
            processes.add(process(service, url()));
        }
        Files.createDirectories(home.stateFile().getParent());
        Files.writeString(
                home.stateFile(), """
                {"supervisor": {"pid": %d, "startedAt": "%s", "mark": "java"}, "phase": "READY",
                 "startedAt": "2026-01-01T12:00:00Z", "bootstrapServers": "127.0.0.1:1", "processes": [%s]}
                """.formatted(identity.pid(), identity.startedAt(), String.join(", ", processes)));
    }

    private static String process(String name, String url) {
        return "{\"name\": \"%s\", \"state\": \"READY\", \"process\": null, \"port\": 1, \"url\": %s, \"restarts\": 0, \"note\": null}"
                .formatted(name, url == null ? "null" : "\"" + url + "\"");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
