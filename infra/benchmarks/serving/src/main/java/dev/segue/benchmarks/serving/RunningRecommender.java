package dev.segue.benchmarks.serving;

import dev.segue.local.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A recommender as a process of its own.
final class RunningRecommender implements AutoCloseable {

    private final Process process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private final long began = System.nanoTime();

    private RunningRecommender(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param folder for its state and log
    /// @param options of the virtual machine
    static RunningRecommender start(
            Path repository, Path folder, Path artefacts, String bootstrapServers, List<String> options)
            throws IOException {
        int port = LoopbackPorts.free();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseTransparentHugePages",
                "-XX:-G1UseAdaptiveIHOP",
                "-XX:InitiatingHeapOccupancyPercent=80",
                "-XX:+ExitOnOutOfMemoryError",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                repository
                        .resolve("services/recommender/target/quarkus-app/quarkus-run.jar")
                        .toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("SEGUE_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        builder.environment().put("SEGUE_ARTEFACTS_ROOT", artefacts.toString());
        builder.environment()
                .put("SEGUE_STATE_DIRECTORY", folder.resolve("state").toString());
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("recommender.log").toFile());
        return new RunningRecommender(builder.start(), port);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /// Waits until it says that it is ready.
    ///
    /// @return since its start
    Duration awaitReady(Duration patience) throws InterruptedException {
        while (System.nanoTime() - began < patience.toNanos()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("The recommender ended with status " + process.exitValue());
            }
            try {
                if (get("/q/health/ready").statusCode() == 200) {
                    return Duration.ofNanos(System.nanoTime() - began);
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException("The recommender was not ready after " + patience);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /// Ends it as `kill -9` does.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Resident memory in MB of 1e6 bytes, from the system's own file.
    double residentMegabytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .findFirst()
                            .orElseThrow()
                    * 1024
                    / 1e6;
        }
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        process.onExit().join();
    }
}
