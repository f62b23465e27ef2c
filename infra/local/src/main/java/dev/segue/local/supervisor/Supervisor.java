package dev.segue.local.supervisor;

import dev.segue.local.supervisor.RunState.Member;
import dev.segue.local.supervisor.RunState.Phase;
import dev.segue.local.supervisor.RunState.ProcessState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Keeps the components of one home running: starts them all at once, starts again what dies, ends them in reverse
/// order, and writes at every change what runs to the home's state file.
///
/// The components wait for each other themselves; the first is the broker and ends last, alone.
public final class Supervisor implements AutoCloseable {

    /// How waiting for all components ended.
    public sealed interface Start {
        /// All are ready.
        ///
        /// @param took since [Supervisor#start]
        record Ready(Duration took) implements Start {}

        /// One died too often.
        record GaveUp(String component, String why) implements Start {}

        /// Not all were ready in time.
        record TimedOut(List<String> missing) implements Start {}

        /// The supervisor was closed meanwhile.
        record Stopped() implements Start {}
    }

    /// Time between being asked to end and being killed.
    ///
    /// @param services all of them together
    /// @param broker alone, after them
    public record Grace(Duration services, Duration broker) {

        /// Enough on a loaded machine.
        public static final Grace USUAL = new Grace(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    private final Home home;
    private final String bootstrapServers;
    private final Console console;
    private final Grace grace;
    private final InstantSource clock;
    private final Instant startedAt;
    private final ProcessIdentity self;
    private final List<Keeper> keepers = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean everReady;
    private boolean stopping;
    private long startedNanos;

    /// A supervisor that leaves its components the usual time to end.
    ///
    /// @param components the broker first, then what needs it
    /// @param clock stamps the state file
    public Supervisor(
            Home home,
            String bootstrapServers,
            List<Component> components,
            RestartPolicy policy,
            Console console,
            InstantSource clock) {
        this(home, bootstrapServers, components, policy, Grace.USUAL, console, clock);
    }

    /// A supervisor that has not started anything yet.
    ///
    /// @param components the broker first, then what needs it
    /// @param clock stamps the state file
    public Supervisor(
            Home home,
            String bootstrapServers,
            List<Component> components,
            RestartPolicy policy,
            Grace grace,
            Console console,
            InstantSource clock) {
        this.home = home;
        this.bootstrapServers = bootstrapServers;
        this.console = console;
        this.grace = grace;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.self = ProcessIdentity.of(ProcessHandle.current(), "java", startedAt);
        for (Component component : components) {
            keepers.add(new Keeper(this, component, keepers.size(), policy));
        }
    }

    /// Starts every component and returns at once.
    public void start() throws IOException {
        Files.createDirectories(home.logs());
        startedNanos = System.nanoTime();
        changed();
        for (Keeper keeper : keepers) {
            keeper.begin();
        }
    }

    /// Waits until every component is ready, one is given up, or `limit` has passed.
    public synchronized Start awaitReady(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            if (stopping) {
                return new Start.Stopped();
            }
            for (Keeper keeper : keepers) {
                if (keeper.state() == ProcessState.GAVE_UP) {
                    return new Start.GaveUp(keeper.name(), keeper.note());
                }
            }
            var missing = notReady();
            if (missing.isEmpty()) {
                return new Start.Ready(Duration.ofNanos(System.nanoTime() - startedNanos));
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return new Start.TimedOut(missing);
            }
            console.progress("waiting for " + String.join(", ", missing));
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /// Returns once [#close] has ended everything.
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /// What runs now.
    public synchronized RunState state() {
        List<Member> members = keepers.stream().map(Keeper::member).toList();
        return new RunState(self, phase(members), startedAt, bootstrapServers, members);
    }

    private Phase phase(List<Member> members) {
        if (stopping) {
            return Phase.STOPPING;
        }
        if (members.stream().anyMatch(member -> member.state() == ProcessState.GAVE_UP)) {
            return Phase.FAILED;
        }
        return everReady ? Phase.READY : Phase.STARTING;
    }

    private List<String> notReady() {
        return keepers.stream()
                .filter(keeper -> keeper.state() != ProcessState.READY)
                .map(Keeper::name)
                .toList();
    }

    /// Ends every component: those after the first are asked in reverse order, then the first alone. What does not
    /// end within the grace is killed. Afterwards the state file is gone. Closing again does nothing.
    @Override
    public void close() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
            changed();
        }
        console.endProgress();
        try {
            var services =
                    keepers.subList(Math.min(1, keepers.size()), keepers.size()).reversed();
            services.forEach(Keeper::ask);
            awaitEnd(services, grace.services());
            var broker = keepers.subList(0, Math.min(1, keepers.size()));
            broker.forEach(Keeper::ask);
            awaitEnd(broker, grace.broker());
            Files.deleteIfExists(home.stateFile());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            keepers.forEach(Keeper::kill);
        } catch (IOException e) {
            console.say("Cannot remove " + home.stateFile() + ": " + e);
        } finally {
            keepers.forEach(Keeper::closeLog);
            ended.countDown();
        }
    }

    private void awaitEnd(List<Keeper> some, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Keeper keeper : some) {
            if (!keeper.awaitEnd(deadline - System.nanoTime())) {
                console.say(keeper.name() + " did not end within " + limit.toSeconds() + " s and is killed");
                keeper.kill();
                keeper.awaitEnd(TimeUnit.SECONDS.toNanos(5));
            }
        }
    }

    synchronized boolean stopping() {
        return stopping;
    }

    /// Called by keepers whenever something about them changed.
    synchronized void changed() {
        everReady |= notReady().isEmpty();
        notifyAll();
        try {
            state().write(home.stateFile());
        } catch (IOException e) {
            // A full disk must not end processes that still run; `status` and `down` are out of date until it has room.
            console.say("Cannot write " + home.stateFile() + ": " + e);
        }
    }

    Home home() {
        return home;
    }

    Console console() {
        return console;
    }

    Instant now() {
        return clock.instant();
    }
}
