package dev.segue.training;

import java.time.Duration;

/// How one epoch went.
///
/// @param epoch from 1
/// @param epochs in all
/// @param loss mean over its batches of the contrastive term plus the weighted uniformity term
/// @param contrastive mean contrastive term, at least 0
/// @param uniformity mean uniformity term, at most 0; lower is more uniform
/// @param batches it had
/// @param trackVisits rows of all its batches
/// @param took wall time; of no influence on anything
public record EpochReport(
        int epoch,
        int epochs,
        double loss,
        double contrastive,
        double uniformity,
        int batches,
        long trackVisits,
        Duration took) {}
