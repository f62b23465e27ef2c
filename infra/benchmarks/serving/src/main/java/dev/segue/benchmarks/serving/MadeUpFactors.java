package dev.segue.benchmarks.serving;

import dev.segue.modelbundle.FactorTable;

/// Factors made of the first components of vectors, as large and as slow as fitted ones. What they expect says nothing
/// of music.
final class MadeUpFactors {

    private static final int DIMENSION = 64;
    private static final float UNHELD = .01f;
    private static final float RIDGE = .3f;

    private MadeUpFactors() {}

    /// @param vectors `[tracks · dimension]`
    static FactorTable of(float[] vectors, int dimension) {
        float[] rows = new float[vectors.length / dimension * DIMENSION];
        double[] sums = new double[DIMENSION * DIMENSION];
        for (int track = 0; track < rows.length / DIMENSION; track++) {
            int at = track * DIMENSION;
            System.arraycopy(vectors, track * dimension, rows, at, DIMENSION);
            for (int i = 0; i < DIMENSION; i++) {
                for (int j = 0; j < DIMENSION; j++) {
                    sums[i * DIMENSION + j] += rows[at + i] * rows[at + j];
                }
            }
        }
        float[] gram = new float[sums.length];
        for (int i = 0; i < gram.length; i++) {
            gram[i] = (float) (UNHELD * sums[i]);
        }
        return FactorTable.rounded(DIMENSION, rows, gram, RIDGE);
    }
}
