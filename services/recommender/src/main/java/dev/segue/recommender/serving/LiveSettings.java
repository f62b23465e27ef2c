package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.nio.file.Path;
import java.time.Duration;

/// How the recommender works, whatever it is connected to.
///
/// @param workingFolder its own; what an earlier run left there is removed
/// @param refreshInterval text search and catalogue see changes this late at most
/// @param concurrency continuations computed at a time
/// @param patience for the broker at start, and between two words about a long catch-up
/// @param queueing how long a request may wait for its turn
public record LiveSettings(
        Path workingFolder, Duration refreshInterval, int concurrency, Duration patience, Duration queueing) {

    public LiveSettings {
        requireRange(
                "segue.recommender.refresh-interval", refreshInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
        requireRange("segue.recommender.patience", patience, Duration.ofSeconds(1), Duration.ofHours(1));
        requireRange("segue.recommender.queueing", queueing, Duration.ZERO, Duration.ofMinutes(1));
        if (concurrency < 1 || concurrency > 1024) {
            throw invalid("segue.recommender.concurrency", "1 to 1024", concurrency);
        }
    }

    private static void requireRange(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw invalid(key, least + " to " + most, value);
        }
    }

    private static SegueException invalid(String key, String expected, Object got) {
        return new SegueException(ErrorCode.INVALID_CONFIGURATION, key + ": expected " + expected + ", got " + got);
    }
}
