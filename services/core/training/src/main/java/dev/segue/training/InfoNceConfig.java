package dev.segue.training;

import static dev.segue.training.Settings.within;

import dev.segue.domain.SegueException;

/// How [InfoNceTraining] trains. Every component changes the vectors; what does not (threads) is not here.
///
/// @param dimension of the vectors, 2 to 4,096
/// @param temperature τ that similarities are divided by, 0.02 to 10
/// @param uniformityWeight λ of the uniformity term, 0 to 100
/// @param hubCap most neighbours of one track that pull at it, at least 1
/// @param window places within which tracks of a playlist are neighbours; 0 for the whole playlist
/// @param minPlaylists playlists a track must be in to get a vector, at least 1
/// @param epochs passes over all playlists, 1 to 10,000
/// @param batchTracks most different tracks in a batch, each the negative of the others, 16 to 16,384
/// @param segment consecutive tracks taken from a playlist at a time, at least 2
/// @param learningRate of the first step, above 0; falls linearly to 0 at the last
/// @param weightDecay decoupled, per step and unit of learning rate, 0 to 1
/// @param logQ whether negatives weigh the less the more often they are drawn
/// @param seed of the first vectors, the order of playlists and the choice of a hub's neighbours
public record InfoNceConfig(
        int dimension,
        double temperature,
        double uniformityWeight,
        int hubCap,
        int window,
        int minPlaylists,
        int epochs,
        int batchTracks,
        int segment,
        double learningRate,
        double weightDecay,
        boolean logQ,
        long seed)
        implements ModelConfig {

    /// Name of the model.
    public static final String NAME = "infonce";

    public static final InfoNceConfig DEFAULTS =
            new InfoNceConfig(128, 0.07, 0.5, 500, 10, 2, 5, 1024, 32, 0.03, 0, false, 42);

    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: which, expected, got
    public InfoNceConfig {
        within("InfoNCE dimension", dimension, 2, 4096);
        within("InfoNCE temperature", temperature, 0.02, 10);
        within("InfoNCE uniformity weight", uniformityWeight, 0, 100);
        within("InfoNCE hub cap", hubCap, 1, Integer.MAX_VALUE);
        within("InfoNCE window", window, 0, Integer.MAX_VALUE);
        within("InfoNCE minimum playlists", minPlaylists, 1, Integer.MAX_VALUE);
        within("InfoNCE epochs", epochs, 1, 10_000);
        within("InfoNCE batch tracks", batchTracks, 16, 16_384);
        within("InfoNCE segment", segment, 2, batchTracks);
        within("InfoNCE learning rate", learningRate, Double.MIN_NORMAL, Float.MAX_VALUE);
        within("InfoNCE weight decay", weightDecay, 0, 1);
    }

    @Override
    public String model() {
        return NAME;
    }
}
