package dev.segue.training.ranking;

import static dev.segue.training.Settings.within;

import dev.segue.domain.SegueException;

/// How a ranker is fitted and judged.
///
/// @param playlists most that the requests are asked of, drawn evenly from all, 100 to 10,000,000
/// @param heldOut share of them that requests are made of and that the vectors do not learn from, 0.01 to 0.5
/// @param requests most of one shape that are learnt from, 100 to 100,000
/// @param judged most of one shape that the ranker is judged by, 50 to 100,000
/// @param depth candidates that are ranked, the best of the blend, 10 to 5,000
/// @param negatives share of the wrong candidates that are learnt from, 0.01 to 1
/// @param trees of each shape, 1 to 1,000
/// @param leaves of a tree, 2 to 256
/// @param rate of boosting, 0.001 to 1
/// @param unknown share of the tracks that are taken to be new to the model, so that the ranker learns what to make of
///     such, 0 to 0.5
/// @param seed of every draw
public record RankerConfig(
        int playlists,
        double heldOut,
        int requests,
        int judged,
        int depth,
        double negatives,
        int trees,
        int leaves,
        double rate,
        double unknown,
        long seed) {

    public static final RankerConfig DEFAULTS = new RankerConfig(50_000, .4, 3000, 1000, 600, .2, 60, 16, .1, .1, 7);

    /// @throws SegueException INVALID_CONFIGURATION: which, expected, got
    public RankerConfig {
        within("Ranker playlists", playlists, 100, 10_000_000);
        within("Ranker share held out", heldOut, .01, .5);
        within("Ranker requests", requests, 100, 100_000);
        within("Ranker judged requests", judged, 50, 100_000);
        within("Ranker depth", depth, 10, 5000);
        within("Ranker negatives", negatives, .01, 1);
        within("Ranker trees", trees, 1, 1000);
        within("Ranker leaves", leaves, 2, 256);
        within("Ranker rate", rate, .001, 1);
        within("Ranker share unknown", unknown, 0, .5);
    }

    /// Every component but the seed, in a fixed form.
    public String canonicalText() {
        return toString().replaceAll(", seed=-?\\d+]$", "]");
    }
}
