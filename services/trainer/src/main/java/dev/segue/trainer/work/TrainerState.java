package dev.segue.trainer.work;

import dev.segue.training.EpochReport;
import java.util.Optional;

/// What the trainer is doing.
public sealed interface TrainerState {

    /// No training is due until something comes.
    ///
    /// @param reason for people
    record Waiting(String reason) implements TrainerState {}

    /// A model is being trained.
    ///
    /// @param modelId it will have
    /// @param epochs in all
    /// @param last finished epoch, empty in the first
    record Training(String modelId, int epochs, Optional<EpochReport> last) implements TrainerState {}

    /// The newest model fits what is known.
    record Idle() implements TrainerState {}
}
