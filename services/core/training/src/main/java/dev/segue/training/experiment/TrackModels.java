package dev.segue.training.experiment;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.training.InfoNceConfig;
import dev.segue.training.InfoNceTraining;
import dev.segue.training.ModelConfig;
import dev.segue.training.Settings;
import dev.segue.training.TrainedVectors;
import dev.segue.training.Training;
import dev.segue.training.TrainingSet;
import dev.segue.training.lightgcn.LightGcnConfig;
import dev.segue.training.lightgcn.LightGcnTraining;
import dev.segue.training.nexttrack.AggregatorConfig;
import dev.segue.training.nexttrack.ContinuationConfig;
import dev.segue.training.nexttrack.ContinuationTraining;
import dev.segue.training.nexttrack.NextTrackConfig;
import dev.segue.training.skipgram.SkipGramConfig;
import dev.segue.training.skipgram.SkipGramTraining;
import dev.segue.training.text.TextConfig;
import dev.segue.training.text.TextTraining;
import java.util.List;
import java.util.Map;

/// The models that give track vectors, by name: their configurations, and a training of each.
public final class TrackModels {

    private static final List<ModelConfig> DEFAULTS = List.of(
            InfoNceConfig.DEFAULTS,
            SkipGramConfig.DEFAULTS,
            LightGcnConfig.DEFAULTS,
            LightGcnConfig.CONTRASTED,
            NextTrackConfig.DEFAULTS,
            AggregatorConfig.DEFAULTS,
            TextConfig.DEFAULTS);

    private TrackModels() {}

    /// Names of the models.
    public static List<String> names() {
        return DEFAULTS.stream().map(ModelConfig::model).toList();
    }

    /// The configuration of a model by its name, with its defaults where nothing is said.
    ///
    /// @param changes settings by name, see [Settings]
    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: an unknown model with those there
    ///     are, or what [Settings#changed] refuses
    public static ModelConfig config(String model, Map<String, String> changes) {
        for (ModelConfig defaults : DEFAULTS) {
            if (defaults.model().equals(model)) {
                return Settings.changed(defaults, changes);
            }
        }
        throw new SegueException(
                ErrorCode.INVALID_CONFIGURATION, "Model: expected one of " + names() + ", got '" + model + "'");
    }

    /// A training that has not begun.
    ///
    /// @param threads that share the work, at least 1; of no influence on the result
    /// @throws IllegalArgumentException for a configuration that [#config] does not give
    public static Training<TrainedVectors> training(TrainingSet set, ModelConfig config, int threads) {
        return switch (config) {
            case InfoNceConfig infoNce -> new InfoNceTraining(set, infoNce, threads);
            case SkipGramConfig skipGram -> new SkipGramTraining(set, skipGram, threads);
            case LightGcnConfig lightGcn -> new LightGcnTraining(set, lightGcn, threads);
            case ContinuationConfig continuation -> new ContinuationTraining(set, continuation, threads);
            case TextConfig text -> new TextTraining(set, text, threads);
            default -> throw new IllegalArgumentException("Expected one of " + names() + ", got " + config.model());
        };
    }
}
