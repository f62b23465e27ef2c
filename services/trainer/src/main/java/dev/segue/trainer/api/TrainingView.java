package dev.segue.trainer.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.segue.trainer.work.Trainer;
import dev.segue.trainer.work.TrainerState;
import dev.segue.training.EpochReport;
import org.jspecify.annotations.Nullable;

/// What the trainer is doing, as the API tells it; what does not apply is left out.
///
/// @param state `waiting`, `training` or `idle`
/// @param waitingFor while waiting: what has to come
/// @param modelId while training: of the model being made
/// @param epoch while training: finished epochs
/// @param epochs while training: in all
/// @param loss while training: of the last finished epoch
/// @param lastModelId newest released model
/// @param lastError why the last training gave no whole model
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingView(
        String state,
        @Nullable String waitingFor,
        @Nullable String modelId,
        @Nullable Integer epoch,
        @Nullable Integer epochs,
        @Nullable Double loss,
        @Nullable String lastModelId,
        @Nullable String lastError) {

    static TrainingView of(Trainer trainer) {
        String model = trainer.lastModelId().orElse(null);
        String error = trainer.lastError().orElse(null);
        return switch (trainer.state()) {
            case TrainerState.Waiting(String reason) ->
                new TrainingView("waiting", reason, null, null, null, null, model, error);
            case TrainerState.Training(String id, int epochs, var last) ->
                new TrainingView(
                        "training",
                        null,
                        id,
                        last.map(EpochReport::epoch).orElse(0),
                        epochs,
                        last.map(EpochReport::loss).orElse(null),
                        model,
                        error);
            case TrainerState.Idle() -> new TrainingView("idle", null, null, null, null, null, model, error);
        };
    }
}
