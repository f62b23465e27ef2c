package dev.segue.training;

import java.util.Arrays;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Multi-positive InfoNCE with uniformity over one batch of unit vectors, and its gradient.
///
/// Let `x_1 … x_n` be the vectors of the batch's tracks, all different, and `s_ij = x_i·x_j`. Of the others, those
/// that co-occur with `i` are known: some of them pull (`P_i`, with weights `c_ip` that sum to 1), the rest of the
/// known are left out, and all unknown ones are negatives (`N_i`). A known track is never a negative, whether it pulls
/// or not: it is masked out of the denominator. With temperature τ and
///
/// ```
/// e_ij = exp((s_ij − 1)/τ),   Z_i = Σ_{j∈N_i} w_j·e_ij                     1 is the greatest s: e_ij is at most 1
/// C = 1/A Σ_i Σ_{p∈P_i} c_ip · log((e_ip + Z_i) / e_ip)                    contrastive; A rows have a P_i
/// U = log (1/M Σ_i Σ_{j∈N_i} exp(−2·‖x_i − x_j‖²)),  ‖x_i − x_j‖² = 2 − 2·s_ij   uniformity; M pairs
/// L = C + λ·U
/// ```
///
/// The weights `w_j` of negatives are 1, or, with logQ correction, the inverse of how often a track is drawn into
/// batches: then Z stands for a sum over all tracks alike, and not over the frequent ones.
///
/// Each positive competes with the negatives alone, not with the other positives: a track need not choose between
/// its neighbours. Differentiated by the similarities, with `q_i = Σ_p c_ip / (e_ip + Z_i)` and
/// `u_ij = exp(4·s_ij − 4)`:
///
/// ```
/// ∂L/∂s_ip = c_ip/(A·τ) · (e_ip/(e_ip + Z_i) − 1)            for p ∈ P_i
/// ∂L/∂s_ij = w_j·e_ij·q_i/(A·τ) + λ·4·u_ij/Σu                     for j ∈ N_i
/// ∂L/∂s_ij = 0                                                otherwise
/// ```
///
/// Collected in a matrix W, the gradient by the vectors is `(W + Wᵀ)·X`, because `s_ij` depends on both. Who is known
/// is known in turn, so that similarities, exponentials and `V = W + Wᵀ` are symmetric but for the weights:
/// `V_ij = e_ij·(w_j·q_i + w_i·q_j)/(A·τ) + 2·λ·4·u_ij/Σu` for `j ∈ N_i`. Of all three only blocks on and above the
/// diagonal are made. Cost: two products of `n × n × dimension` in place of three, one of them halved, and a half of
/// two exponentials a pair. Memory: `4·n² + 8·n·dimension` bytes off the heap, with uniformity `4·n²` more.
///
/// The rows are divided into a fixed number of chunks: the block of a chunk's rows begins at its first column and ends
/// at the last. A step is [#step]: the chunks of one phase may run on any threads, a phase begins when the one before
/// is done, and results are added in chunk order: the outcome does not depend on the number of threads.
///
/// Sources: van den Oord et al., "Representation Learning with Contrastive Predictive Coding" (2018), eq. 4; Khosla et
/// al., "Supervised Contrastive Learning" (2020), eq. 2, for many positives; Wang and Isola, "Understanding Contrastive
/// Representation Learning through Alignment and Uniformity" (2020), for U with t = 2.
final class BatchLoss implements AutoCloseable {

    /// Chunks a batch is divided into, whatever the number of threads.
    static final int CHUNKS = 8;

    /// A similarity whose exponential is next to nothing, 1.2e-38: even at the lowest temperature a pair at a right
    /// angle counts 1e16 times as much.
    private static final float MASKED = -1e9f;

    /// Says which tracks of the batch are known to co-occur with one of them: who is known is known in turn, though it
    /// need not pull in turn.
    interface Relations {
        /// Reports the known others of a row, each once, in an order that does not depend on the caller.
        void known(int row, KnownConsumer consumer);
    }

    /// Receives a known track of the batch.
    interface KnownConsumer {
        /// Takes one.
        ///
        /// @param weight how strongly it pulls, in any unit; 0 when it is only masked
        void accept(int other, float weight);
    }

    /// Runs a phase for every chunk.
    interface Phases {
        void each(IntConsumer phase) throws InterruptedException;
    }

    private final int dimension;
    private final float perTemperature;
    private final double uniformityWeight;
    private final NativeMatrix x;
    private final NativeMatrix pairs;
    private final NativeMatrix closeness;
    private final NativeMatrix gradient;
    private final float[] offsets;
    /// w, by row.
    private final float[] negativeWeights;
    /// Z, by row.
    private final double[] negatives;
    /// q/(A·τ), by row; 0 for rows that nothing pulls at, and beyond the last.
    private final float[] pushes;
    private final Chunk[] chunks = new Chunk[CHUNKS];
    private int rows;
    private int padded;
    private double pullingRows;
    private double negativePairs;
    private double uniformitySum;

    /// @param capacity most rows of a batch
    BatchLoss(int capacity, int dimension, double temperature, double uniformityWeight) {
        this.dimension = dimension;
        this.perTemperature = 1 / (float) temperature;
        this.uniformityWeight = uniformityWeight;
        int room = Kernels.padded(capacity);
        this.x = new NativeMatrix((long) room * dimension);
        this.pairs = new NativeMatrix((long) room * room);
        this.closeness = new NativeMatrix(uniformityWeight > 0 ? (long) room * room : 0);
        this.gradient = new NativeMatrix((long) room * dimension);
        this.offsets = new float[room];
        this.negativeWeights = new float[room];
        this.negatives = new double[room];
        this.pushes = new float[room];
        Arrays.setAll(chunks, c -> new Chunk(room));
    }

    /// Where the caller puts the unit vectors, row-major, and after the last phase finds them unchanged.
    NativeMatrix x() {
        return x;
    }

    /// Where the caller finds the gradient by the vectors after the last phase, row-major.
    NativeMatrix gradient() {
        return gradient;
    }

    /// Logarithms of the weights of negatives, by row; 0 unless the caller sets them.
    float[] offsets() {
        return offsets;
    }

    /// Begins a step over the first `rows` rows of [#x()].
    void begin(int rows) {
        this.rows = rows;
        this.padded = Kernels.padded(rows);
        for (long i = (long) rows * dimension; i < (long) padded * dimension; i++) {
            x.set(i, 0);
        }
    }

    /// Chunks begin at a whole number of lanes.
    static int firstRow(int rows, int chunk) {
        int first = (int) ((long) rows * chunk / CHUNKS);
        return chunk == CHUNKS ? rows : first - first % Kernels.LANES.length();
    }

    private int firstRow(int chunk) {
        return firstRow(rows, chunk);
    }

    /// First column behind the square block of a chunk's rows.
    private int behind(int chunk) {
        return chunk == CHUNKS - 1 ? padded : firstRow(chunk + 1);
    }

    /// Finds the loss, and its gradient by the similarities.
    void step(Relations relations, Phases phases) throws InterruptedException {
        for (int row = 0; row < rows; row++) {
            negativeWeights[row] = (float) Math.exp(offsets[row]);
        }
        Arrays.fill(pushes, rows, padded, 0);
        phases.each(this::relate);
        phases.each(chunk -> know(chunk, relations));
        phases.each(this::exponentiate);
        sum();
        phases.each(this::push);
        phases.each(this::differentiate);
        phases.each(this::mirror);
    }

    /// Similarities of a chunk's rows.
    private void relate(int which) {
        int from = firstRow(which);
        int count = firstRow(which + 1) - from;
        if (count > 0) {
            pairs.product(
                    count,
                    padded - from,
                    dimension,
                    x.block((long) from * dimension, dimension),
                    x.block((long) from * dimension, dimension).transpose(),
                    at(from, from),
                    padded,
                    0);
        }
    }

    private long at(int row, int column) {
        return (long) row * padded + column;
    }

    /// Who is known to a chunk's rows, how strongly they pull and how near they are.
    private void know(int which, Relations relations) {
        Chunk chunk = chunks[which];
        int from = firstRow(which);
        int to = firstRow(which + 1);
        chunk.clear(to - from);
        for (int row = from; row < to; row++) {
            int self = row;
            chunk.beginRow(row - from);
            // Behind the chunk's first column in its own row, before it in the other's.
            relations.known(
                    row,
                    (other, weight) ->
                            chunk.know(other, weight, pairs.get(other >= from ? at(self, other) : at(other, self))));
            chunk.endRow(row - from);
        }
    }

    /// Exponentials of a chunk's rows, with the known pairs taken out, and what they add to each row's Z.
    private void exponentiate(int which) {
        Chunk chunk = chunks[which];
        int from = firstRow(which);
        int behind = behind(which);
        for (int row = from; row < firstRow(which + 1); row++) {
            for (int k = chunk.starts[row - from]; k < chunk.starts[row - from + 1]; k++) {
                if (chunk.others[k] >= from) {
                    pairs.set(at(row, chunk.others[k]), MASKED);
                }
            }
            pairs.set(at(row, row), MASKED);
            for (int pad = rows; pad < padded; pad++) {
                pairs.set(at(row, pad), MASKED);
            }
            float[] sums = chunk.columnSums;
            double own = exponentials(row, from, behind, sums, 0, chunk);
            own += exponentials(row, behind, padded, sums, negativeWeights[row], chunk);
            negatives[row] = own;
        }
    }

    /// Replaces the similarities of a row from a column to another by e, writes u beside and adds up both.
    ///
    /// @param columnWeight the row's weight as a negative of its columns' rows; 0 in its own block, where each of
    ///     these has an entry of its own
    /// @return Σ w_j·e_ij
    private double exponentials(int row, int from, int to, float[] columnSums, float columnWeight, Chunk chunk) {
        FloatVector perTemperatures = FloatVector.broadcast(Kernels.LANES, perTemperature);
        FloatVector columnWeights = FloatVector.broadcast(Kernels.LANES, columnWeight);
        FloatVector four = FloatVector.broadcast(Kernels.LANES, 4);
        FloatVector sums = FloatVector.zero(Kernels.LANES);
        FloatVector near = FloatVector.zero(Kernels.LANES);
        boolean uniform = uniformityWeight > 0;
        boolean mirrored = columnWeight > 0;
        for (int j = from; j < to; j += Kernels.LANES.length()) {
            long at = at(row, j) * Float.BYTES;
            FloatVector less = FloatVector.fromMemorySegment(Kernels.LANES, pairs.memory(), at, Kernels.ORDER)
                    .sub(1);
            FloatVector e = Kernels.exp(less.mul(perTemperatures));
            e.intoMemorySegment(pairs.memory(), at, Kernels.ORDER);
            sums = e.fma(FloatVector.fromArray(Kernels.LANES, negativeWeights, j), sums);
            if (mirrored) {
                e.fma(columnWeights, FloatVector.fromArray(Kernels.LANES, columnSums, j))
                        .intoArray(columnSums, j);
            }
            if (uniform) {
                FloatVector u = Kernels.exp(less.mul(four));
                u.intoMemorySegment(closeness.memory(), at, Kernels.ORDER);
                near = near.add(u);
            }
        }
        chunk.uniformity += (mirrored ? 2 : 1) * Kernels.lanesInOrder(near);
        return Kernels.lanesInOrder(sums);
    }

    /// What the rows need of each other.
    private void sum() {
        long pulling = 0;
        long known = 0;
        double uniformity = 0;
        for (Chunk chunk : chunks) {
            pulling += chunk.pullingRows;
            known += chunk.known;
            uniformity += chunk.uniformity;
            for (int row = 0; row < rows; row++) {
                negatives[row] += chunk.columnSums[row];
            }
        }
        pullingRows = pulling;
        negativePairs = (double) rows * (rows - 1) - known;
        uniformitySum = uniformity;
    }

    /// The loss of a chunk's rows, and how strongly each pushes.
    private void push(int which) {
        Chunk chunk = chunks[which];
        int from = firstRow(which);
        double perPull = perTemperature / pullingRows;
        for (int row = from; row < firstRow(which + 1); row++) {
            double q = chunk.pullsOf(row - from, perTemperature, negatives[row]);
            pushes[row] = (float) (pullingRows == 0 ? 0 : q * perPull);
        }
    }

    /// V of a chunk's rows, but for what the rows of chunks before pull at theirs.
    private void differentiate(int which) {
        Chunk chunk = chunks[which];
        int from = firstRow(which);
        int to = firstRow(which + 1);
        float uniform = uniformityWeight > 0 && negativePairs > 0 ? (float) (uniformityWeight * 8 / uniformitySum) : 0;
        for (int row = from; row < to; row++) {
            slopes(row, from, uniform);
        }
        for (int row = from; row < to; row++) {
            for (int k = chunk.starts[row - from]; k < chunk.starts[row - from + 1]; k++) {
                int other = chunk.others[k];
                if (other >= from) {
                    add(at(row, other), slope(chunk, row, k));
                    if (other < to) {
                        add(at(other, row), slope(chunk, row, k));
                    }
                }
            }
        }
    }

    /// Replaces a row's exponentials from a column on by V, without who pulls.
    private void slopes(int row, int from, float uniform) {
        FloatVector push = FloatVector.broadcast(Kernels.LANES, pushes[row]);
        FloatVector weight = FloatVector.broadcast(Kernels.LANES, negativeWeights[row]);
        FloatVector uniforms = FloatVector.broadcast(Kernels.LANES, uniform);
        for (int j = from; j < padded; j += Kernels.LANES.length()) {
            long at = at(row, j) * Float.BYTES;
            FloatVector factor = FloatVector.fromArray(Kernels.LANES, negativeWeights, j)
                    .fma(push, FloatVector.fromArray(Kernels.LANES, pushes, j).mul(weight));
            FloatVector v = FloatVector.fromMemorySegment(Kernels.LANES, pairs.memory(), at, Kernels.ORDER)
                    .mul(factor);
            if (uniform > 0) {
                v = FloatVector.fromMemorySegment(Kernels.LANES, closeness.memory(), at, Kernels.ORDER)
                        .fma(uniforms, v);
            }
            Kernels.withoutTraces(v).intoMemorySegment(pairs.memory(), at, Kernels.ORDER);
        }
    }

    private float slope(Chunk chunk, int row, int k) {
        return (float) (-negatives[row] * chunk.shares[k] * chunk.weights[k] * perTemperature / pullingRows);
    }

    private void add(long at, float slope) {
        pairs.set(at, pairs.get(at) + slope);
    }

    /// Adds what a chunk's rows pull at those of chunks before: each to a place of its own.
    private void mirror(int which) {
        Chunk chunk = chunks[which];
        int from = firstRow(which);
        for (int row = from; row < firstRow(which + 1); row++) {
            for (int k = chunk.starts[row - from]; k < chunk.starts[row - from + 1]; k++) {
                if (chunk.others[k] < from) {
                    add(at(chunk.others[k], row), slope(chunk, row, k));
                }
            }
        }
    }

    /// The gradient by the vectors of a chunk's rows: the columns before its block are rows of the blocks above.
    void backpropagate(int which) {
        int from = firstRow(which);
        int count = firstRow(which + 1) - from;
        if (count == 0) {
            return;
        }
        long to = (long) from * dimension;
        gradient.product(
                count,
                dimension,
                padded - from,
                pairs.block(at(from, from), padded),
                x.block(to, dimension),
                to,
                dimension,
                0);
        if (from > 0) {
            gradient.product(
                    count,
                    dimension,
                    from,
                    pairs.block(from, padded).transpose(),
                    x.block(0, dimension),
                    to,
                    dimension,
                    1);
        }
    }

    /// C of the last step; 0 when nothing pulled.
    double contrastive() {
        double total = 0;
        for (Chunk chunk : chunks) {
            total += chunk.contrastive;
        }
        return pullingRows == 0 ? 0 : total / pullingRows;
    }

    /// U of the last step, at most 0; 0 when it has no weight or there was no pair.
    double uniformity() {
        return uniformityWeight == 0 || negativePairs == 0 ? 0 : Math.log(uniformitySum / negativePairs);
    }

    /// L of the last step.
    double loss() {
        return contrastive() + uniformityWeight * uniformity();
    }

    @Override
    public void close() {
        x.close();
        pairs.close();
        closeness.close();
        gradient.close();
    }

    /// Who is known to one chunk's rows, and its part of the sums.
    private static final class Chunk {
        private final float[] columnSums;
        private int[] starts = new int[1];
        private int[] others = new int[1024];
        private float[] weights = new float[1024];
        private float[] similarities = new float[1024];
        private float[] shares = {};
        private int known;
        private int pullingRows;
        private double uniformity;
        private double contrastive;

        Chunk(int capacity) {
            this.columnSums = new float[capacity];
        }

        void clear(int rows) {
            if (starts.length < rows + 1) {
                starts = new int[rows + 1];
            }
            Arrays.fill(columnSums, 0);
            known = 0;
            pullingRows = 0;
            uniformity = 0;
            contrastive = 0;
        }

        void beginRow(int row) {
            starts[row] = known;
        }

        void know(int other, float weight, float similarity) {
            if (known == others.length) {
                others = Arrays.copyOf(others, known * 2);
                weights = Arrays.copyOf(weights, known * 2);
                similarities = Arrays.copyOf(similarities, known * 2);
            }
            others[known] = other;
            weights[known] = weight;
            similarities[known] = similarity;
            known++;
        }

        /// Brings the row's weights to a sum of 1, unless nothing pulls.
        void endRow(int row) {
            int begin = starts[row];
            starts[row + 1] = known;
            double total = 0;
            for (int k = begin; k < known; k++) {
                total += weights[k];
            }
            for (int k = begin; total > 0 && k < known; k++) {
                weights[k] = (float) (weights[k] / total);
            }
            if (total > 0) {
                pullingRows++;
            }
        }

        /// Adds a row's loss, and keeps `1 / (e + Z)` of each that is known.
        ///
        /// @param negatives Z
        /// @return q
        double pullsOf(int row, float perTemperature, double negatives) {
            if (shares.length < others.length) {
                shares = Arrays.copyOf(shares, others.length);
            }
            int end = starts[row + 1];
            FloatVector losses = FloatVector.zero(Kernels.LANES);
            FloatVector qs = FloatVector.zero(Kernels.LANES);
            for (int k = starts[row]; k < end; k += Kernels.LANES.length()) {
                VectorMask<Float> there = Kernels.LANES.indexInRange(k, end);
                FloatVector exponents = FloatVector.fromArray(Kernels.LANES, similarities, k, there)
                        .sub(1)
                        .mul(perTemperature);
                FloatVector weight = FloatVector.fromArray(Kernels.LANES, weights, k, there);
                FloatVector sums = Kernels.exp(exponents).add((float) negatives);
                FloatVector share = FloatVector.broadcast(Kernels.LANES, 1).div(sums);
                share.intoArray(shares, k, there);
                losses = losses.add(Kernels.log(sums).sub(exponents).mul(weight));
                qs = qs.add(weight.mul(share));
            }
            contrastive += Kernels.lanesInOrder(losses);
            return Kernels.lanesInOrder(qs);
        }
    }
}
