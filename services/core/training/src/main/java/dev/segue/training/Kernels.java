package dev.segue.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Float loops over native memory and arrays, in lanes. Sums are kept a lane each and added in lane order: the order
/// in which a vector reduction adds is not defined, and would make results depend on when a loop was compiled.
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients as published
public final class Kernels {

    public static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT.withOrder(ORDER);

    /// Below it [#exp] returns its value, 1.2e-38, in place of something smaller.
    static final float LEAST_EXPONENT = -87;

    private static final float TRACE = 1e-30f;
    private static final float ROUNDER = 12_582_912f; // 1.5 · 2^23: adding it rounds to a whole number
    private static final float LOG2_E = 1.442_695_04f;
    private static final float LN2_HIGH = 0.693_359_375f;
    private static final float LN2_LOW = -2.121_944_4e-4f;
    private static final int ONE_BITS = Float.floatToRawIntBits(1);
    private static final int HALF_ROOT_BITS = Float.floatToRawIntBits(0.707_106_77f);

    private Kernels() {}

    /// A count rounded up to a whole number of lanes.
    public static int padded(int count) {
        int lanes = LANES.length();
        return (count + lanes - 1) / lanes * lanes;
    }

    /// e^x in each lane, for x from -87 to 88; smaller ones count as -87. Relative error at most 2e-7.
    ///
    /// Source: Cephes `expf` (Moshier): x = n·ln 2 + r, a polynomial in r, n put into the exponent bits.
    public static FloatVector exp(FloatVector x) {
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

    /// ln x in each lane, for normal x above 0. Relative error at most 2e-7, absolute next to 1.
    ///
    /// Source: Cephes `logf` (Moshier): x = m·2^n with m from √½ to √2, a polynomial in m − 1.
    public static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        // Adding the distance of √½'s bits from 1's makes the exponent field step at √½ in place of 1.
        IntVector n = bits.add(ONE_BITS - HALF_ROOT_BITS)
                .lanewise(VectorOperators.ASHR, 23)
                .sub(127);
        FloatVector m = bits.sub(n.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1);
        FloatVector p = FloatVector.broadcast(LANES, 7.037_683_6e-2f);
        p = p.fma(m, FloatVector.broadcast(LANES, -1.151_461e-1f));
        p = p.fma(m, FloatVector.broadcast(LANES, 1.167_699_87e-1f));
        p = p.fma(m, FloatVector.broadcast(LANES, -1.242_014_08e-1f));
        p = p.fma(m, FloatVector.broadcast(LANES, 1.424_932_28e-1f));
        p = p.fma(m, FloatVector.broadcast(LANES, -1.666_805_77e-1f));
        p = p.fma(m, FloatVector.broadcast(LANES, 2.000_071_48e-1f));
        p = p.fma(m, FloatVector.broadcast(LANES, -2.499_999_4e-1f));
        p = p.fma(m, FloatVector.broadcast(LANES, 3.333_333_1e-1f));
        FloatVector square = m.mul(m);
        FloatVector power = (FloatVector) n.convert(VectorOperators.I2F, 0);
        FloatVector rest = p.mul(m).mul(square).add(power.mul(LN2_LOW)).sub(square.mul(0.5f));
        // Not a number stays one: its bits would pass for those of a number above.
        return m.add(rest).add(power.mul(LN2_HIGH)).add(x.sub(x));
    }

    /// Replaces each x_j of a row of native memory by `e^(scale·x_j + shift + o_j)`.
    ///
    /// @param from first float, `count` a whole number of lanes
    /// @param offsets o, at least `count`
    /// @return the sum of the row's exponentials
    public static double exps(MemorySegment matrix, long from, int count, float scale, float shift, float[] offsets) {
        FloatVector sums = FloatVector.zero(LANES);
        FloatVector scales = FloatVector.broadcast(LANES, scale);
        FloatVector shifts = FloatVector.broadcast(LANES, shift);
        for (int j = 0; j < count; j += LANES.length()) {
            long at = (from + j) * Float.BYTES;
            FloatVector x = FloatVector.fromMemorySegment(LANES, matrix, at, ORDER);
            FloatVector e = exp(x.fma(scales, shifts).add(FloatVector.fromArray(LANES, offsets, j)));
            e.intoMemorySegment(matrix, at, ORDER);
            sums = sums.add(e);
        }
        return lanesInOrder(sums);
    }

    /// Numbers not below 0 less 1e-30, and not below 0: nothing to those above 1e-23, and it leaves no traces. Products
    /// with subnormal numbers take a hundred times as long.
    static FloatVector withoutTraces(FloatVector x) {
        return x.sub(TRACE).max(0);
    }

    /// Replaces each x_j of a row by `a·x_j`, none below 0, and traces by 0.
    public static void scale(MemorySegment matrix, long from, int count, float a) {
        FloatVector factors = FloatVector.broadcast(LANES, a);
        for (int j = 0; j < count; j += LANES.length()) {
            long at = (from + j) * Float.BYTES;
            withoutTraces(FloatVector.fromMemorySegment(LANES, matrix, at, ORDER)
                            .mul(factors))
                    .intoMemorySegment(matrix, at, ORDER);
        }
    }

    /// Adds a row of native memory to `sum`.
    public static void add(float[] sum, MemorySegment matrix, long from) {
        int bound = LANES.loopBound(sum.length);
        for (int i = 0; i < bound; i += LANES.length()) {
            FloatVector x = FloatVector.fromMemorySegment(LANES, matrix, (from + i) * Float.BYTES, ORDER);
            FloatVector.fromArray(LANES, sum, i).add(x).intoArray(sum, i);
        }
        for (int i = bound; i < sum.length; i++) {
            sum[i] += matrix.get(FLOAT, (from + i) * Float.BYTES);
        }
    }

    /// Adds `addend` to a row of native memory.
    public static void addTo(MemorySegment matrix, long from, float[] addend) {
        int bound = LANES.loopBound(addend.length);
        for (int i = 0; i < bound; i += LANES.length()) {
            long at = (from + i) * Float.BYTES;
            FloatVector.fromMemorySegment(LANES, matrix, at, ORDER)
                    .add(FloatVector.fromArray(LANES, addend, i))
                    .intoMemorySegment(matrix, at, ORDER);
        }
        for (int i = bound; i < addend.length; i++) {
            long at = (from + i) * Float.BYTES;
            matrix.set(FLOAT, at, matrix.get(FLOAT, at) + addend[i]);
        }
    }

    /// Writes `α·a_i + β·b_i` for `count` places from `from` on, the same in all three; `into` may be `a` or `b`.
    public static void combine(
            MemorySegment into, MemorySegment a, float alpha, MemorySegment b, float beta, long from, int count) {
        FloatVector alphas = FloatVector.broadcast(LANES, alpha);
        FloatVector betas = FloatVector.broadcast(LANES, beta);
        int bound = LANES.loopBound(count);
        for (int i = 0; i < bound; i += LANES.length()) {
            long at = (from + i) * Float.BYTES;
            FloatVector.fromMemorySegment(LANES, a, at, ORDER)
                    .mul(alphas)
                    .add(FloatVector.fromMemorySegment(LANES, b, at, ORDER).mul(betas))
                    .intoMemorySegment(into, at, ORDER);
        }
        for (int i = bound; i < count; i++) {
            long at = (from + i) * Float.BYTES;
            into.set(FLOAT, at, alpha * a.get(FLOAT, at) + beta * b.get(FLOAT, at));
        }
    }

    /// `Σ a_i·b_i` over `count` places from `from` on, the same in both.
    public static double dot(MemorySegment a, MemorySegment b, long from, int count) {
        FloatVector sums = FloatVector.zero(LANES);
        int bound = LANES.loopBound(count);
        for (int i = 0; i < bound; i += LANES.length()) {
            long at = (from + i) * Float.BYTES;
            sums = FloatVector.fromMemorySegment(LANES, a, at, ORDER)
                    .fma(FloatVector.fromMemorySegment(LANES, b, at, ORDER), sums);
        }
        double total = lanesInOrder(sums);
        for (int i = bound; i < count; i++) {
            long at = (from + i) * Float.BYTES;
            total += a.get(FLOAT, at) * b.get(FLOAT, at);
        }
        return total;
    }

    /// Replaces what is below 0 by 0.
    public static void rectify(MemorySegment matrix, long from, int count) {
        int bound = LANES.loopBound(count);
        for (int i = 0; i < bound; i += LANES.length()) {
            long at = (from + i) * Float.BYTES;
            FloatVector.fromMemorySegment(LANES, matrix, at, ORDER).max(0).intoMemorySegment(matrix, at, ORDER);
        }
        for (int i = bound; i < count; i++) {
            long at = (from + i) * Float.BYTES;
            matrix.set(FLOAT, at, Math.max(0, matrix.get(FLOAT, at)));
        }
    }

    /// Replaces a gradient by 0 where what was rectified is not above 0.
    public static void gate(MemorySegment gradient, MemorySegment rectified, long from, int count) {
        int bound = LANES.loopBound(count);
        FloatVector zero = FloatVector.zero(LANES);
        for (int i = 0; i < bound; i += LANES.length()) {
            long at = (from + i) * Float.BYTES;
            var open =
                    FloatVector.fromMemorySegment(LANES, rectified, at, ORDER).compare(VectorOperators.GT, zero);
            zero.blend(FloatVector.fromMemorySegment(LANES, gradient, at, ORDER), open)
                    .intoMemorySegment(gradient, at, ORDER);
        }
        for (int i = bound; i < count; i++) {
            long at = (from + i) * Float.BYTES;
            if (!(rectified.get(FLOAT, at) > 0)) {
                gradient.set(FLOAT, at, 0);
            }
        }
    }

    /// `a[from…]·b[of…]` over `count` floats.
    public static float dot(float[] a, int from, float[] b, int of, int count) {
        FloatVector sums = FloatVector.zero(LANES);
        int bound = LANES.loopBound(count);
        for (int i = 0; i < bound; i += LANES.length()) {
            sums = FloatVector.fromArray(LANES, a, from + i).fma(FloatVector.fromArray(LANES, b, of + i), sums);
        }
        double total = lanesInOrder(sums);
        for (int i = bound; i < count; i++) {
            total += a[from + i] * b[of + i];
        }
        return (float) total;
    }

    /// Adds `scale·x[from…]` to `sum[at…]`, `count` floats.
    public static void addScaled(float[] sum, int at, float[] x, int from, float scale, int count) {
        FloatVector scales = FloatVector.broadcast(LANES, scale);
        int bound = LANES.loopBound(count);
        for (int i = 0; i < bound; i += LANES.length()) {
            FloatVector.fromArray(LANES, x, from + i)
                    .fma(scales, FloatVector.fromArray(LANES, sum, at + i))
                    .intoArray(sum, at + i);
        }
        for (int i = bound; i < count; i++) {
            sum[at + i] += scale * x[from + i];
        }
    }

    /// Sum of the lanes, first to last.
    public static double lanesInOrder(FloatVector sums) {
        double total = 0;
        for (int lane = 0; lane < LANES.length(); lane++) {
            total += sums.lane(lane);
        }
        return total;
    }
}
