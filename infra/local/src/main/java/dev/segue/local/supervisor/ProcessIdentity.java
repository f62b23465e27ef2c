package dev.segue.local.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Names a process so that another one that got its id later is not taken for it.
///
/// @param pid process id, which the system gives again
/// @param startedAt as the system says
/// @param mark part of its command line
public record ProcessIdentity(long pid, Instant startedAt, String mark) {

    /// Systems count the start in clock ticks since boot and round the boot's own time.
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    /// Identity of a process that has just been started.
    ///
    /// @param fallback start time where the system does not tell
    static ProcessIdentity of(ProcessHandle process, String mark, Instant fallback) {
        return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(fallback), mark);
    }

    /// The process, while it lives. A process that ended and waits to be collected by its parent does not live.
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThis);
    }

    private boolean isThis(ProcessHandle candidate) {
        var info = candidate.info();
        return info.commandLine().map(line -> line.contains(mark)).orElse(false)
                && info.startInstant()
                        .map(start -> Duration.between(start, startedAt).abs().compareTo(ROUNDING) <= 0)
                        .orElse(false);
    }
}
