package dev.segue.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The TypeScript client compiles by its own build, with a program that uses it.
class TypeScriptClientTest {

    private static final Path CLIENT = Path.of("target/typescript");
    private static final String COMPILER = "typescript@5.9.3";

    @Test
    void isBuiltAndUsed() throws IOException, InterruptedException {
        // Given
        assumeTrue(run(List.of("npm", "--version")).status() == 0, "npm is not there");
        Files.copy(
                Path.of("src/test/typescript/example.ts"),
                CLIENT.resolve("src/example.ts"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Outcome installed =
                run(List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", COMPILER));
        assumeTrue(installed.status() == 0, "The compiler cannot be had: " + installed.output());

        // When
        Outcome built = run(List.of("node", "node_modules/typescript/bin/tsc"));

        // Then
        assertThat(built.status()).as(built.output()).isZero();
        assertThat(CLIENT.resolve("dist/index.js")).exists();
        assertThat(CLIENT.resolve("dist/example.js")).exists();
    }

    private record Outcome(int status, String output) {}

    private static Outcome run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(CLIENT.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return new Outcome(process.exitValue(), output);
        } catch (IOException e) {
            return new Outcome(-1, String.valueOf(e.getMessage()));
        }
    }
}
