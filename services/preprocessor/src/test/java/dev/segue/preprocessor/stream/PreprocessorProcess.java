package dev.segue.preprocessor.stream;

import dev.segue.corpus.TrackAliases;
import dev.segue.platform.KafkaSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The preprocessor without HTTP in a JVM of its own, which can be ended as only a JVM can.
final class PreprocessorProcess implements AutoCloseable {

    private final Process process;
    private final Path output;

    private PreprocessorProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// @param client settings of Kafka's clients, more than the usual
    static PreprocessorProcess start(String bootstrapServers, Path state, Map<String, String> client) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                withoutLogging(System.getProperty("java.class.path")),
                PreprocessorProcess.class.getName(),
                bootstrapServers,
                state.toString()));
        client.forEach((key, value) -> command.add(key + "=" + value));
        try {
            Path output = Files.createTempFile(state.toAbsolutePath().getParent(), "preprocessor", ".log");
            return new PreprocessorProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Without a running Quarkus its binding of the logs keeps every line of every level for later.
    private static String withoutLogging(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("slf4j-jboss-logmanager"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Waits until it has ended by itself.
    ///
    /// @return its exit code
    int awaitEnd(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("The process did not end within " + patience + ": " + tail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// The last it said.
    String tail() {
        try {
            String said = Files.readString(output);
            return said.substring(Math.max(0, said.length() - 4_000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Arguments: bootstrap servers, state folder, client settings as `key=value`.
    public static void main(String[] arguments) throws Exception {
        var client = new HashMap<>(RunningPreprocessor.IMPATIENT);
        for (int i = 2; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            client.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        Duration commitInterval = Duration.parse(client.getOrDefault("commit", "PT0.1S"));
        client.remove("commit");
        var kafka = new KafkaSettings(arguments[0], Optional.empty(), client);
        var streams = new PlaylistStreams(
                kafka,
                RunningPreprocessor.SETTINGS,
                new StreamsSettings(Path.of(arguments[1]), 1, 0, commitInterval),
                Partitions.OF_TOPICS,
                Partitions.OF_TOPICS.corpus(RunningPreprocessor.RULES),
                new Identity(new TrackAliases()),
                InstantSource.system());
        streams.start((running, state) -> System.out.println(state));
        new CountDownLatch(1).await();
    }
}
