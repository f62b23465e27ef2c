package dev.segue.cli.app;

import dev.segue.local.supervisor.Home;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the command finds around it: environment, folders, streams, clock.
///
/// @param environment variables of the process
/// @param workingDirectory relative paths of the command line start here
/// @param repository root of the built repository; empty when it cannot be told
/// @param in standard input
/// @param out standard output: answers
/// @param err standard error: everything else
/// @param terminal whether people watch
/// @param clock stamps what is written
public record Surroundings(
        Map<String, String> environment,
        Path workingDirectory,
        Optional<Path> repository,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        InstantSource clock) {

    private static final String REPOSITORY = "segue.repository";

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /// Those of this process.
    @SuppressWarnings("SystemConsoleNull") // annotations of the JDK still say that it may be
    public static Surroundings ofThisProcess() {
        Path here = Path.of("").toAbsolutePath();
        var console = System.console();
        return new Surroundings(
                System.getenv(),
                here,
                repository(System.getProperty(REPOSITORY), here),
                System.in,
                System.out,
                System.err,
                console != null && console.isTerminal(),
                Clock.systemUTC());
    }

    /// The folder named by the launcher, or the nearest one above that holds the repository.
    private static Optional<Path> repository(@Nullable String named, Path here) {
        if (named != null) {
            return Optional.of(Path.of(named).toAbsolutePath().normalize());
        }
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("infra/cli/pom.xml"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /// Whether colour is welcome: on a terminal, unless NO_COLOR is set to anything. See no-color.org.
    public boolean colour() {
        return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /// The home that was asked for, else `SEGUE_HOME`, else `.segue` in the repository, else `.segue` here.
    public Home home(Optional<Path> asked) {
        Path root = asked.or(() -> Optional.ofNullable(environment.get(Home.VARIABLE))
                        .filter(value -> !value.isBlank())
                        .map(Path::of))
                .map(workingDirectory::resolve)
                .orElseGet(() -> repository.orElse(workingDirectory).resolve(".segue"));
        return new Home(root);
    }

    /// The directory that holds the running JVM's `java`.
    public Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /// Where this process found its classes, which is also where a broker finds its own.
    public String classPath() {
        return Path.of(System.getProperty("java.class.path")).toAbsolutePath().toString();
    }
}
