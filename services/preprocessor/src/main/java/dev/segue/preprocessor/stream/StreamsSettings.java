package dev.segue.preprocessor.stream;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.nio.file.Path;
import java.time.Duration;

/// What the operator decides about running the topology.
///
/// @param stateDirectory of this process alone
/// @param threads stream threads, 1 to 64
/// @param standbys copies of each state store that other processes keep, 0 to 4
/// @param commitInterval 10 ms to 10 s
public record StreamsSettings(Path stateDirectory, int threads, int standbys, Duration commitInterval) {

    private static final Duration SHORTEST_COMMIT = Duration.ofMillis(10);
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_TRANSACTION = Duration.ofSeconds(10);

    public StreamsSettings {
        require(threads >= 1 && threads <= 64, "threads", "1 to 64", threads);
        require(standbys >= 0 && standbys <= 4, "standbys", "0 to 4", standbys);
        require(
                commitInterval.compareTo(SHORTEST_COMMIT) >= 0 && commitInterval.compareTo(LONGEST_COMMIT) <= 0,
                "commit-interval",
                "PT0.01S to PT10S",
                commitInterval);
    }

    /// When the broker ends a transaction that its process left open. Until then nobody reads on behind it,
    /// and whoever comes in place of a process that lost its state folder too, by which the broker would
    /// know him, does not start. A process that pauses for longer is fenced, and does the transaction
    /// again.
    ///
    /// @return 10 s or three commit intervals, whichever is longer
    public Duration transactionTimeout() {
        Duration commits = commitInterval.multipliedBy(3);
        return commits.compareTo(SHORTEST_TRANSACTION) < 0 ? SHORTEST_TRANSACTION : commits;
    }

    private static void require(boolean holds, String key, String expected, Object got) {
        if (!holds) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.preprocessor." + key + ": expected " + expected + ", got " + got);
        }
    }
}
