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
}
