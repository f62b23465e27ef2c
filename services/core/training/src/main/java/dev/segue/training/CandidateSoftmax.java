package dev.segue.training;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// Softmax cross-entropy of queries against candidates, and its gradient by both.
///
/// With unit vectors `q_i` of `n` queries and `c_j` of `m` candidates, the targets `T_i` of each query, the offset
/// `o_j` of each candidate (minus the logarithm of its probability to be among them, where candidates are a sample)
/// and temperature τ
///
/// ```
/// o_ij = 0 for j ∈ T_i, else o_j                             a query's own targets are not there by chance
/// p_ij = exp(q_i·c_j/τ + o_ij) / Σ_k exp(q_i·c_k/τ + o_ik)   k over the candidates that i is compared with
/// L = −1/n Σ_i 1/|T_i| Σ_{t∈T_i} log p_it
/// ∂L/∂(q_i·c_j) = (p_ij − [j ∈ T_i]/|T_i|) / (n·τ)
/// ```
///
/// Three products of `n × m × dimension`. Memory: `4·n·m + 8·(n + m)·dimension` bytes off the heap. A step is [#begin],
/// the caller's rows put into [#queries] and [#candidates], then [#run]. The rows are divided into a fixed number of
/// chunks, and results are added in chunk order: the outcome does not depend on the number of threads.
public final class CandidateSoftmax implements AutoCloseable {

    private static final int CHUNKS = 16;

    /// An offset that leaves next to nothing of a candidate, 1.2e-38 of the greatest.
    private static final float EXCLUDED = -1e9f;

    private final int dimension;
    private final float perTemperature;
    private final NativeMatrix queries;
    private final NativeMatrix candidates;
    private final NativeMatrix scores;
    private final NativeMatrix queryGradient;
    private final NativeMatrix candidateGradient;
    private final float[] offsets;
    private final double[] losses = new double[CHUNKS];
    private int rows;
    private int columns;
    private int padded;

    /// Says which candidates a query is not compared with.
    @FunctionalInterface
    public interface Exclusions {

        /// Excludes nothing.
        Exclusions NONE = (query, excluded) -> {};

        /// Names the candidates; targets may be among them and stay.
        void of(int query, IntConsumer excluded);
    }

    /// @param mostQueries of a step
    /// @param mostCandidates of a step
    public CandidateSoftmax(int mostQueries, int mostCandidates, int dimension, double temperature) {
        this.dimension = dimension;
        this.perTemperature = (float) (1 / temperature);
        int room = Kernels.padded(mostCandidates);
        this.queries = new NativeMatrix((long) mostQueries * dimension);
        this.candidates = new NativeMatrix((long) room * dimension);
        this.scores = new NativeMatrix((long) mostQueries * room);
        this.queryGradient = new NativeMatrix((long) mostQueries * dimension);
        this.candidateGradient = new NativeMatrix((long) room * dimension);
        this.offsets = new float[room];
    }

    /// Where the caller puts the queries, row-major.
    public NativeMatrix queries() {
        return queries;
    }

    /// Where the caller puts the candidates, row-major.
    public NativeMatrix candidates() {
        return candidates;
    }

    /// Gradient by the queries, row-major.
    public NativeMatrix queryGradient() {
        return queryGradient;
    }

    /// Gradient by the candidates, row-major.
    public NativeMatrix candidateGradient() {
        return candidateGradient;
    }

    /// Offsets of the candidates, to be set before each [#run]; [#begin] makes them 0.
    public float[] offsets() {
        return offsets;
    }

    /// Begins a step of so many queries and candidates.
    public void begin(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.padded = Kernels.padded(columns);
        for (long i = (long) columns * dimension; i < (long) padded * dimension; i++) {
            candidates.set(i, 0);
        }
        Arrays.fill(offsets, 0, columns, 0);
        Arrays.fill(offsets, columns, padded, EXCLUDED);
    }

    /// Loss and gradients.
    ///
    /// @param targets `[rows][]`, each a candidate, at least one a row
    /// @return L
    public double run(Workers workers, int[][] targets, Exclusions exclusions) throws InterruptedException {
        double loss = differentiate(workers, targets, exclusions);
        workers.each(CHUNKS, this::backpropagate);
        return loss;
    }

    /// Loss and the gradient by the queries alone, where candidates do not learn.
    ///
    /// @param targets as in [#run]
    /// @return L
    public double differentiate(Workers workers, int[][] targets, Exclusions exclusions) throws InterruptedException {
        float greatest = 0;
        for (int j = 0; j < columns; j++) {
            greatest = Math.max(greatest, offsets[j]);
        }
        // No logit is above it (a target's own offset counts as 0), and subtracting it from all changes no probability.
        float shift = perTemperature + greatest;
        workers.each(CHUNKS, chunk -> differentiate(chunk, targets, exclusions, shift));
        double loss = 0;
        for (double part : losses) {
            loss += part;
        }
        return loss / rows;
    }

    private void differentiate(int chunk, int[][] targets, Exclusions exclusions, float shift) {
        int from = Workers.first(rows, chunk, CHUNKS);
        int count = Workers.first(rows, chunk + 1, CHUNKS) - from;
        losses[chunk] = 0;
        if (count == 0) {
            return;
        }
        scores.product(
                count,
                padded,
                dimension,
                queries.block((long) from * dimension, dimension),
                candidates.block(0, dimension).transpose(),
                (long) from * padded,
                padded,
                0);
        for (int row = from; row < from + count; row++) {
            long at = (long) row * padded;
            int[] own = targets[row];
            float[] kept = new float[own.length];
            for (int t = 0; t < own.length; t++) {
                kept[t] = scores.get(at + own[t]);
            }
            exclusions.of(row, excluded -> scores.set(at + excluded, EXCLUDED));
            for (int t = 0; t < own.length; t++) {
                scores.set(at + own[t], kept[t] - offsets[own[t]] / perTemperature);
            }
            double sum = Kernels.exps(scores.memory(), at, padded, perTemperature, -shift, offsets);
            Kernels.scale(scores.memory(), at, padded, (float) (perTemperature / (sum * rows)));
            for (int t = 0; t < own.length; t++) {
                double logit = (double) kept[t] * perTemperature - shift;
                losses[chunk] += (Math.log(sum) - logit) / own.length;
                float slope = scores.get(at + own[t]) - perTemperature / rows / own.length;
                scores.set(at + own[t], slope);
            }
        }
        queryGradient.product(
                count,
                dimension,
                padded,
                scores.block((long) from * padded, padded),
                candidates.block(0, dimension),
                (long) from * dimension,
                dimension,
                0);
    }

    private void backpropagate(int chunk) {
        int from = Workers.first(columns, chunk, CHUNKS);
        int count = Workers.first(columns, chunk + 1, CHUNKS) - from;
        if (count > 0) {
            candidateGradient.product(
                    count,
                    dimension,
                    rows,
                    scores.block(from, padded).transpose(),
                    queries.block(0, dimension),
                    (long) from * dimension,
                    dimension,
                    0);
        }
    }

    @Override
    public void close() {
        queries.close();
        candidates.close();
        scores.close();
        queryGradient.close();
        candidateGradient.close();
    }
}
