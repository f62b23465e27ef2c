package dev.segue.training.text;

import static dev.segue.training.Settings.within;

import dev.segue.domain.SegueException;
import dev.segue.training.FixedVectors;
import dev.segue.training.InfoNceConfig;
import dev.segue.training.ModelConfig;

/// How [TextTraining] trains.
///
/// @param dimension of the vectors, 2 to 4,096
/// @param sentences whether titles also go through the sentence encoder, whose jar must be on the class path then
/// @param temperature τ of the contrast between titles and playlists, 0.02 to 10
/// @param dropout share of hidden units that are left out of a step, 0 to 0.9
/// @param validationShare of the titled playlists that are held out to choose the epoch, 0.01 to 0.5
/// @param minPlaylists playlists a track must be in to get a vector, at least 1
/// @param vectorEpochs that train the track vectors, 1 to 10,000
/// @param textEpochs that train the projection, 1 to 10,000; the best on held-out playlists is served
/// @param batchTitles titles between two updates, 2 to 16,384
/// @param learningRate of the projection's first step, above 0; falls linearly to 0 at the last
/// @param weightDecay decoupled, per step and unit of learning rate, 0 to 1
/// @param seed of the vectors, the projection, the order of titles and the choice of held-out playlists
public record TextConfig(
        int dimension,
        boolean sentences,
        double temperature,
        double dropout,
        double validationShare,
        int minPlaylists,
        int vectorEpochs,
        int textEpochs,
        int batchTitles,
        double learningRate,
        double weightDecay,
        long seed)
        implements ModelConfig {

    /// Name of the model.
    public static final String NAME = "text";

    public static final TextConfig DEFAULTS = new TextConfig(128, true, 0.07, 0.1, 0.1, 2, 5, 30, 256, 0.001, 0.01, 42);

    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: which, expected, got
    public TextConfig {
        within("Text dimension", dimension, 2, 4096);
        within("Text temperature", temperature, 0.02, 10);
        within("Text dropout", dropout, 0, 0.9);
        within("Text validation share", validationShare, 0.01, 0.5);
        within("Text minimum playlists", minPlaylists, 1, Integer.MAX_VALUE);
        within("Text vector epochs", vectorEpochs, 1, 10_000);
        within("Text epochs", textEpochs, 1, 10_000);
        within("Text batch titles", batchTitles, 2, 16_384);
        within("Text learning rate", learningRate, Double.MIN_NORMAL, Float.MAX_VALUE);
        within("Text weight decay", weightDecay, 0, 1);
    }

    /// The training of the track vectors alone, as [TextTraining] begins with it.
    public InfoNceConfig vectors() {
        return FixedVectors.config(dimension, minPlaylists, vectorEpochs, seed);
    }

    @Override
    public String model() {
        return NAME;
    }

    @Override
    public int epochs() {
        return vectorEpochs + textEpochs;
    }
}
