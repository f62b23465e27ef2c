package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;

/// Linear weights between all of some tracks. 4 · tracks² bytes.
///
/// @param rows by track ordinal its row, -1 for none; shared, never changed
/// @param tracks by row its track; shared, never changed
/// @param weights `[seed's row][track's row]`; shared, never changed
/// Source: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019.
public record DenseItemWeights(int[] rows, int[] tracks, float[][] weights) implements ItemSums.Weights {

    @Override
    public void add(int seed, float factor, SparseScores scores) {
        if (seed < rows.length && rows[seed] >= 0) {
            float[] row = weights[rows[seed]];
            for (int i = 0; i < row.length; i++) {
                scores.add(tracks[i], factor * row[i]);
            }
        }
    }
}
