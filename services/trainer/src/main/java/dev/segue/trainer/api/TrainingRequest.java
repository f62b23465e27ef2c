package dev.segue.trainer.api;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.training.InfoNceConfig;
import dev.segue.training.ModelConfig;
import dev.segue.training.experiment.TrackModels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which model to train.
///
/// @param model by name; `infonce` when only settings are given
/// @param settings of it that are not its defaults, by name
public record TrainingRequest(
        @Nullable String model, @Nullable Map<String, String> settings) {

    /// Whether it names nothing: then the configured model is meant.
    boolean isDefault() {
        return model == null && (settings == null || settings.isEmpty());
    }

    /// @throws SegueException `INVALID_REQUEST`: an unknown model or setting, or a refused value
    ModelConfig config() {
        try {
            return TrackModels.config(
                    model == null ? InfoNceConfig.NAME : model, settings == null ? Map.of() : settings);
        } catch (SegueException e) {
            throw new SegueException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }
}
