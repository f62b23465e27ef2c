package dev.segue.crawler.importing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// An import in a process of its own, which can be given a small heap, and be killed.
final class ImportProcess implements AutoCloseable {

    private static final String PUBLISHED = "published ";
    private static final String ENDED = "ended ";
    private static final long PAUSE_NANOS = 5_000_000;

    private final Process process;
    private final BufferedReader out;

    private ImportProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ImportProcess start(
            String bootstrapServers, Path file, Path spill, String name, int checkpointRecords, String heap)
            throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ImportProcess.class.getName(),
                bootstrapServers,
                file.toString(),
                spill.toString(),
                name,
                Integer.toString(checkpointRecords)));
        return new ImportProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /// Waits until at least so many playlists are acknowledged.
    ///
    /// @return how many
    /// @throws AssertionError when the import came to its end before
    long awaitPublished(long atLeast) {
        for (String line = next(); line != null; line = next()) {
            if (line.startsWith(PUBLISHED) && Long.parseLong(line.substring(PUBLISHED.length())) >= atLeast) {
                return Long.parseLong(line.substring(PUBLISHED.length()));
            }
            if (line.startsWith(ENDED)) {
                throw new AssertionError("The import ended before " + atLeast + " were published: " + line);
            }
        }
        throw new AssertionError("The process ended before " + atLeast + " were published");
    }

    /// Waits for the end of the import.
    ///
    /// @return its state, or `died` when the process did not live to see it
    String awaitEnd() {
        for (String line = next(); line != null; line = next()) {
            if (line.startsWith(ENDED)) {
                return line.substring(ENDED.length());
            }
        }
        return "died";
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private @Nullable String next() {
        try {
            return out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Arguments: bootstrap servers, file, spill folder, name, records between checkpoints.
    public static void main(String[] arguments) throws InterruptedException {
        try (var imports =
                Imports.on(arguments[0], Path.of(arguments[2]), arguments[3], Integer.parseInt(arguments[4]))) {
            String id = imports.queue().submit(arguments[1], null).importId();
            ImportReport report = imports.queue().report(id).orElseThrow();
            while (!report.state().isEnd()) {
                System.out.println(PUBLISHED + report.records().published());
                LockSupport.parkNanos(PAUSE_NANOS);
                report = imports.queue().report(id).orElseThrow();
            }
            System.out.println(ENDED + report.state().wireName());
        }
    }
}
