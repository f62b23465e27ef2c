package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;

/// Sparse linear weights from track to track: how much a seed speaks for another track.
///
/// @param starts `[tracks + 1]`, where the weights of each seed begin; shared, never changed
/// @param targets tracks a seed speaks for; shared, never changed
/// @param weights above 0, one a target; shared, never changed
/// Source: Ning and Karypis, "SLIM: Sparse Linear Methods for Top-N Recommender Systems", ICDM 2011.
public record ItemWeights(int[] starts, int[] targets, float[] weights) implements ItemSums.Weights {

    @Override
    public void add(int seed, float factor, SparseScores scores) {
        if (seed + 1 < starts.length) {
            for (int at = starts[seed]; at < starts[seed + 1]; at++) {
                scores.add(targets[at], factor * weights[at]);
            }
        }
    }
}
