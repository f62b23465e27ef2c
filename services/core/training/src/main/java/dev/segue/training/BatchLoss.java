package dev.segue.training;

import java.util.Arrays;
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
/// Collected in a matrix W, the gradient by the vectors is `(W + Wᵀ)·X`, because `s_ij` depends on both. Cost: three
/// products of `n × n × dimension` and two exponentials a pair. Memory: `4·n² + 8·n·dimension` bytes off the heap, with
/// uniformity `4·n²` more.
///
/// The rows are divided into a fixed number of chunks. A step is [#begin], [#relate] of every chunk, [#sum],
/// [#differentiate] of every chunk, [#backpropagate] of every chunk; the chunks of one phase may run on any threads, a
/// phase begins when the one before is done, and results are added in chunk order: the outcome does not depend on the
/// number of threads.
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

    /// Says which tracks of the batch are known to co-occur with one of them.
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

    private final int dimension;
    private final float temperature;
    private final double uniformityWeight;
    private final NativeMatrix x;
    private final NativeMatrix pairs;
    private final NativeMatrix closeness;
    private final NativeMatrix gradient;
    private final float[] offsets;
    private final Chunk[] chunks = new Chunk[CHUNKS];
    private int rows;
    private int padded;
    private double pullingRows;
    private double negativePairs;
    private double uniformitySum;

    /// @param capacity most rows of a batch
    BatchLoss(int capacity, int dimension, double temperature, double uniformityWeight) {
        this.dimension = dimension;
        this.temperature = (float) temperature;
        this.uniformityWeight = uniformityWeight;
        long room = Kernels.padded(capacity);
        this.x = new NativeMatrix(room * dimension);
        this.pairs = new NativeMatrix(room * room);
        this.closeness = new NativeMatrix(uniformityWeight > 0 ? room * room : 0);
        this.gradient = new NativeMatrix(room * dimension);
        this.offsets = new float[Kernels.padded(capacity)];
        Arrays.setAll(chunks, c -> new Chunk());
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
        // The padding is a part of W too: as rows they would be read by the transposed product.
        for (long i = (long) rows * padded; i < (long) padded * padded; i++) {
            pairs.set(i, 0);
        }
    }

    static int firstRow(int rows, int chunk) {
        return (int) ((long) rows * chunk / CHUNKS);
    }

    /// Phase 1: exponentials of a chunk's rows' similarities, with the known pairs taken out.
    void relate(int which, Relations relations) {
        Chunk chunk = chunks[which];
        int from = firstRow(rows, which);
        int to = firstRow(rows, which + 1);
        chunk.clear(to - from);
        if (from == to) {
            return;
        }
        pairs.rowsOfGram(from, to - from, padded, x, x, dimension);
        for (int row = from; row < to; row++) {
            long at = (long) row * padded;
            chunk.beginRow(row - from);
            relations.known(row, (other, weight) -> {
                if (weight > 0) {
                    chunk.pull(other, weight, pairs.get(at + other));
                }
                pairs.set(at + other, MASKED);
                chunk.masked++;
            });
            pairs.set(at + row, MASKED);
            for (int pad = rows; pad < padded; pad++) {
                pairs.set(at + pad, MASKED);
            }
            chunk.endRow(row - from);
            float perTemperature = 1 / temperature;
            if (uniformityWeight > 0) {
                chunk.uniformity += Kernels.exps(pairs.memory(), at, padded, 4, -4, closeness.memory());
            }
            chunk.negatives[row - from] =
                    Kernels.exps(pairs.memory(), at, padded, perTemperature, -perTemperature, offsets);
        }
    }

    /// Phase 2, once: what the rows need of each other.
    void sum() {
        long pulling = 0;
        long masked = 0;
        double uniformity = 0;
        for (Chunk chunk : chunks) {
            pulling += chunk.pullingRows;
            masked += chunk.masked;
            uniformity += chunk.uniformity;
        }
        pullingRows = pulling;
        negativePairs = (double) rows * (rows - 1) - masked;
        uniformitySum = uniformity;
    }

    /// Phase 3: the loss of a chunk's rows, their exponentials replaced by the gradient by the similarities.
    void differentiate(int which) {
        Chunk chunk = chunks[which];
        int from = firstRow(rows, which);
        float perTemperature = 1 / temperature;
        double perPull = 1 / (pullingRows * temperature);
        float uniform = uniformityWeight > 0 && negativePairs > 0 ? (float) (uniformityWeight * 4 / uniformitySum) : 0;
        for (int row = from; row < firstRow(rows, which + 1); row++) {
            long at = (long) row * padded;
            int begin = chunk.pullStarts[row - from];
            int end = chunk.pullStarts[row - from + 1];
            double negatives = chunk.negatives[row - from];
            double q = chunk.pullsOf(row - from, perTemperature, negatives);
            float pushed = (float) (begin == end ? 0 : q * perPull);
            if (uniform > 0) {
                Kernels.blend(pairs.memory(), at, padded, pushed, closeness.memory(), uniform);
            } else {
                Kernels.scale(pairs.memory(), at, padded, pushed);
            }
            for (int k = begin; k < end; k++) {
                double slope = -negatives * chunk.shares[k];
                pairs.set(at + chunk.others[k], (float) (chunk.weights[k] * perPull * slope));
            }
        }
    }

    /// Phase 4: the gradient by the vectors of a chunk's rows.
    void backpropagate(int which) {
        int from = firstRow(rows, which);
        int count = firstRow(rows, which + 1) - from;
        if (count > 0) {
            gradient.rowsOfSymmetricProduct(from, count, dimension, pairs, padded, x);
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

    /// What one chunk's rows pull at, and its part of the sums.
    private static final class Chunk {
        private int[] pullStarts = new int[1];
        private double[] negatives = {};
        private int[] others = new int[1024];
        private float[] weights = new float[1024];
        private float[] similarities = new float[1024];
        private float[] shares = {};
        private int pulls;
        private int pullingRows;
        private long masked;
        private double uniformity;
        private double contrastive;

        void clear(int rows) {
            if (pullStarts.length < rows + 1) {
                pullStarts = new int[rows + 1];
                negatives = new double[rows];
            }
            pulls = 0;
            pullingRows = 0;
            masked = 0;
            uniformity = 0;
            contrastive = 0;
        }

        void beginRow(int row) {
            pullStarts[row] = pulls;
        }

        void pull(int other, float weight, float similarity) {
            if (pulls == others.length) {
                others = Arrays.copyOf(others, pulls * 2);
                weights = Arrays.copyOf(weights, pulls * 2);
                similarities = Arrays.copyOf(similarities, pulls * 2);
            }
            others[pulls] = other;
            weights[pulls] = weight;
            similarities[pulls] = similarity;
            pulls++;
        }

        /// Adds a row's loss, and keeps `1 / (e + Z)` of each that pulls.
        ///
        /// @param negatives Z
        /// @return q
        double pullsOf(int row, float perTemperature, double negatives) {
            if (shares.length < others.length) {
                shares = new float[others.length];
            }
            int end = pullStarts[row + 1];
            FloatVector losses = FloatVector.zero(Kernels.LANES);
            FloatVector qs = FloatVector.zero(Kernels.LANES);
            for (int k = pullStarts[row]; k < end; k += Kernels.LANES.length()) {
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

        void endRow(int row) {
            int begin = pullStarts[row];
            pullStarts[row + 1] = pulls;
            double total = 0;
            for (int k = begin; k < pulls; k++) {
                total += weights[k];
            }
            for (int k = begin; k < pulls; k++) {
                weights[k] = (float) (weights[k] / total);
            }
            if (pulls > begin) {
                pullingRows++;
            }
        }
    }
}
