package dev.segue.training.lightgcn;

import static dev.segue.training.Settings.within;

import dev.segue.domain.SegueException;
import dev.segue.training.ModelConfig;

/// How [LightGcnTraining] trains.
///
/// @param dimension of the vectors, 2 to 4,096
/// @param layers of propagation, 1 to 8
/// @param positionDecay places after which the weight of an edge has fallen to a half of what falls; 0 gives all tracks
///     of a playlist the weight 1, above 0 a track at place `k` has `½ + ½·2^(−k/decay)`
/// @param savesExponent of `1 + saves` of a playlist as the weight of its edges, 0 to 1; 0 leaves saves out
/// @param contrast λ of the contrast between noisy views, 0 to 100; 0 is plain LightGCN
/// @param noise ε, length of the noise added to a vector in every layer of a view, 0 to 1
/// @param temperature τ of the contrast, 0.02 to 10
/// @param contrastNodes most playlists, and most tracks, of a batch that are contrasted, 16 to 16,384
/// @param negatives tracks that are not in the playlist, drawn for each that is, 1 to 100
/// @param regularisation λ of the squared lengths, before propagation, of the vectors that a triple names, 0 to 1
/// @param minPlaylists playlists a track must be in to get a vector, at least 1
/// @param epochs passes over all tracks of all playlists, 1 to 10,000
/// @param batchEntries tracks in playlists between two updates, at least 16
/// @param learningRate of the first step, above 0; falls linearly to a tenth at the last
/// @param seed of the first vectors, the order of triples, the negatives and the noise
public record LightGcnConfig(
        int dimension,
        int layers,
        double positionDecay,
        double savesExponent,
        double contrast,
        double noise,
        double temperature,
        int contrastNodes,
        int negatives,
        double regularisation,
        int minPlaylists,
        int epochs,
        int batchEntries,
        double learningRate,
        long seed)
        implements ModelConfig {

    /// Name of the model without contrast.
    public static final String NAME = "lightgcn";

    /// Name of the model with it.
    public static final String CONTRASTED_NAME = "simgcl";

    public static final LightGcnConfig DEFAULTS =
            new LightGcnConfig(128, 2, 0, 0, 0, 0.1, 0.2, 2048, 4, 1e-4, 2, 15, 16_384, 0.02, 42);

    public static final LightGcnConfig CONTRASTED =
            new LightGcnConfig(128, 3, 0, 0, 0.1, 0.1, 0.2, 2048, 4, 1e-4, 2, 10, 16_384, 0.05, 42);

    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: which, expected, got
    public LightGcnConfig {
        within("LightGCN dimension", dimension, 2, 4096);
        within("LightGCN layers", layers, 1, 8);
        within("LightGCN position decay", positionDecay, 0, Float.MAX_VALUE);
        within("LightGCN saves exponent", savesExponent, 0, 1);
        within("LightGCN contrast", contrast, 0, 100);
        within("LightGCN noise", noise, 0, 1);
        within("LightGCN temperature", temperature, 0.02, 10);
        within("LightGCN contrast nodes", contrastNodes, 16, 16_384);
        within("LightGCN negatives", negatives, 1, 100);
        within("LightGCN regularisation", regularisation, 0, 1);
        within("LightGCN minimum playlists", minPlaylists, 1, Integer.MAX_VALUE);
        within("LightGCN epochs", epochs, 1, 10_000);
        within("LightGCN batch entries", batchEntries, 16, Integer.MAX_VALUE);
        within("LightGCN learning rate", learningRate, Double.MIN_NORMAL, Float.MAX_VALUE);
    }

    @Override
    public String model() {
        return contrast > 0 ? CONTRASTED_NAME : NAME;
    }
}
