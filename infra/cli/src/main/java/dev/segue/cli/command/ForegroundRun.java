package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.local.LoopbackPorts;
import dev.segue.local.supervisor.Console;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.HomeLock;
import dev.segue.local.supervisor.LeftOvers;
import dev.segue.local.supervisor.Platform;
import dev.segue.local.supervisor.RestartPolicy;
import dev.segue.local.supervisor.RunState;
import dev.segue.local.supervisor.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A platform that lives as long as this process: it has the home's lock, and ends with a signal.
final class ForegroundRun implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration LEFT_OVER_GRACE = Duration.ofSeconds(20);

    private final HomeLock lock;
    private final Supervisor supervisor;

    private ForegroundRun(HomeLock lock, Supervisor supervisor) {
        this.lock = lock;
        this.supervisor = supervisor;
    }

    /// Starts the platform and waits until every process is ready.
    ///
    /// @param port of the recommender; empty for the usual one or, when that is taken, a free one
    /// @throws CommandFailure IN_USE when another platform has the home, FAILED when a process cannot be run
    static ForegroundRun start(
            Surroundings surroundings,
            Home home,
            Path repository,
            Optional<Integer> port,
            Optional<Long> minimumSaves,
            Console console)
            throws IOException, InterruptedException {
        HomeLock lock =
                switch (HomeLock.tryTake(home)) {
                    case HomeLock.Attempt.Taken(HomeLock taken) -> taken;
                    case HomeLock.Attempt.Refused(Optional<Long> holder) -> throw inUse(home, holder);
                };
        boolean started = false;
        try {
            endLeftOvers(home, console);
            var settings = new Platform.Settings(
                    home,
                    repository,
                    surroundings.java(),
                    surroundings.classPath(),
                    ports(port, console),
                    minimumSaves);
            var supervisor = new Supervisor(
                    home,
                    Platform.bootstrapServers(settings),
                    Platform.components(settings),
                    RestartPolicy.PATIENT,
                    console,
                    surroundings.clock());
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("platform-stop").unstarted(() -> stop(supervisor, console)));
            supervisor.start();
            awaitReady(supervisor, console);
            started = true;
            return new ForegroundRun(lock, supervisor);
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    static CommandFailure inUse(Home home, Optional<Long> holder) {
        return new CommandFailure(
                ExitCode.IN_USE,
                "A platform runs in " + home.root()
                        + holder.map(pid -> " already (process " + pid + ")").orElse(" already")
                        + "; `segue status` shows it, `segue down` ends it, --home takes another folder");
    }

    private static void endLeftOvers(Home home, Console console) throws IOException, InterruptedException {
        var leftOvers = LeftOvers.find(home, RunState.read(home.stateFile()));
        if (!leftOvers.isEmpty()) {
            console.say("ending what outlived its supervisor: "
                    + String.join(
                            ", ",
                            leftOvers.stream().map(LeftOvers.LeftOver::describe).toList()));
            LeftOvers.end(leftOvers, LEFT_OVER_GRACE);
        }
    }

    private static Map<String, Integer> ports(Optional<Integer> asked, Console console) {
        var ports = new HashMap<String, Integer>();
        ports.put(Platform.BROKER, LoopbackPorts.free());
        Platform.SERVICES.forEach(service -> ports.put(service, LoopbackPorts.free()));
        if (asked.isPresent()) {
            if (!LoopbackPorts.isFree(asked.get())) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "Port " + asked.get() + " is taken by another process; leave --port out or choose another");
            }
            ports.put(Platform.RECOMMENDER, asked.get());
        } else if (LoopbackPorts.isFree(UpCommand.USUAL_PORT)) {
            ports.put(Platform.RECOMMENDER, UpCommand.USUAL_PORT);
        } else {
            console.say("port " + UpCommand.USUAL_PORT + " is taken by another process; the page is on "
                    + ports.get(Platform.RECOMMENDER));
        }
        return ports;
    }

    private static void awaitReady(Supervisor supervisor, Console console) throws InterruptedException {
        Supervisor.Start start = supervisor.awaitReady(START_LIMIT);
        console.endProgress();
        switch (start) {
            case Supervisor.Start.Ready(Duration took) ->
                console.say("all %d processes are ready after %.1f s"
                        .formatted(supervisor.state().processes().size(), took.toMillis() / 1000.0));
            case Supervisor.Start.GaveUp(String component, String why) -> {
                supervisor.close();
                throw new CommandFailure(ExitCode.FAILED, "The " + component + " cannot be kept running: " + why);
            }
            case Supervisor.Start.TimedOut(var missing) -> {
                supervisor.close();
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "Not ready within " + START_LIMIT.toMinutes() + " minutes: " + String.join(", ", missing));
            }
            case Supervisor.Start.Stopped() ->
                throw new CommandFailure(ExitCode.FAILED, "Stopped before everything was ready");
        }
    }

    private static void stop(Supervisor supervisor, Console console) {
        console.endProgress();
        console.say("stopping");
        supervisor.close();
        console.say("stopped");
    }

    RunState state() {
        return supervisor.state();
    }

    /// Returns when a signal has ended everything.
    void awaitEnd() throws InterruptedException {
        supervisor.awaitEnd();
    }

    @Override
    public void close() throws IOException {
        supervisor.close();
        lock.close();
    }
}
