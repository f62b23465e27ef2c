package dev.segue.training;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How one epoch went.
///
/// @param epoch from 1
/// @param epochs in all
/// @param loss mean over its batches of what is minimised
/// @param terms what else the model tells of it, by name, always the same names in the same order: parts of the loss,
///     or measures on held-out playlists
/// @param batches it had
/// @param visits rows, words or triples of all its batches: the model's unit of work
/// @param took wall time; of no influence on anything
public record EpochReport(
        int epoch, int epochs, double loss, Map<String, Double> terms, int batches, long visits, Duration took) {

    public EpochReport {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }
}
