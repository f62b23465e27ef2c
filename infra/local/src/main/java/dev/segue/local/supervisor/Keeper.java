package dev.segue.local.supervisor;

import dev.segue.local.supervisor.Component.Readiness;
import dev.segue.local.supervisor.RunState.Member;
import dev.segue.local.supervisor.RunState.ProcessState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Looks after one component on a thread of its own: start, wait until ready, wait until dead, start again.
final class Keeper {

    private static final Duration PROBE_PAUSE = Duration.ofMillis(250);
    private static final int PROBE_TIMEOUT_MILLIS = 2_000;
    private static final long LOG_CAPACITY = 8L << 20;
    private static final int LOGS_KEPT = 3;
    private static final int LAST_LINES = 8;
    private static final Path SHELL = Path.of("/bin/sh");

    private final Supervisor supervisor;
    private final Component component;
    private final int ordinal;
    private final RestartPolicy policy;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger restarts = new AtomicInteger();
    private final Deque<String> lastLines = new ArrayDeque<>();

    private volatile ProcessState state = ProcessState.STARTING;
    private volatile @Nullable Process process;
    private volatile @Nullable ProcessIdentity identity;
    private volatile String note = "";
    private volatile boolean printedReady;
    private volatile boolean begun;
    private volatile @Nullable RotatingLog log;

    Keeper(Supervisor supervisor, Component component, int ordinal, RestartPolicy policy) {
        this.supervisor = supervisor;
        this.component = component;
        this.ordinal = ordinal;
        this.policy = policy;
    }

    void begin() throws IOException {
        log = new RotatingLog(supervisor.home().logs().resolve(component.name() + ".log"), LOG_CAPACITY, LOGS_KEPT);
        begun = true;
        Thread.ofVirtual().name("keep-" + component.name()).start(this::keep);
    }

    private void keep() {
        try {
            int rapidDeaths = 0;
            while (asked.getCount() > 0) {
                long readyFor = runOnce();
                if (asked.getCount() == 0) {
                    break;
                }
                rapidDeaths = readyFor >= policy.settled().toNanos() ? 1 : rapidDeaths + 1;
                if (rapidDeaths >= policy.giveUpAfter()) {
                    giveUp(rapidDeaths);
                    return;
                }
                pause(policy.pauseAfter(rapidDeaths));
                restarts.incrementAndGet();
            }
            become(ProcessState.STOPPED, "");
        } catch (IOException e) {
            become(ProcessState.GAVE_UP, "it cannot be run: " + e.getMessage());
            supervisor.console().say(component.name() + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over.countDown();
        }
    }

    /// @return nanoseconds it was ready for; 0 when it never was
    private long runOnce() throws IOException, InterruptedException {
        printedReady = false;
        synchronized (lastLines) {
            lastLines.clear();
        }
        Process started = launch();
        if (started == null) {
            return 0;
        }
        try {
            Thread reader = Thread.ofVirtual().name("read-" + component.name()).start(() -> read(started));
            long readySince = 0;
            if (awaitReady(started)) {
                readySince = System.nanoTime();
                become(ProcessState.READY, "");
            }
            int exitCode = started.waitFor();
            long readyFor = readySince == 0 ? 0 : System.nanoTime() - readySince;
            reader.join(Duration.ofSeconds(2));
            if (asked.getCount() > 0) {
                note = "it ended with exit code " + exitCode
                        + (readySince == 0
                                ? " before it was ready"
                                : " after " + Duration.ofNanos(readyFor).toSeconds() + " s");
            }
            return readyFor;
        } finally {
            started.destroyForcibly();
        }
    }

    /// @return null when the component is to end
    private @Nullable Process launch() throws IOException {
        var builder = new ProcessBuilder(shielded(component.command())).redirectErrorStream(true);
        // It is the command's own, and services refuse settings of theirs that they do not know.
        builder.environment().remove(Home.VARIABLE);
        builder.environment().putAll(component.environment());
        synchronized (this) {
            if (asked.getCount() == 0) {
                return null;
            }
            Process started = builder.start();
            process = started;
            identity = ProcessIdentity.of(started.toHandle(), supervisor.home().mark(), supervisor.now());
            state = ProcessState.STARTING;
            supervisor.changed();
            return started;
        }
    }

    /// Ctrl-C on a terminal reaches every process in the foreground at once. A shell in front makes the component
    /// deaf to it, then becomes the component, so that the supervisor decides who ends when.
    private static List<String> shielded(List<String> command) {
        if (!Files.isExecutable(SHELL)) {
            return command;
        }
        var shielded = new ArrayList<>(List.of(SHELL.toString(), "-c", "trap '' INT; exec \"$0\" \"$@\""));
        shielded.addAll(command);
        return shielded;
    }

    private void read(Process source) {
        try (var lines = new BufferedReader(new InputStreamReader(source.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (component.readiness() instanceof Readiness.Prints(String prefix) && line.startsWith(prefix)) {
                    printedReady = true;
                }
                synchronized (lastLines) {
                    lastLines.addLast(line);
                    if (lastLines.size() > LAST_LINES) {
                        lastLines.removeFirst();
                    }
                }
                supervisor.console().process(component.name(), ordinal, line);
                RotatingLog file = log;
                if (file != null) {
                    file.write(line);
                }
            }
        } catch (IOException e) {
            // The stream breaks when the process is killed; anything else, a full disk for one, must be heard of.
            if (source.isAlive()) {
                supervisor.console().say("The output of " + component.name() + " is lost: " + e.getMessage());
            }
        }
    }

    private boolean awaitReady(Process started) throws InterruptedException {
        while (!started.waitFor(PROBE_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            boolean ready =
                    switch (component.readiness()) {
                        case Readiness.Prints prints -> printedReady;
                        case Readiness.Answers(URI address) -> answers(address);
                    };
            if (ready) {
                return true;
            }
        }
        return false;
    }

    private static boolean answers(URI address) {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PROBE_TIMEOUT_MILLIS);
            connection.setReadTimeout(PROBE_TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        supervisor.console().say(component.name() + ": " + note + "; starting it again in " + seconds(pause));
        become(ProcessState.WAITING, note);
        asked.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }

    private void giveUp(int deaths) {
        String last;
        synchronized (lastLines) {
            last = lastLines.isEmpty() ? "" : ". Its last words: " + String.join("\n    ", lastLines);
        }
        String why = note + ", for the " + deaths + ". time in a row" + last;
        supervisor
                .console()
                .say(component.name() + ": " + why + System.lineSeparator() + "It is not started again; see "
                        + supervisor.home().logs().resolve(component.name() + ".log"));
        become(ProcessState.GAVE_UP, why);
    }

    private void become(ProcessState next, String why) {
        state = next;
        note = why;
        supervisor.changed();
    }

    /// Asks the process to end, and the keeper not to start it again.
    void ask() {
        synchronized (this) {
            asked.countDown();
            Process current = process;
            if (current != null) {
                current.destroy();
            }
            if (!begun) {
                over.countDown();
            }
        }
    }

    void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    boolean awaitEnd(long nanos) throws InterruptedException {
        return over.await(nanos, TimeUnit.NANOSECONDS);
    }

    void closeLog() {
        RotatingLog file = log;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                supervisor.console().say("The log of " + component.name() + " is incomplete: " + e.getMessage());
            }
        }
    }

    String name() {
        return component.name();
    }

    String note() {
        return note;
    }

    ProcessState state() {
        return state;
    }

    Member member() {
        return new Member(
                component.name(),
                state,
                identity,
                component.port(),
                component.url().map(URI::toString).orElse(null),
                restarts.get(),
                note.isEmpty() ? null : note);
    }
}
