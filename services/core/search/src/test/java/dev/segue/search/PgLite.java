package dev.segue.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A Postgres with pgvector for tests: PGlite in a process of Node, spoken to over the Postgres protocol. Its packages
/// come from the registry that npm is configured with, once.
final class PgLite implements AutoCloseable {

    private static final Path SOURCE = Path.of("src/test/pglite");
    private static final Path HOME = Path.of("target/pglite");
    private static final int INSTALL_MINUTES = 3;

    private final Process process;
    private final int port;

    private PgLite(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts one; the test is skipped where Node, npm or the packages are not to be had.
    static PgLite start() {
        try {
            install();
            Process process = new ProcessBuilder("node", "serve.mjs")
                    .directory(HOME.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = said.readLine();
            if (line == null || !line.startsWith("listening on ")) {
                process.destroyForcibly();
                throw new AssertionError("PGlite: expected its port, got " + line);
            }
            return new PgLite(process, Integer.parseInt(line.substring("listening on ".length())));
        } catch (IOException e) {
            throw new AssertionError("PGlite could not be started", e);
        }
    }

    private static void install() throws IOException {
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "serve.mjs")) {
            Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.isDirectory(HOME.resolve("node_modules/@electric-sql/pglite-pgvector"))) {
            return;
        }
        Assumptions.assumeTrue(
                succeeds("npm", "install", "--no-audit", "--no-fund", "--no-package-lock"),
                "PGlite could not be installed: node, npm or its packages are not to be had here");
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(HOME.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(HOME.resolve("npm.log").toFile())
                    .start();
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// All connections are one session to PGlite, so nothing may be left prepared.
    Connection connect() {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port
                            + "/postgres?user=postgres&password=postgres&sslmode=disable&gssEncMode=disable&prepareThreshold=0");
        } catch (SQLException e) {
            throw new AssertionError("PGlite does not answer", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
