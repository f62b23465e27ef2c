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
/// @param trialFloor a new model must find this share of the hidden tracks that the active one finds; 0 to 1
/// @param secondStage whether the second stage that a model brings orders its answers
/// @param servedLog share of the answers that is logged to its topic; 0 to 1
/// @param acknowledgement how long the broker may take over feedback and decisions
public record LiveSettings(
        Path workingFolder,
        Duration refreshInterval,
        int concurrency,
        Duration patience,
        Duration queueing,
        double trialFloor,
        boolean secondStage,
        double servedLog,
        Duration acknowledgement) {

    public LiveSettings {
        requireRange(
                "segue.recommender.refresh-interval", refreshInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
        requireRange("segue.recommender.patience", patience, Duration.ofSeconds(1), Duration.ofHours(1));
        requireRange("segue.recommender.queueing", queueing, Duration.ZERO, Duration.ofMinutes(1));
        requireRange(
                "segue.recommender.acknowledgement", acknowledgement, Duration.ofMillis(100), Duration.ofMinutes(1));
        requireShare("segue.recommender.trial-floor", trialFloor);
        requireShare("segue.recommender.served-log", servedLog);
        if (concurrency < 1 || concurrency > 1024) {
            throw invalid("segue.recommender.concurrency", "1 to 1024", concurrency);
        }
    }

    private static void requireRange(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw invalid(key, least + " to " + most, value);
        }
    }

    private static void requireShare(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw invalid(key, "0 to 1", value);
        }
    }

    private static SegueException invalid(String key, String expected, Object got) {
        return new SegueException(ErrorCode.INVALID_CONFIGURATION, key + ": expected " + expected + ", got " + got);
    }
}
