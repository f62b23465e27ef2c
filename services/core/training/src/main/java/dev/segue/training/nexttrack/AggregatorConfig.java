package dev.segue.training.nexttrack;

import static dev.segue.training.Settings.within;

import dev.segue.domain.SegueException;

/// How the aggregator, a small transformer block over fixed track vectors, is trained.
///
/// @param dimension of the vectors, 2 to 4,096
/// @param heads of the attention, 1 to 16
/// @param hidden units of the layer behind it, 1 to 8,192
/// @param seeds most tracks that are looked back at, 1 to 1,000
/// @param targets tracks after them that are to be told, 1 to 100
/// @param temperature τ of the softmax over tracks, 0.02 to 10
/// @param candidates tracks drawn for the softmax of a batch, besides its targets, at least 16
/// @param minPlaylists playlists a track must be in to get a vector, at least 1
/// @param vectorEpochs that train the track vectors, 1 to 10,000
/// @param networkEpochs that train the block over them, 1 to 10,000
/// @param batchExamples places in playlists between two updates, 1 to 65,536
/// @param learningRate of the block's first step, above 0; falls linearly to 0 at the last
/// @param weightDecay decoupled, per step and unit of learning rate, 0 to 1
/// @param seed of the vectors, the block, the places and the candidates
public record AggregatorConfig(
        int dimension,
        int heads,
        int hidden,
        int seeds,
        int targets,
        double temperature,
        int candidates,
        int minPlaylists,
        int vectorEpochs,
        int networkEpochs,
        int batchExamples,
        double learningRate,
        double weightDecay,
        long seed)
        implements ContinuationConfig {

    /// Name of the model.
    public static final String NAME = "transformer";

    public static final AggregatorConfig DEFAULTS =
            new AggregatorConfig(128, 4, 256, 50, 10, 0.07, 8192, 2, 5, 10, 512, 0.001, 0.01, 42);

    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: which, expected, got
    public AggregatorConfig {
        within("Transformer heads", heads, 1, 16);
        ContinuationConfig.check(
                "Transformer",
                dimension,
                hidden,
                seeds,
                targets,
                temperature,
                candidates,
                minPlaylists,
                vectorEpochs,
                networkEpochs,
                batchExamples,
                learningRate,
                weightDecay);
    }

    @Override
    public String model() {
        return NAME;
    }
}
