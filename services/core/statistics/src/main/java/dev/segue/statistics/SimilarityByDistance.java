package dev.segue.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// How similar the tracks of held-out playlists are, by the distance of their positions: near ones one by one, far
/// ones together.
///
/// @param near similarities at distance 1, 2, … up to below `far`
/// @param far similarities at the distance `farFrom` and more
/// @param farFrom distance from which tracks are far
/// @param unknown pairs left out because nothing was learnt of one of the two
/// @param difference of the means at distance 1 and far
public record SimilarityByDistance(
        List<Moments> near, Moments far, int farFrom, long unknown, MeanDifference difference) {

    public SimilarityByDistance {
        near = List.copyOf(near);
    }

    /// Measures all near pairs, and for each track one far pair drawn at random where there is one.
    ///
    /// @param heldOut tracks in order; none of them was learnt from
    /// @param seed of the draw
    public static SimilarityByDistance of(PairSimilarity similarity, List<int[]> heldOut, int farFrom, long seed) {
        var near = new ArrayList<Moments>();
        for (int distance = 1; distance < farFrom; distance++) {
            near.add(new Moments());
        }
        var far = new Moments();
        var random = new SplittableRandom(seed);
        long unknown = 0;
        for (int[] playlist : heldOut) {
            for (int i = 0; i < playlist.length; i++) {
                for (int distance = 1; distance < farFrom && i + distance < playlist.length; distance++) {
                    unknown += measure(similarity, playlist[i], playlist[i + distance], near.get(distance - 1));
                }
                if (i + farFrom < playlist.length) {
                    int other = i + farFrom + random.nextInt(playlist.length - i - farFrom);
                    unknown += measure(similarity, playlist[i], playlist[other], far);
                }
            }
        }
        return new SimilarityByDistance(near, far, farFrom, unknown, MeanDifference.independent(near.getFirst(), far));
    }

    /// @return 1 when nothing was learnt of one of the two
    private static int measure(PairSimilarity similarity, int a, int b, Moments into) {
        if (!similarity.knows(a) || !similarity.knows(b)) {
            return 1;
        }
        into.add(similarity.of(a, b));
        return 0;
    }
}
