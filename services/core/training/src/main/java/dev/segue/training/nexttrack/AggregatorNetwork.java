package dev.segue.training.nexttrack;

import dev.segue.modelbundle.AggregatorEncoding;
import dev.segue.training.DenseLayer;
import dev.segue.training.Kernels;
import dev.segue.training.NativeMatrix;
import dev.segue.training.UnitDirections;
import dev.segue.training.Workers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/// The block of [AggregatorEncoding] under training.
///
/// With `∂L/∂m_h` of a head, its attention `a_s` and query `g_h`
///
/// ```
/// ∂L/∂l_s = a_s·(√d·x_s·∂L/∂m_h − m_h·∂L/∂m_h),   ∂L/∂g_h = √d·Σ_s ∂L/∂l_s·x_s
/// ```
final class AggregatorNetwork implements PlaylistNetwork {

    private static final int CHUNKS = 16;

    private final int dimension;
    private final int heads;
    private final int hiddenUnits;
    private final float scale;
    private final DenseLayer query;
    private final DenseLayer hidden;
    private final DenseLayer output;
    private final int[][] rowsOf;
    private final float[][][] attention;
    private float[] vectors = {};
    private final NativeMatrix last;
    private final NativeMatrix queries;
    private final NativeMatrix means;
    private final NativeMatrix units;
    private final NativeMatrix directions;
    private final NativeMatrix directionGradient;
    private final NativeMatrix unitGradient;
    private final NativeMatrix meanGradient;
    private final NativeMatrix queryGradient;
    private final UnitDirections unit;

    AggregatorNetwork(AggregatorConfig config) {
        this.dimension = config.dimension();
        this.heads = config.heads();
        this.hiddenUnits = config.hidden();
        this.scale = (float) Math.sqrt(dimension);
        long seed = config.seed();
        double decay = config.weightDecay();
        int all = heads * dimension;
        // Heads differ by how far back they look alone, and nothing is added to their mean at first.
        this.query = new DenseLayer(dimension, all, 0, decay, seed, 0);
        this.hidden = new DenseLayer(all, hiddenUnits, 1, decay, seed, 1);
        this.output = new DenseLayer(hiddenUnits, dimension, 0, decay, seed, 2);
        int rows = config.batchExamples();
        this.rowsOf = new int[rows][];
        this.attention = new float[rows][heads][];
        this.last = new NativeMatrix((long) rows * dimension);
        this.queries = new NativeMatrix((long) rows * all);
        this.means = new NativeMatrix((long) rows * all);
        this.units = new NativeMatrix((long) rows * hiddenUnits);
        this.directions = new NativeMatrix((long) rows * dimension);
        this.directionGradient = new NativeMatrix((long) rows * dimension);
        this.unitGradient = new NativeMatrix((long) rows * hiddenUnits);
        this.meanGradient = new NativeMatrix((long) rows * all);
        this.queryGradient = new NativeMatrix((long) rows * all);
        this.unit = new UnitDirections(rows, dimension);
    }

    @Override
    public void put(int example, int[] rows, float[] vectors) {
        this.vectors = vectors;
        rowsOf[example] = rows;
        last.put((long) example * dimension, vectors, rows[rows.length - 1] * dimension, dimension);
    }

    @Override
    public void forward(Workers workers, int rows, NativeMatrix into) throws InterruptedException {
        workers.each(CHUNKS, chunk -> {
            int from = Workers.first(rows, chunk, CHUNKS);
            int count = Workers.first(rows, chunk + 1, CHUNKS) - from;
            query.forward(last, queries, from, count);
            for (int row = from; row < from + count; row++) {
                for (int head = 0; head < heads; head++) {
                    attend(row, head);
                }
            }
            hidden.forward(means, units, from, count);
            Kernels.rectify(units.memory(), (long) from * hiddenUnits, count * hiddenUnits);
            output.forward(units, directions, from, count);
            float[] mean = new float[dimension];
            float[] ofHead = new float[dimension];
            for (int row = from; row < from + count; row++) {
                Arrays.fill(mean, 0);
                for (int head = 0; head < heads; head++) {
                    means.get(place(row, head), ofHead, 0, dimension);
                    Kernels.addScaled(mean, 0, ofHead, 0, 1f / heads, dimension);
                }
                Kernels.addTo(directions.memory(), (long) row * dimension, mean);
                unit.forward(directions, row, into);
            }
        });
    }

    private long place(int row, int head) {
        return ((long) row * heads + head) * dimension;
    }

    private void attend(int row, int head) {
        int[] seeds = rowsOf[row];
        float[] looked = new float[dimension];
        queries.get(place(row, head), looked, 0, dimension);
        double[] logits = new double[seeds.length];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < seeds.length; s++) {
            logits[s] = scale * Kernels.dot(looked, 0, vectors, seeds[s] * dimension, dimension)
                    - AggregatorEncoding.slope(head) * (seeds.length - 1 - s);
            greatest = Math.max(greatest, logits[s]);
        }
        double sum = 0;
        for (int s = 0; s < seeds.length; s++) {
            logits[s] = Math.exp(logits[s] - greatest);
            sum += logits[s];
        }
        float[] shares = new float[seeds.length];
        float[] mean = new float[dimension];
        for (int s = 0; s < seeds.length; s++) {
            shares[s] = (float) (logits[s] / sum);
            Kernels.addScaled(mean, 0, vectors, seeds[s] * dimension, scale * shares[s], dimension);
        }
        attention[row][head] = shares;
        means.put(place(row, head), mean, 0, dimension);
    }

    @Override
    public void backward(Workers workers, int rows, NativeMatrix vectors, NativeMatrix gradient, double rate)
            throws InterruptedException {
        workers.each(CHUNKS, chunk -> {
            int from = Workers.first(rows, chunk, CHUNKS);
            int count = Workers.first(rows, chunk + 1, CHUNKS) - from;
            for (int row = from; row < from + count; row++) {
                unit.backward(vectors, gradient, row, directionGradient);
            }
            output.backward(directionGradient, unitGradient, from, count, 0);
            Kernels.gate(unitGradient.memory(), units.memory(), (long) from * hiddenUnits, count * hiddenUnits);
            hidden.backward(unitGradient, meanGradient, from, count, 0);
            for (int row = from; row < from + count; row++) {
                for (int head = 0; head < heads; head++) {
                    backThroughAttention(row, head);
                }
            }
        });
        output.step(workers, units, directionGradient, rows, rate);
        hidden.step(workers, means, unitGradient, rows, rate);
        query.step(workers, last, queryGradient, rows, rate);
    }

    private void backThroughAttention(int row, int head) {
        float[] ofMean = new float[dimension];
        float[] ofDirection = new float[dimension];
        float[] mean = new float[dimension];
        meanGradient.get(place(row, head), ofMean, 0, dimension);
        directionGradient.get((long) row * dimension, ofDirection, 0, dimension);
        Kernels.addScaled(ofMean, 0, ofDirection, 0, 1f / heads, dimension);
        means.get(place(row, head), mean, 0, dimension);
        float along = Kernels.dot(mean, 0, ofMean, 0, dimension);
        int[] seeds = rowsOf[row];
        float[] ofQuery = new float[dimension];
        for (int s = 0; s < seeds.length; s++) {
            float product = scale * Kernels.dot(vectors, seeds[s] * dimension, ofMean, 0, dimension);
            float ofLogit = attention[row][head][s] * (product - along);
            Kernels.addScaled(ofQuery, 0, vectors, seeds[s] * dimension, scale * ofLogit, dimension);
        }
        queryGradient.put(place(row, head), ofQuery, 0, dimension);
    }

    @Override
    public AggregatorEncoding snapshot() {
        return new AggregatorEncoding(query.snapshot(), hidden.snapshot(), output.snapshot());
    }

    @Override
    public void save(DataOutput out) throws IOException {
        query.save(out);
        hidden.save(out);
        output.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        query.restore(in);
        hidden.restore(in);
        output.restore(in);
    }

    @Override
    public void close() {
        query.close();
        hidden.close();
        output.close();
        for (NativeMatrix matrix : new NativeMatrix[] {
            last, queries, means, units, directions, directionGradient, unitGradient, meanGradient, queryGradient
        }) {
            matrix.close();
        }
    }
}
