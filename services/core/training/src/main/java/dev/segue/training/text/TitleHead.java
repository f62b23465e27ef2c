package dev.segue.training.text;

import dev.segue.modelbundle.Dense;
import dev.segue.training.DenseLayer;
import dev.segue.training.Kernels;
import dev.segue.training.NativeMatrix;
import dev.segue.training.PairContrast;
import dev.segue.training.Seeds;
import dev.segue.training.UnitDirections;
import dev.segue.training.Workers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/// The residual head of a title projection under training, with the contrast between the titles and the playlists of a
/// batch: the mean of the softmax losses of each title among playlists and of each playlist among titles.
final class TitleHead implements AutoCloseable {

    private static final int CHUNKS = 16;

    /// What decides on one unit, and how many are drawn at once.
    private static final int DRAW_BITS = 16;

    private static final int DRAWS = Long.SIZE / DRAW_BITS;

    private final int dimension;
    private final int features;
    private final double dropout;
    private final DenseLayer projection;
    private final DenseLayer correction;
    private final NativeMatrix in;
    private final NativeMatrix projected;
    private final NativeMatrix active;
    private final NativeMatrix direction;
    private final NativeMatrix directionGradient;
    private final NativeMatrix projectedGradient;
    private final UnitDirections unit;
    /// Titles learn, playlists stay.
    private final PairContrast pairs;
    private final int[] titles;
    /// By row: the next with the same title, after the last the first again.
    private final int[] next;

    /// @param most titles of a batch
    TitleHead(TextConfig config, int features, int most) {
        this.dimension = config.dimension();
        this.features = features;
        this.dropout = config.dropout();
        this.projection = new DenseLayer(features, dimension, 0.1, config.weightDecay(), config.seed(), 0);
        this.correction = new DenseLayer(dimension, dimension, 0.1, config.weightDecay(), config.seed(), 1);
        // Words and n-grams already lie among the track vectors: half of each is where the projection begins.
        for (int i = 0; i < dimension; i++) {
            projection.set(i, i, 0.5f);
            projection.set(i, dimension + i, 0.5f);
        }
        this.in = new NativeMatrix((long) most * features);
        this.projected = new NativeMatrix((long) most * dimension);
        this.active = new NativeMatrix((long) most * dimension);
        this.direction = new NativeMatrix((long) most * dimension);
        this.directionGradient = new NativeMatrix((long) most * dimension);
        this.projectedGradient = new NativeMatrix((long) most * dimension);
        this.unit = new UnitDirections(most, dimension);
        this.pairs = new PairContrast(most, dimension, config.temperature());
        this.titles = new int[most];
        this.next = new int[most];
    }

    /// Takes in one title and its playlist.
    ///
    /// @param title number that only playlists of the same title share; they are no negatives of each other
    /// @param vectors of playlists; that of this one begins at `at`
    void put(int row, int title, float[] titleFeatures, float[] vectors, int at) {
        titles[row] = title;
        in.put((long) row * features, titleFeatures, 0, features);
        pairs.fixed().put((long) row * dimension, vectors, at, dimension);
    }

    /// The loss of a batch, without learning from it.
    double loss(Workers workers, int rows) throws InterruptedException {
        forward(workers, rows, 0, 0);
        return contrast(workers, rows);
    }

    /// One step of the optimiser.
    ///
    /// @return the loss before it
    double step(Workers workers, int rows, double rate, long seed) throws InterruptedException {
        forward(workers, rows, dropout, seed);
        double loss = contrast(workers, rows);
        backward(workers, rows, rate);
        return loss;
    }

    private void forward(Workers workers, int rows, double left, long seed) throws InterruptedException {
        pairs.begin(rows);
        workers.each(CHUNKS, chunk -> {
            int from = Workers.first(rows, chunk, CHUNKS);
            int count = Workers.first(rows, chunk + 1, CHUNKS) - from;
            projection.forward(in, projected, from, count);
            for (int row = from; row < from + count; row++) {
                activate(row, left, seed);
            }
            correction.forward(active, direction, from, count);
            for (int row = from; row < from + count; row++) {
                direct(row);
            }
        });
    }

    /// Rectifies, leaves out and makes up for what is left out.
    private void activate(int row, double left, long seed) {
        long first = (long) row * dimension;
        MemorySegment units = active.memory();
        MemorySegment sums = projected.memory();
        Kernels.combine(units, sums, (float) (1 / (1 - left)), sums, 0, first, dimension);
        Kernels.rectify(units, first, dimension);
        if (left == 0) {
            return;
        }
        var random = new SplittableRandom(Seeds.mix(seed, Seeds.DROPOUT, row));
        long threshold = Math.round(left * (1 << DRAW_BITS));
        long drawn = 0;
        for (int i = 0; i < dimension; i++) {
            drawn = i % DRAWS == 0 ? random.nextLong() : drawn >>> DRAW_BITS;
            if ((drawn & ((1 << DRAW_BITS) - 1)) < threshold) {
                active.set(first + i, 0);
            }
        }
    }

    private void direct(int row) {
        long first = (long) row * dimension;
        Kernels.combine(direction.memory(), direction.memory(), 1, projected.memory(), 1, first, dimension);
        unit.forward(direction, row, pairs.learning());
    }

    private double contrast(Workers workers, int rows) throws InterruptedException {
        var last = new HashMap<Integer, Integer>();
        for (int row = 0; row < rows; row++) {
            Integer before = last.put(titles[row], row);
            next[row] = before == null ? row : next[before];
            if (before != null) {
                next[before] = row;
            }
        }
        return pairs.loss(workers, this::exclude);
    }

    /// Others of the same title.
    private void exclude(int row, IntConsumer excluded) {
        for (int other = next[row]; other != row; other = next[other]) {
            excluded.accept(other);
        }
    }

    private void backward(Workers workers, int rows, double rate) throws InterruptedException {
        pairs.differentiate(workers);
        workers.each(CHUNKS, chunk -> {
            int from = Workers.first(rows, chunk, CHUNKS);
            int count = Workers.first(rows, chunk + 1, CHUNKS) - from;
            for (int row = from; row < from + count; row++) {
                unit.backward(pairs.learning(), pairs.gradient(), row, directionGradient);
            }
            correction.backward(directionGradient, projectedGradient, from, count, 0);
            Kernels.gate(projectedGradient.memory(), active.memory(), (long) from * dimension, count * dimension);
            float scale = (float) (1 / (1 - dropout));
            Kernels.combine(
                    projectedGradient.memory(),
                    projectedGradient.memory(),
                    scale,
                    directionGradient.memory(),
                    1,
                    (long) from * dimension,
                    count * dimension);
        });
        correction.step(workers, active, directionGradient, rows, rate);
        projection.step(workers, in, projectedGradient, rows, rate);
    }

    /// The layers as they are now.
    Dense projection() {
        return projection.snapshot();
    }

    Dense correction() {
        return correction.snapshot();
    }

    void save(DataOutput out) throws IOException {
        projection.save(out);
        correction.save(out);
    }

    void restore(DataInput in) throws IOException {
        projection.restore(in);
        correction.restore(in);
    }

    @Override
    public void close() {
        projection.close();
        correction.close();
        pairs.close();
        for (NativeMatrix matrix :
                new NativeMatrix[] {in, projected, active, direction, directionGradient, projectedGradient}) {
            matrix.close();
        }
    }
}
