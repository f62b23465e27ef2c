package dev.segue.recommending;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Inner products of parts of arrays, as many numbers at once as the processor takes: their last bits depend on it.
public final class InnerProduct {

    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    private InnerProduct() {}

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
        float sum = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD);
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
            products[r] = sum0.reduceLanes(VectorOperators.ADD);
            products[r + 1] = sum1.reduceLanes(VectorOperators.ADD);
            products[r + 2] = sum2.reduceLanes(VectorOperators.ADD);
            products[r + 3] = sum3.reduceLanes(VectorOperators.ADD);
            for (int i = bound; i < dimension; i++) {
                products[r] += a[i] * matrix[row0 + i];
                products[r + 1] += a[i] * matrix[row1 + i];
                products[r + 2] += a[i] * matrix[row2 + i];
                products[r + 3] += a[i] * matrix[row3 + i];
            }
        }
        for (; r < count; r++) {
            products[r] = of(a, 0, matrix, rows[r] * dimension, dimension);
        }
    }
}
