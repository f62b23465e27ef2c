package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.HomeLock;
import dev.segue.local.supervisor.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A platform that goes on when this process ends: another `segue up`, deaf to the terminal's signals.
final class DetachedRun {

    /// By its name: commands do not know the class that lists them.
    private static final String MAIN_CLASS = "dev.segue.cli.Segue";

    private static final long LOOK_MILLIS = 200;
    private static final int LAST_LINES = 12;

    private DetachedRun() {}

    /// Starts it and waits until every process is ready.
    ///
    /// @param arguments of the other `segue up`
    /// @throws CommandFailure IN_USE when another platform has the home, else what the other one ended with
    static RunState start(
            Surroundings surroundings, Home home, Path repository, List<String> arguments, Consumer<String> progress)
            throws IOException, InterruptedException {
        switch (HomeLock.tryTake(home)) {
            case HomeLock.Attempt.Taken(HomeLock lock) -> lock.close();
            case HomeLock.Attempt.Refused(Optional<Long> holder) -> throw ForegroundRun.inUse(home, holder);
        }
        Files.createDirectories(home.logs());
        Path log = home.logs().resolve("supervisor.log");
        var command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "trap '' INT HUP; exec \"$0\" \"$@\"",
                surroundings.java().toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-Dsegue.repository=" + repository,
                "-cp",
                surroundings.classPath(),
                MAIN_CLASS));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile())
                .start();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Optional<RunState> state = RunState.read(home.stateFile())
                    .filter(read -> read.supervisor().pid() == process.pid());
            if (state.isPresent()) {
                if (state.get().phase() == RunState.Phase.READY) {
                    return state.get();
                }
                progress.accept("waiting for "
                        + String.join(
                                ", ",
                                state.get().processes().stream()
                                        .filter(member -> member.state() != RunState.ProcessState.READY)
                                        .map(RunState.Member::name)
                                        .toList()));
            }
        }
        var lines = Files.readAllLines(log);
        throw new CommandFailure(
                ExitCode.FAILED,
                "The platform ended before it was ready; the end of " + log + ":\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
    }
}
