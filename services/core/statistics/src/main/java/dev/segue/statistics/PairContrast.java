package dev.segue.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Whether tracks that share a held-out playlist are more similar than tracks that only might have: for each track of
/// it a positive, another track of the playlist, and a negative, a track that is not in it, drawn as often as
/// playlists hold it.
///
/// Pairs that share a playlist are not independent, so Welch's test over pairs says more than it knows; the paired test
/// over playlists, one difference each, does not.
///
/// @param window largest distance of a positive's positions; 0 for the whole playlist
/// @param positives their similarities
/// @param negatives their similarities
/// @param byPairs Welch's test over all pairs
/// @param byPlaylists paired test of the mean positive minus the mean negative of each playlist
/// @param unknown tracks left out because nothing was learnt of them, or of any they could be paired with
public record PairContrast(
        int window,
        Moments positives,
        Moments negatives,
        MeanDifference byPairs,
        MeanDifference byPlaylists,
        long unknown) {

    private static final int TRIES = 20;

    /// @param heldOut tracks in order; none of them was learnt from
    /// @param window largest distance of a positive's positions; 0 for the whole playlist
    /// @param seed of every draw
    public static PairContrast of(PairSimilarity similarity, List<int[]> heldOut, int window, long seed) {
        var random = new SplittableRandom(seed);
        int[] pool = heldOut.stream()
                .flatMapToInt(Arrays::stream)
                .filter(similarity::knows)
                .toArray();
        var positives = new Moments();
        var negatives = new Moments();
        var differences = new Moments();
        long unknown = 0;
        for (int[] playlist : heldOut) {
            var positive = new Moments();
            var negative = new Moments();
            for (int i = 0; i < playlist.length; i++) {
                int near = similarity.knows(playlist[i]) ? positive(similarity, playlist, i, window, random) : -1;
                int far = near < 0 ? -1 : negative(playlist, pool, random);
                if (far < 0) {
                    unknown++;
                } else {
                    positive.add(similarity.of(playlist[i], near));
                    negative.add(similarity.of(playlist[i], far));
                }
            }
            positives.merge(positive);
            negatives.merge(negative);
            if (positive.count() > 0) {
                differences.add(positive.mean() - negative.mean());
            }
        }
        return new PairContrast(
                window,
                positives,
                negatives,
                MeanDifference.independent(positives, negatives),
                MeanDifference.paired(differences),
                unknown);
    }

    /// Another known track near place `i`; -1 when none was found.
    private static int positive(PairSimilarity similarity, int[] playlist, int i, int window, SplittableRandom random) {
        int from = window == 0 ? 0 : Math.max(0, i - window);
        int to = window == 0 ? playlist.length : Math.min(playlist.length, i + window + 1);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int other = from + random.nextInt(to - from);
            if (other != i && similarity.knows(playlist[other])) {
                return playlist[other];
            }
        }
        return -1;
    }

    private static int negative(int[] playlist, int[] pool, SplittableRandom random) {
        for (int attempt = 0; attempt < TRIES && pool.length > 0; attempt++) {
            int track = pool[random.nextInt(pool.length)];
            if (Arrays.stream(playlist).noneMatch(held -> held == track)) {
                return track;
            }
        }
        return -1;
    }
}
