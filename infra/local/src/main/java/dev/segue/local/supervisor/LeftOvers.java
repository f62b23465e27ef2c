package dev.segue.local.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Processes of a home whose supervisor was killed.
///
/// They are those that the run state names, if id, start time and command line all agree, and those that carry the
/// home's mark as an argument, which finds what was started in the instant before the state was written. No other
/// process is ever touched.
public final class LeftOvers {

    private LeftOvers() {}

    /// A process that outlived its supervisor.
    ///
    /// @param name of the service, where the run state tells
    public record LeftOver(Optional<String> name, ProcessHandle process) {

        /// For people: what it is and its process id.
        public String describe() {
            return name.orElse("a process of this home") + " (process " + process.pid() + ")";
        }
    }

    /// Finds them. The calling process is never among them.
    public static List<LeftOver> find(Home home, Optional<RunState> state) {
        Map<Long, LeftOver> found = new LinkedHashMap<>();
        state.ifPresent(recorded -> {
            for (RunState.Member member : recorded.processes()) {
                ProcessIdentity identity = member.process();
                if (identity != null) {
                    identity.find()
                            .ifPresent(process ->
                                    found.put(process.pid(), new LeftOver(Optional.of(member.name()), process)));
                }
            }
        });
        ProcessHandle.allProcesses()
                .filter(process -> carries(process, home.mark()))
                .forEach(process -> found.putIfAbsent(process.pid(), new LeftOver(Optional.empty(), process)));
        found.remove(ProcessHandle.current().pid());
        return new ArrayList<>(found.values());
    }

    private static boolean carries(ProcessHandle process, String mark) {
        return process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(mark))
                .orElse(false);
    }

    /// Asks them all to end, and ends those that do not within `grace`.
    public static void end(List<LeftOver> leftOvers, Duration grace) throws InterruptedException {
        leftOvers.forEach(leftOver -> leftOver.process().destroy());
        var gone = CompletableFuture.allOf(
                leftOvers.stream().map(leftOver -> leftOver.process().onExit()).toArray(CompletableFuture[]::new));
        try {
            gone.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            leftOvers.forEach(leftOver -> leftOver.process().destroyForcibly());
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for the end of " + leftOvers, e);
        }
    }
}
