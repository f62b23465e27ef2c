package dev.segue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.feeding.Pace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Runs the command in a folder, nobody watching, and keeps what it says.
final class CapturedCommand {

    private static final Pace BRISK =
            new Pace(Duration.ofMillis(5), Duration.ofMillis(300), Duration.ofMillis(50), Duration.ofMillis(5));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /// @param folder working directory and repository
    /// @return the exit code
    int execute(Path folder, Map<String, String> environment, String input, String... arguments) {
        var surroundings = new Surroundings(
                environment,
                folder,
                Optional.of(folder),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                () -> Instant.parse("2026-01-01T13:00:00Z"));
        return Segue.commandLine(surroundings, BRISK).execute(arguments);
    }

    /// Forgets what was said so far.
    void reset() {
        out.reset();
        err.reset();
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
