package dev.segue.preprocessor.stream;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.counting.NeighbourRules;
import java.time.Duration;

/// What the operator decides about the topology.
///
/// @param publishingInterval between two moments of publishing what changed, above 0
/// @param publishingBudget longest time a stream thread publishes in an interval while snapshots come in, and longest
///     time one of its tasks does so at a stretch while none do; above 0
/// @param statisticsInterval shortest time between two statistics of a partition, above 0
public record PlaylistSettings(
        Filters filters,
        NeighbourRules neighbours,
        Duration publishingInterval,
        Duration publishingBudget,
        Duration statisticsInterval) {

    public PlaylistSettings {
        requirePositive("publishing-interval", publishingInterval);
        requirePositive("publishing-budget", publishingBudget);
        requirePositive("statistics-interval", statisticsInterval);
    }

    private static void requirePositive(String setting, Duration got) {
        if (got.toMillis() < 1) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.preprocessor." + setting + ": expected 1 ms or more, got " + got);
        }
    }
}
