package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Vectors brought to unit length, so that their inner product is their cosine.
final class UnitVectors {

    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    private UnitVectors() {}

    /// The direction of a vector.
    ///
    /// @param what the vector is of, for the error
    /// @return the caller's
    /// @throws SegueException `INVALID_REQUEST` when it has none
    static float[] of(String what, float[] vector, int dimension) {
        if (vector.length != dimension) {
            throw refused(what, dimension + " numbers", vector.length);
        }
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(vector[i])) {
                throw refused(what, "finite numbers", vector[i] + " at " + i);
            }
            squares += (double) vector[i] * vector[i];
        }
        if (squares == 0) {
            throw refused(what, "a direction", "zeros alone");
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    /// Inner product of `dimension` numbers of each.
    static float dot(float[] a, int fromA, float[] b, int fromB, int dimension) {
        int lanes = LANES.length();
        int bound = dimension - dimension % (2 * lanes);
        FloatVector even = FloatVector.zero(LANES);
        FloatVector odd = even;
        int i = 0;
        for (; i < bound; i += 2 * lanes) {
            even = FloatVector.fromArray(LANES, a, fromA + i).fma(FloatVector.fromArray(LANES, b, fromB + i), even);
            odd = FloatVector.fromArray(LANES, a, fromA + i + lanes)
                    .fma(FloatVector.fromArray(LANES, b, fromB + i + lanes), odd);
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < dimension; i++) {
            sum += a[fromA + i] * b[fromB + i];
        }
        return sum;
    }

    private static SegueException refused(String what, String expected, Object got) {
        return new SegueException(
                ErrorCode.INVALID_REQUEST, "Vector of " + what + ": expected " + expected + ", got " + got);
    }
}
