package dev.segue.training;

import java.util.List;

/// What a training gave, and how it went.
///
/// @param model of the epoch that is served
/// @param history of every finished epoch, in order
/// @param outcome whether all epochs were finished
public record Trained<M>(M model, List<EpochReport> history, Outcome outcome) {

    public Trained {
        history = List.copyOf(history);
    }

    /// How a training ended.
    public sealed interface Outcome {
        /// All epochs were finished.
        record Completed() implements Outcome {}

        /// The loss of a batch was not a number; the model is that of the last epoch that was whole.
        ///
        /// @param epoch in which it happened, from 1
        /// @param keptEpoch whose model this is
        record Diverged(int epoch, int keptEpoch) implements Outcome {}
    }
}
