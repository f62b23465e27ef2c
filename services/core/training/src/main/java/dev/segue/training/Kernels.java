package dev.segue.training;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Float loops over native memory and arrays, in lanes. Sums are kept a lane each and added in lane order: the order
/// in which a vector reduction adds is not defined, and would make results depend on when a loop was compiled.
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients as published
final class Kernels {

    static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /// Below it [#exp] returns its value, 1.2e-38, in place of something smaller.
    static final float LEAST_EXPONENT = -87;

    private static final float ROUNDER = 12_582_912f; // 1.5 · 2^23: adding it rounds to a whole number
    private static final float LOG2_E = 1.442_695_04f;
    private static final float LN2_HIGH = 0.693_359_375f;
    private static final float LN2_LOW = -2.121_944_4e-4f;

    private Kernels() {}

    /// A count rounded up to a whole number of lanes.
    static int padded(int count) {
        int lanes = LANES.length();
        return (count + lanes - 1) / lanes * lanes;
    }

    /// e^x in each lane, for x from -87 to 88; smaller ones count as -87. Relative error at most 2e-7.
    ///
    /// Source: Cephes `expf` (Moshier): x = n·ln 2 + r, a polynomial in r, n put into the exponent bits.
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(LEAST_EXPONENT).min(88);
        FloatVector rounded = clamped.mul(LOG2_E).add(ROUNDER);
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(LANES, -LN2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(LANES, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(LANES, 1.987_569_15e-4f);
        p = p.fma(r, FloatVector.broadcast(LANES, 1.398_199_95e-3f));
        p = p.fma(r, FloatVector.broadcast(LANES, 8.333_452e-3f));
        p = p.fma(r, FloatVector.broadcast(LANES, 4.166_579_6e-2f));
        p = p.fma(r, FloatVector.broadcast(LANES, 1.666_666_5e-1f));
        p = p.fma(r, FloatVector.broadcast(LANES, 5e-1f));
        p = p.fma(r.mul(r), r.add(1));
        // The rounder leaves n in the low bits of the sum; shifted, it is the exponent to add.
        return rounded.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(p.reinterpretAsInts())
                .reinterpretAsFloats();
    }

    /// Σ_j e^(scale·x_j + shift) over a row of native memory.
    ///
    /// @param from first float, `count` a whole number of lanes
    static double sumOfExp(MemorySegment matrix, long from, int count, float scale, float shift) {
        FloatVector sums = FloatVector.zero(LANES);
        FloatVector scales = FloatVector.broadcast(LANES, scale);
        FloatVector shifts = FloatVector.broadcast(LANES, shift);
        for (int j = 0; j < count; j += LANES.length()) {
            FloatVector x = FloatVector.fromMemorySegment(LANES, matrix, (from + j) * Float.BYTES, ORDER);
            sums = sums.add(exp(x.fma(scales, shifts)));
        }
        return lanesInOrder(sums);
    }

    /// Replaces each x_j of a row by `a·e^(scaleA·x_j + shiftA) + b·e^(scaleB·x_j + shiftB)`.
    static void replaceByExps(
            MemorySegment matrix,
            long from,
            int count,
            float a,
            float scaleA,
            float shiftA,
            float b,
            float scaleB,
            float shiftB) {
        FloatVector scalesA = FloatVector.broadcast(LANES, scaleA);
        FloatVector shiftsA = FloatVector.broadcast(LANES, shiftA);
        FloatVector scalesB = FloatVector.broadcast(LANES, scaleB);
        FloatVector shiftsB = FloatVector.broadcast(LANES, shiftB);
        for (int j = 0; j < count; j += LANES.length()) {
            long at = (from + j) * Float.BYTES;
            FloatVector x = FloatVector.fromMemorySegment(LANES, matrix, at, ORDER);
            FloatVector first = exp(x.fma(scalesA, shiftsA)).mul(a);
            FloatVector both =
                    b == 0 ? first : exp(x.fma(scalesB, shiftsB)).mul(b).add(first);
            both.intoMemorySegment(matrix, at, ORDER);
        }
    }

    private static double lanesInOrder(FloatVector sums) {
        double total = 0;
        for (int lane = 0; lane < LANES.length(); lane++) {
            total += sums.lane(lane);
        }
        return total;
    }
}
