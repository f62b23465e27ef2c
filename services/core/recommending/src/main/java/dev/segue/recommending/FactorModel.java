package dev.segue.recommending;

import dev.segue.recommending.ranking.TrackFactors;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Factors of a model's tracks, one byte each, tied to the ordinals of one corpus: a track's are its bytes times its
/// step. Those of a request are found by least squares from what it holds ([ItemFactors]); how much a track is expected
/// is their product. Immutable; safe for use by many threads.
public final class FactorModel implements TrackFactors {

    private final int dimension;
    private final byte[] factors;
    private final float[] steps;
    private final float[] gram;
    private final float ridge;
    private final IntUnaryOperator rowOf;

    /// @param factors `[tracks · dimension]`; shared, never changed
    /// @param steps `[tracks]`, 0 for a track without factors; shared, never changed
    /// @param gram see [ItemFactors]; shared, never changed
    /// @param ridge see [ItemFactors]
    /// @param rowOf the row of an ordinal in the corpus, below 0 for one without
    /// @throws IllegalArgumentException when the sizes do not fit
    public FactorModel(
            int dimension, byte[] factors, float[] steps, float[] gram, float ridge, IntUnaryOperator rowOf) {
        if (factors.length != (long) steps.length * dimension || gram.length != dimension * dimension) {
            throw new IllegalArgumentException("Factors: expected " + steps.length + " tracks of " + dimension
                    + " and as many weights squared, got " + factors.length + " and " + gram.length);
        }
        this.dimension = dimension;
        this.factors = factors;
        this.steps = steps;
        this.gram = gram;
        this.ridge = ridge;
        this.rowOf = rowOf;
    }

    @Override
    public float[] place(int[] tracks, float[] weights) {
        float[] held = new float[tracks.length * dimension];
        int[] ordinals = new int[tracks.length];
        float[] known = new float[tracks.length];
        int n = 0;
        for (int i = 0; i < tracks.length; i++) {
            int row = rowOf.applyAsInt(tracks[i]);
            if (row >= 0 && steps[row] > 0) {
                for (int d = 0; d < dimension; d++) {
                    held[n * dimension + d] = steps[row] * factors[row * dimension + d];
                }
                known[n] = weights[i];
                ordinals[n] = n++;
            }
        }
        return n == 0
                ? new float[0]
                : new ItemFactors(dimension, held, gram, ridge)
                        .foldIn(Arrays.copyOf(ordinals, n), Arrays.copyOf(known, n));
    }

    @Override
    public float score(float[] place, int track) {
        int row = rowOf.applyAsInt(track);
        if (row < 0) {
            return 0;
        }
        int at = row * dimension;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i + 4 <= dimension; i += 4) {
            sum0 += place[i] * factors[at + i];
            sum1 += place[i + 1] * factors[at + i + 1];
            sum2 += place[i + 2] * factors[at + i + 2];
            sum3 += place[i + 3] * factors[at + i + 3];
        }
        for (; i < dimension; i++) {
            sum0 += place[i] * factors[at + i];
        }
        return steps[row] * (sum0 + sum1 + (sum2 + sum3));
    }
}
