package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.local.supervisor.LeftOvers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `segue down`: ends the platform of a home.
@Command(name = "down", description = "Stop the platform; its data stays. Nothing to stop is no failure.")
public final class DownCommand implements Callable<Integer> {

    /// The services' grace, the broker's, and room for both to take effect.
    private static final Duration SUPERVISOR_LIMIT = Duration.ofSeconds(75);

    private static final Duration GRACE = Duration.ofSeconds(20);

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    private final Surroundings surroundings;

    public DownCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        var state = answering.state();
        var supervisor = state.flatMap(running -> running.supervisor().find());
        var ended = new ArrayList<String>();
        if (supervisor.isPresent()) {
            if (!answering.json()) {
                answering.aside("Stopping the platform in " + answering.home().root() + " …");
            }
            stop(supervisor.get());
            ended.add("the platform");
        }
        var leftOvers = LeftOvers.find(answering.home(), state);
        LeftOvers.end(leftOvers, GRACE);
        leftOvers.forEach(leftOver -> ended.add(leftOver.describe()));
        try {
            Files.deleteIfExists(answering.home().stateFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + answering.home().stateFile(), e);
        }
        if (answering.json()) {
            var document = Answering.object();
            document.putPOJO("ended", ended);
            answering.document(document);
        } else if (ended.isEmpty()) {
            answering.line("Nothing runs in " + answering.home().root());
        } else {
            answering.line("Stopped: " + String.join(", ", ended));
        }
        return ExitCode.OK.value();
    }

    private static void stop(ProcessHandle supervisor) throws InterruptedException {
        supervisor.destroy();
        try {
            supervisor.onExit().get(SUPERVISOR_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            supervisor.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for the end of process " + supervisor.pid(), e);
        }
    }
}
