package dev.segue.training.skipgram;

import dev.segue.training.Kernels;
import dev.segue.training.NativeMatrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loss of skip-gram with negative sampling over one segment of a playlist, and its gradient.
///
/// Let `x_i` be the input vectors of the segment's tracks, `y_j` the output vectors of its context (the segment and a
/// window on either side, in playlist order) and `z_k` those of `S` drawn negatives, shared by the segment. With
/// `w_ij = (window − |i − j| + 1)/window` for `0 < |i − j| ≤ window` and 0 otherwise, `W_i = Σ_j w_ij` and K negatives
/// expected for each pair
///
/// ```
/// L = −Σ_ij w_ij · log σ(x_i·y_j) − Σ_i (K·W_i/S) · Σ_k log σ(−x_i·z_k)
/// ```
///
/// with the offset of its output's track added to each score. Without offsets it is, in expectation over windows of
/// random width and independent draws, the loss of word2vec. A negative that stands in the context counts nothing.
/// Three matrix products of `segment × (context + S) × dimension`.
///
/// Works on buffers of its own; one thread at a time.
///
/// Sources: Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality" (2013), eq.
/// 4; sharing negatives: Ji et al., "Parallelizing Word2Vec in Shared and Distributed Memory" (2016).
final class SegmentLoss implements AutoCloseable {

    private static final VectorSpecies<Float> LANES = Kernels.LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final float SURE = 80;

    private final int dimension;
    private final int window;
    private final double negatives;
    private final int sharedNegatives;
    private final int mostColumns;
    private final int bandCentre;
    private final float[] band;
    private final float[] negativeMask;
    private final float[] columnOffsets;
    private final NativeMatrix x;
    private final NativeMatrix y;
    private final NativeMatrix scores;
    private double loss;
    private double pairs;

    SegmentLoss(int segment, int window, int dimension, double negatives, int sharedNegatives) {
        this.dimension = dimension;
        this.window = window;
        this.negatives = negatives;
        this.sharedNegatives = sharedNegatives;
        int mostContext = Kernels.padded(segment + 2 * window);
        this.mostColumns = mostContext + Kernels.padded(sharedNegatives);
        this.bandCentre = mostContext;
        this.band = new float[2 * mostContext + 1];
        for (int distance = 1; distance <= Math.min(window, mostContext); distance++) {
            float weight = (float) (window - distance + 1) / window;
            band[bandCentre - distance] = weight;
            band[bandCentre + distance] = weight;
        }
        this.negativeMask = new float[Kernels.padded(sharedNegatives)];
        this.columnOffsets = new float[mostColumns];
        this.x = new NativeMatrix((long) segment * dimension);
        this.y = new NativeMatrix((long) mostColumns * dimension);
        this.scores = new NativeMatrix((long) segment * mostColumns);
    }

    /// Floats that [#step] needs for the gradient of one segment.
    static long gradientFloats(int segment, int window, int dimension, int sharedNegatives) {
        long rows = segment + Kernels.padded(segment + 2 * window) + (long) Kernels.padded(sharedNegatives);
        return rows * dimension;
    }

    /// One segment's loss and gradient.
    ///
    /// @param text tracks of the context, `context` of them from `from` on, the segment beginning `before` places
    ///     further and `length` long
    /// @param drawn the shared negatives
    /// @param input table of the x; read only
    /// @param output table of the y and z; read only
    /// @param offsets of tracks as outputs
    /// @param gradient receives the gradients of the segment's x, then of the context's y, then of the z, each from
    ///     its own place on; see [#contextRow] and [#negativeRow]
    void step(
            int[] text,
            int from,
            int context,
            int before,
            int length,
            int[] drawn,
            float[] input,
            float[] output,
            float[] offsets,
            NativeMatrix gradient,
            long at) {
        int contextColumns = Kernels.padded(context);
        int columns = contextColumns + negativeMask.length;
        for (int i = 0; i < length; i++) {
            x.put((long) i * dimension, input, text[from + before + i] * dimension, dimension);
        }
        for (int j = 0; j < context; j++) {
            y.put((long) j * dimension, output, text[from + j] * dimension, dimension);
            columnOffsets[j] = offsets[text[from + j]];
        }
        clear(context, contextColumns);
        // Behind the end of a playlist a window is empty: a sure pair loses nothing and pulls at nothing.
        Arrays.fill(columnOffsets, context, contextColumns, SURE);
        for (int k = 0; k < sharedNegatives; k++) {
            y.put((long) (contextColumns + k) * dimension, output, drawn[k] * dimension, dimension);
            columnOffsets[contextColumns + k] = offsets[drawn[k]];
            negativeMask[k] = stands(text, from, context, drawn[k]) ? 0 : 1;
        }
        clear(contextColumns + sharedNegatives, columns);
        scores.product(
                length,
                columns,
                dimension,
                x.block(0, dimension),
                y.block(0, dimension).transpose(),
                0,
                columns,
                0);
        loss = 0;
        pairs = 0;
        for (int i = 0; i < length; i++) {
            differentiate(i, before + i, context, contextColumns, (long) i * columns);
        }
        var slopes = scores.block(0, columns);
        gradient.product(length, dimension, columns, slopes, y.block(0, dimension), at, dimension, 0);
        gradient.product(
                columns,
                dimension,
                length,
                slopes.transpose(),
                x.block(0, dimension),
                at + (long) length * dimension,
                dimension,
                0);
    }

    /// Row of the gradient where that of a context track stands, the segment being `length` long.
    static int contextRow(int length, int place) {
        return length + place;
    }

    /// Row of the gradient where that of a drawn negative stands.
    static int negativeRow(int length, int context, int drawn) {
        return length + Kernels.padded(context) + drawn;
    }

    /// L of the last step.
    double loss() {
        return loss;
    }

    /// Σ w_ij of the last step.
    double pairs() {
        return pairs;
    }

    /// Replaces the scores of a row by the slopes of the loss by them.
    private void differentiate(int row, int place, int context, int contextColumns, long at) {
        MemorySegment memory = scores.memory();
        double weight = 0;
        for (int j = Math.max(0, place - window); j < Math.min(context, place + window + 1); j++) {
            weight += band[bandCentre + j - place];
        }
        float perNegative = (float) (negatives * weight / sharedNegatives);
        FloatVector sums = FloatVector.zero(LANES);
        int lanes = LANES.length();
        for (int j = 0; j < contextColumns; j += lanes) {
            long byteAt = (at + j) * Float.BYTES;
            FloatVector weights = FloatVector.fromArray(LANES, band, bandCentre + j - place);
            FloatVector score = FloatVector.fromMemorySegment(LANES, memory, byteAt, ORDER)
                    .add(FloatVector.fromArray(LANES, columnOffsets, j));
            FloatVector odds = Kernels.exp(score.neg()).add(1);
            sums = sums.add(Kernels.log(odds).mul(weights));
            // σ − 1 = −e⁻ˢ/(1 + e⁻ˢ)
            FloatVector slope = odds.sub(1).div(odds).neg().mul(weights);
            slope.intoMemorySegment(memory, byteAt, ORDER);
        }
        for (int j = contextColumns; j < contextColumns + negativeMask.length; j += lanes) {
            long byteAt = (at + j) * Float.BYTES;
            FloatVector weights = FloatVector.fromArray(LANES, negativeMask, j - contextColumns)
                    .mul(perNegative);
            FloatVector score = FloatVector.fromMemorySegment(LANES, memory, byteAt, ORDER)
                    .add(FloatVector.fromArray(LANES, columnOffsets, j));
            FloatVector odds = Kernels.exp(score).add(1);
            sums = sums.add(Kernels.log(odds).mul(weights));
            FloatVector slope = odds.sub(1).div(odds).mul(weights);
            slope.intoMemorySegment(memory, byteAt, ORDER);
        }
        loss += Kernels.lanesInOrder(sums);
        pairs += weight;
    }

    private void clear(int from, int to) {
        if (from < to) {
            y.memory()
                    .asSlice((long) from * dimension * Float.BYTES, (long) (to - from) * dimension * Float.BYTES)
                    .fill((byte) 0);
        }
    }

    private static boolean stands(int[] text, int from, int context, int track) {
        for (int j = from; j < from + context; j++) {
            if (text[j] == track) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        x.close();
        y.close();
        scores.close();
    }
}
