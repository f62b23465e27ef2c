package dev.segue.training;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.Locale;

/// How [InfoNceTrainer] trains. Every component changes the vectors; what does not (threads) is not here.
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
        long seed) {

    public static final InfoNceConfig DEFAULTS =
            new InfoNceConfig(128, 0.07, 0.5, 500, 10, 2, 5, 1024, 32, 0.03, 0, 42);

    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: which, expected, got
    public InfoNceConfig {
        within("dimension", dimension, 2, 4096);
        within("temperature", temperature, 0.02, 10);
        within("uniformity weight", uniformityWeight, 0, 100);
        within("hub cap", hubCap, 1, Integer.MAX_VALUE);
        within("window", window, 0, Integer.MAX_VALUE);
        within("minimum playlists", minPlaylists, 1, Integer.MAX_VALUE);
        within("epochs", epochs, 1, 10_000);
        within("batch tracks", batchTracks, 16, 16_384);
        within("segment", segment, 2, batchTracks);
        within("learning rate", learningRate, Double.MIN_NORMAL, Float.MAX_VALUE);
        within("weight decay", weightDecay, 0, 1);
    }

    /// Every component by name, in a fixed order and form: the text that a configuration hash is taken of.
    public String canonicalText() {
        return String.format(
                Locale.ROOT,
                "model=infonce dimension=%d temperature=%s uniformityWeight=%s hubCap=%d window=%d minPlaylists=%d"
                        + " epochs=%d batchTracks=%d segment=%d learningRate=%s weightDecay=%s",
                dimension,
                temperature,
                uniformityWeight,
                hubCap,
                window,
                minPlaylists,
                epochs,
                batchTracks,
                segment,
                learningRate,
                weightDecay);
    }

    private static void within(String what, double got, double least, double most) {
        // Written so that NaN fails it as well.
        if (!(got >= least && got <= most)) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "InfoNCE " + what + ": expected " + least + " to " + most + ", got " + got);
        }
    }
}
