package dev.segue.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.local.LoopbackPorts;
import dev.segue.local.supervisor.Console;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.Platform;
import dev.segue.local.supervisor.RestartPolicy;
import dev.segue.local.supervisor.RunState.Member;
import dev.segue.local.supervisor.RunState.ProcessState;
import dev.segue.local.supervisor.Supervisor;
import dev.segue.testkit.Eventually;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The broker and the five services as processes, and their HTTP interfaces as a test wants them.
final class RunningPlatform implements AutoCloseable {

    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    private static final Set<String> ENDED = Set.of("done", "partial", "failed");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Supervisor supervisor;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private RunningPlatform(Path home, Supervisor supervisor) {
        this.home = home;
        this.supervisor = supervisor;
    }

    /// What the `segue` command said.
    record Said(int exitCode, String out, String err) {}

    /// Runs the `segue` command on this platform.
    Said segue(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-jar",
                REPOSITORY.resolve("infra/cli/target/segue.jar").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.toString()));
        Path out = Files.createTempFile("segue", ".out");
        Path err = Files.createTempFile("segue", ".err");
        try {
            int exitCode = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new Said(exitCode, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    /// Starts all on `home` and waits until all are ready.
    static RunningPlatform start(Path home) throws Exception {
        assertThat(Platform.missing(REPOSITORY))
                .as("services that are not built")
                .isEmpty();
        var ports = new HashMap<String, Integer>();
        ports.put(Platform.BROKER, LoopbackPorts.free());
        Platform.SERVICES.forEach(service -> ports.put(service, LoopbackPorts.free()));
        var settings = new Platform.Settings(
                new Home(home),
                REPOSITORY,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                ports,
                Optional.empty());
        var console = new Console(new PrintStream(System.out, true), new Console.Style(false, false, false));
        var supervisor = new Supervisor(
                settings.home(),
                Platform.bootstrapServers(settings),
                Platform.components(settings),
                RestartPolicy.PATIENT,
                console,
                Clock.systemUTC());
        supervisor.start();
        var platform = new RunningPlatform(home, supervisor);
        Supervisor.Start started = supervisor.awaitReady(Duration.ofMinutes(4));
        if (!(started instanceof Supervisor.Start.Ready)) {
            platform.close();
            throw new AssertionError("The platform did not become ready: " + started + "\n" + tails(home));
        }
        return platform;
    }

    JsonNode get(String service, String path) {
        return exchange(request(service, path).GET().build(), 200);
    }

    /// The status of a GET, whatever it is.
    int status(String service, String path) {
        return send(request(service, path).GET().build()).statusCode();
    }

    JsonNode post(String service, String path, Map<String, ?> body, int status) {
        try {
            return exchange(
                    request(service, path)
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String service, String path) {
        assertThat(send(request(service, path).DELETE().build()).statusCode()).isEqualTo(202);
    }

    /// Imports a file, folder or glob and waits until the preprocessor is through with it.
    JsonNode importPath(String path) {
        String id = post("crawler", "/v1/imports", Map.of("path", path), 202)
                .get("importId")
                .asText();
        Eventually.eventually(
                "the import ends",
                Duration.ofMinutes(3),
                () -> ENDED.contains(
                        get("crawler", "/v1/imports/" + id).get("state").asText()));
        JsonNode report = get("crawler", "/v1/imports/" + id);
        assertThat(report.get("state").asText()).as(report.toString()).isEqualTo("done");
        awaitPreprocessed();
        return report;
    }

    /// Waits until every snapshot is judged and every change of neighbours is published.
    void awaitPreprocessed() {
        Eventually.eventually("the preprocessor is through", Duration.ofMinutes(3), () -> {
            JsonNode statistics = get("preprocessor", "/v1/statistics");
            return statistics.get("lag").asLong() == 0
                    && statistics.get("pendingNeighbours").asLong() == 0;
        });
    }

    /// Kills a process without warning and waits until another one took its place and is ready.
    void kill(String name) {
        long before = pid(name);
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
        Eventually.eventually(name + " is back", Duration.ofMinutes(2), () -> {
            Member member = supervisor.state().process(name).orElseThrow();
            return member.state() == ProcessState.READY
                    && member.process() != null
                    && member.process().pid() != before;
        });
    }

    private long pid(String name) {
        return supervisor.state().process(name).orElseThrow().process().pid();
    }

    private HttpRequest.Builder request(String service, String path) {
        String url = supervisor.state().process(service).orElseThrow().url();
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
    }

    private JsonNode exchange(HttpRequest request, int status) {
        HttpResponse<String> response = send(request);
        assertThat(response.statusCode())
                .as(request.method() + " " + request.uri() + ": " + response.body())
                .isEqualTo(status);
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String tails(Path home) throws IOException {
        var text = new StringBuilder();
        try (var logs = Files.list(home.resolve("logs"))) {
            for (Path log : logs.sorted().toList()) {
                List<String> lines = Files.readAllLines(log);
                text.append("== ").append(log.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 20), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        supervisor.close();
    }
}
