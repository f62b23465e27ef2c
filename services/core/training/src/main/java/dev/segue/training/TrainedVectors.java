package dev.segue.training;

import java.util.List;

/// What a training gave: one unit-length vector a track, and how it went.
///
/// @param trackIds of the rows, in the order of their text
/// @param rows `[tracks · dimension]`, row-major; the caller's
/// @param history of every finished epoch, in order
/// @param outcome whether all epochs were finished
@SuppressWarnings("ArrayRecordComponent") // a table of this size is handed over, not copied
public record TrainedVectors(
        List<String> trackIds, int dimension, float[] rows, List<EpochReport> history, Outcome outcome) {

    public TrainedVectors {
        trackIds = List.copyOf(trackIds);
        history = List.copyOf(history);
    }

    /// How a training ended.
    public sealed interface Outcome {
        /// All epochs were finished.
        record Completed() implements Outcome {}

        /// The loss of a batch was not a number; the vectors are those of the last epoch that was whole.
        ///
        /// @param epoch in which it happened, from 1
        /// @param keptEpoch whose vectors these are
        record Diverged(int epoch, int keptEpoch) implements Outcome {}
    }
}
