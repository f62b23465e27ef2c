package dev.segue.training.skipgram;

import static dev.segue.training.Settings.within;

import dev.segue.domain.SegueException;
import dev.segue.training.ModelConfig;

/// How [SkipGramTraining] trains.
///
/// @param dimension of the vectors, 2 to 4,096
/// @param window most places between two tracks that count as a pair, 1 to 1,000; a pair `k` places apart weighs
///     `(window − k + 1)/window`, as often as a window of random width would hold it
/// @param negatives expected for each pair, 0.1 to 1,000
/// @param negativeExponent of a track's frequency when negatives are drawn, -2 to 2; below 0 the rare are drawn more
///     often
/// @param frequencyOffset whether a pair's score has the log-odds that frequency alone gives added to it, so that
///     vectors are left to say what frequency does not; without it all vectors lean one way
/// @param subsampling share of all entries above which a track's entries are thinned, 0 to 1; 0 keeps all
/// @param minPlaylists playlists a track must be in to get a vector, at least 1
/// @param epochs passes over all playlists, 1 to 10,000
/// @param segment tracks of a playlist that are taken together and share their negatives, 2 to 1,024
/// @param sharedNegatives tracks drawn as the negatives of a segment, 1 to 8,192
/// @param batchSegments segments between two updates, 1 to 4,096
/// @param learningRate of the first step, above 0; falls linearly to a ten-thousandth at the last
/// @param seed of the first vectors, the order of playlists, the thinning and the negatives
public record SkipGramConfig(
        int dimension,
        int window,
        double negatives,
        double negativeExponent,
        boolean frequencyOffset,
        double subsampling,
        int minPlaylists,
        int epochs,
        int segment,
        int sharedNegatives,
        int batchSegments,
        double learningRate,
        long seed)
        implements ModelConfig {

    /// Name of the model.
    public static final String NAME = "skip-gram";

    public static final SkipGramConfig DEFAULTS =
            new SkipGramConfig(128, 20, 10, -0.5, true, 1e-3, 2, 30, 32, 64, 64, 0.3, 42);

    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: which, expected, got
    public SkipGramConfig {
        within("Skip-gram dimension", dimension, 2, 4096);
        within("Skip-gram window", window, 1, 1000);
        within("Skip-gram negatives", negatives, 0.1, 1000);
        within("Skip-gram negative exponent", negativeExponent, -2, 2);
        within("Skip-gram subsampling", subsampling, 0, 1);
        within("Skip-gram minimum playlists", minPlaylists, 1, Integer.MAX_VALUE);
        within("Skip-gram epochs", epochs, 1, 10_000);
        within("Skip-gram segment", segment, 2, 1024);
        within("Skip-gram shared negatives", sharedNegatives, 1, 8192);
        within("Skip-gram batch segments", batchSegments, 1, 4096);
        within("Skip-gram learning rate", learningRate, Double.MIN_NORMAL, Float.MAX_VALUE);
    }

    @Override
    public String model() {
        return NAME;
    }
}
