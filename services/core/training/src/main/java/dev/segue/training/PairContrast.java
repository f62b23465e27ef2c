package dev.segue.training;

import java.util.Arrays;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;

/// The contrast of pairs, one side of which learns: each is to be told among those of the other side in its batch.
///
/// With unit vectors `a_i` that learn and `b_i` that stay, `s_ij = a_i·b_j` and temperature τ
///
/// ```
/// e_ij = exp((s_ij − 1)/τ), 0 where i is not compared with j     1 is the greatest s: e_ij is at most 1
/// R_i = Σ_j e_ij,   C_j = Σ_i e_ij
/// L = 1/(2n) Σ_i (log R_i + log C_i − 2·(s_ii − 1)/τ)            mean of both ways' softmax losses
/// ∂L/∂s_ij = e_ij·(1/R_i + 1/C_j)/(2nτ) − [i = j]/(nτ)
/// ```
///
/// Both ways share similarities and exponentials: two products of `n × n × dimension`. Memory: `4·n² + 12·n·dimension`
/// bytes off the heap. A step is [#begin], the caller's rows put into [#learning] and [#fixed], then [#loss], and
/// [#differentiate] when it is to learn. The rows are divided into a fixed number of chunks, and results are added in
/// chunk order: the outcome does not depend on the number of threads.
///
/// Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (2021), figure 3.
public final class PairContrast implements AutoCloseable {

    private static final int CHUNKS = 8;

    /// A similarity whose exponential is next to nothing, 1.2e-38.
    private static final float EXCLUDED = -1e9f;

    private final int dimension;
    private final float perTemperature;
    private final NativeMatrix learning;
    private final NativeMatrix fixed;
    private final NativeMatrix pairs;
    private final NativeMatrix gradient;
    private final float[][] columnSums;
    private final double[] own;
    /// 1/R, by row.
    private final double[] rowShares;
    /// 1/C, by column; 0 beyond the last.
    private final float[] columnShares;
    private int rows;
    private int padded;

    /// Says which pairs are not compared.
    @FunctionalInterface
    public interface Exclusions {

        /// Names the others that `row` is not compared with, on either side; it is named by them in turn.
        void of(int row, IntConsumer excluded);
    }

    /// @param most pairs of a step
    public PairContrast(int most, int dimension, double temperature) {
        this.dimension = dimension;
        this.perTemperature = (float) (1 / temperature);
        int room = Kernels.padded(most);
        this.learning = new NativeMatrix((long) most * dimension);
        this.fixed = new NativeMatrix((long) room * dimension);
        this.pairs = new NativeMatrix((long) most * room);
        this.gradient = new NativeMatrix((long) most * dimension);
        this.columnSums = new float[CHUNKS][room];
        this.own = new double[room];
        this.rowShares = new double[room];
        this.columnShares = new float[room];
    }

    /// Where the caller puts the vectors that learn, row-major.
    public NativeMatrix learning() {
        return learning;
    }

    /// Where the caller puts the vectors that stay, row-major.
    public NativeMatrix fixed() {
        return fixed;
    }

    /// Gradient by those that learn, row-major.
    public NativeMatrix gradient() {
        return gradient;
    }

    /// Begins a step of so many pairs.
    public void begin(int rows) {
        this.rows = rows;
        this.padded = Kernels.padded(rows);
        for (long i = (long) rows * dimension; i < (long) padded * dimension; i++) {
            fixed.set(i, 0);
        }
    }

    /// L.
    public double loss(Workers workers, Exclusions exclusions) throws InterruptedException {
        workers.each(CHUNKS, chunk -> compare(chunk, exclusions));
        double loss = 0;
        Arrays.fill(columnShares, rows, padded, 0);
        for (int i = 0; i < rows; i++) {
            double column = 0;
            for (float[] sums : columnSums) {
                column += sums[i];
            }
            loss += Math.log(column) - Math.log(rowShares[i]) - 2 * own[i];
            columnShares[i] = (float) (1 / column);
        }
        return loss / (2.0 * rows);
    }

    private void compare(int chunk, Exclusions exclusions) {
        int from = Workers.first(rows, chunk, CHUNKS);
        int to = Workers.first(rows, chunk + 1, CHUNKS);
        float[] sums = columnSums[chunk];
        Arrays.fill(sums, 0);
        if (from == to) {
            return;
        }
        pairs.product(
                to - from,
                padded,
                dimension,
                learning.block((long) from * dimension, dimension),
                fixed.block(0, dimension).transpose(),
                (long) from * padded,
                padded,
                0);
        for (int row = from; row < to; row++) {
            long at = (long) row * padded;
            own[row] = (pairs.get(at + row) - 1.0) * perTemperature;
            exclusions.of(row, other -> pairs.set(at + other, EXCLUDED));
            for (int pad = rows; pad < padded; pad++) {
                pairs.set(at + pad, EXCLUDED);
            }
            rowShares[row] = 1 / exponentials(at, sums);
        }
    }

    /// Replaces a row's similarities by e.
    ///
    /// @param columnSums to which each is added
    /// @return their sum
    private double exponentials(long from, float[] columnSums) {
        FloatVector perTemperatures = FloatVector.broadcast(Kernels.LANES, perTemperature);
        FloatVector total = FloatVector.zero(Kernels.LANES);
        for (int j = 0; j < padded; j += Kernels.LANES.length()) {
            long at = (from + j) * Float.BYTES;
            FloatVector e = Kernels.exp(FloatVector.fromMemorySegment(Kernels.LANES, pairs.memory(), at, Kernels.ORDER)
                    .sub(1)
                    .mul(perTemperatures));
            e.intoMemorySegment(pairs.memory(), at, Kernels.ORDER);
            total = total.add(e);
            FloatVector.fromArray(Kernels.LANES, columnSums, j).add(e).intoArray(columnSums, j);
        }
        return Kernels.lanesInOrder(total);
    }

    /// The gradient of what [#loss] said last; once.
    public void differentiate(Workers workers) throws InterruptedException {
        workers.each(CHUNKS, this::differentiate);
    }

    private void differentiate(int chunk) {
        int from = Workers.first(rows, chunk, CHUNKS);
        int to = Workers.first(rows, chunk + 1, CHUNKS);
        if (from == to) {
            return;
        }
        float perPair = perTemperature / (2 * rows);
        for (int row = from; row < to; row++) {
            long at = (long) row * padded;
            slopes(at, (float) rowShares[row], perPair);
            pairs.set(at + row, pairs.get(at + row) - 2 * perPair);
        }
        gradient.product(
                to - from,
                dimension,
                padded,
                pairs.block((long) from * padded, padded),
                fixed.block(0, dimension),
                (long) from * dimension,
                dimension,
                0);
    }

    /// Replaces a row's exponentials by what they push apart with.
    private void slopes(long from, float rowShare, float perPair) {
        FloatVector rowShares = FloatVector.broadcast(Kernels.LANES, rowShare);
        FloatVector perPairs = FloatVector.broadcast(Kernels.LANES, perPair);
        for (int j = 0; j < padded; j += Kernels.LANES.length()) {
            long at = (from + j) * Float.BYTES;
            FloatVector both = FloatVector.fromArray(Kernels.LANES, columnShares, j)
                    .add(rowShares)
                    .mul(perPairs);
            Kernels.withoutTraces(FloatVector.fromMemorySegment(Kernels.LANES, pairs.memory(), at, Kernels.ORDER)
                            .mul(both))
                    .intoMemorySegment(pairs.memory(), at, Kernels.ORDER);
        }
    }

    @Override
    public void close() {
        learning.close();
        fixed.close();
        pairs.close();
        gradient.close();
    }
}
