package dev.segue.recommending;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Inner products of parts of arrays, as many numbers at once as the processor takes. Their last bits depend on how
/// many that are and on nothing else: lanes are added in one order. [FloatVector#reduceLanes] leaves the order open,
/// it changes when a method is compiled, and what is fitted by such products would change with it.
public final class InnerProduct {

    /// At most 16 lanes, which [#sumOf] adds.
    private static final VectorSpecies<Float> LANES =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    private static final VectorShuffle<Float> BY_8 = halved(8);
    private static final VectorShuffle<Float> BY_4 = halved(4);
    private static final VectorShuffle<Float> BY_2 = halved(2);
    private static final VectorShuffle<Float> BY_1 = halved(1);

    private InnerProduct() {}

    private static VectorShuffle<Float> halved(int half) {
        return VectorShuffle.iota(LANES, half, 1, true);
    }

    /// The inner product of `dimension` numbers of each.
    public static float of(float[] a, int offsetA, float[] b, int offsetB, int dimension) {
        int lanes = LANES.length();
        int bound = dimension - dimension % (4 * lanes);
        FloatVector sum0 = FloatVector.zero(LANES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i < bound; i += 4 * lanes) {
            sum0 = FloatVector.fromArray(LANES, a, offsetA + i).fma(FloatVector.fromArray(LANES, b, offsetB + i), sum0);
            sum1 = FloatVector.fromArray(LANES, a, offsetA + i + lanes)
                    .fma(FloatVector.fromArray(LANES, b, offsetB + i + lanes), sum1);
            sum2 = FloatVector.fromArray(LANES, a, offsetA + i + 2 * lanes)
                    .fma(FloatVector.fromArray(LANES, b, offsetB + i + 2 * lanes), sum2);
            sum3 = FloatVector.fromArray(LANES, a, offsetA + i + 3 * lanes)
                    .fma(FloatVector.fromArray(LANES, b, offsetB + i + 3 * lanes), sum3);
        }
        for (; i <= dimension - lanes; i += lanes) {
            sum0 = FloatVector.fromArray(LANES, a, offsetA + i).fma(FloatVector.fromArray(LANES, b, offsetB + i), sum0);
        }
        float sum = sumOf(sum0.add(sum1).add(sum2.add(sum3)));
        for (; i < dimension; i++) {
            sum += a[offsetA + i] * b[offsetB + i];
        }
        return sum;
    }

    /// The inner products of one vector and several rows of a matrix: four rows at a time, so that memory is asked for
    /// the next while it has not yet given the first.
    ///
    /// @param a `[dimension]`
    /// @param rows of the matrix, `count` of them
    /// @param matrix `[…][dimension]`
    /// @param products one a row is written here
    static void ofRows(float[] a, float[] matrix, int[] rows, int count, float[] products, int dimension) {
        int lanes = LANES.length();
        int bound = LANES.loopBound(dimension);
        int r = 0;
        for (; r + 4 <= count; r += 4) {
            int row0 = rows[r] * dimension;
            int row1 = rows[r + 1] * dimension;
            int row2 = rows[r + 2] * dimension;
            int row3 = rows[r + 3] * dimension;
            FloatVector sum0 = FloatVector.zero(LANES);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            for (int i = 0; i < bound; i += lanes) {
                FloatVector numbers = FloatVector.fromArray(LANES, a, i);
                sum0 = numbers.fma(FloatVector.fromArray(LANES, matrix, row0 + i), sum0);
                sum1 = numbers.fma(FloatVector.fromArray(LANES, matrix, row1 + i), sum1);
                sum2 = numbers.fma(FloatVector.fromArray(LANES, matrix, row2 + i), sum2);
                sum3 = numbers.fma(FloatVector.fromArray(LANES, matrix, row3 + i), sum3);
            }
            products[r] = sumOf(sum0);
            products[r + 1] = sumOf(sum1);
            products[r + 2] = sumOf(sum2);
            products[r + 3] = sumOf(sum3);
            for (int i = bound; i < dimension; i++) {
                products[r] += a[i] * matrix[row0 + i];
                products[r + 1] += a[i] * matrix[row1 + i];
                products[r + 2] += a[i] * matrix[row2 + i];
                products[r + 3] += a[i] * matrix[row3 + i];
            }
        }
        for (; r < count; r++) {
            int row = rows[r] * dimension;
            FloatVector sum = FloatVector.zero(LANES);
            for (int i = 0; i < bound; i += lanes) {
                sum = FloatVector.fromArray(LANES, a, i).fma(FloatVector.fromArray(LANES, matrix, row + i), sum);
            }
            products[r] = sumOf(sum);
            for (int i = bound; i < dimension; i++) {
                products[r] += a[i] * matrix[row + i];
            }
        }
    }

    /// Adds the upper half of the lanes to the lower until one is left.
    private static float sumOf(FloatVector lanes) {
        FloatVector sum = lanes;
        if (LANES.length() > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (LANES.length() > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        if (LANES.length() > 2) {
            sum = sum.add(sum.rearrange(BY_2));
        }
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }
}
