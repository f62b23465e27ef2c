package dev.segue.training.nexttrack;

import dev.segue.modelbundle.NextTrackEncoding;
import dev.segue.training.DenseLayer;
import dev.segue.training.Kernels;
import dev.segue.training.NativeMatrix;
import dev.segue.training.UnitDirections;
import dev.segue.training.Workers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// The network of [NextTrackEncoding] under training: scaled mean and variance of a batch in, unit-length playlist
/// vectors out, and the way back.
final class NextTrackNetwork implements PlaylistNetwork {

    private static final int CHUNKS = 16;

    private final int dimension;
    private final int hidden;
    private final DenseLayer ofMean;
    private final DenseLayer ofVariance;
    private final DenseLayer joint;
    private final DenseLayer output;
    private final NativeMatrix means;
    private final NativeMatrix variances;
    private final NativeMatrix meanUnits;
    private final NativeMatrix varianceUnits;
    private final NativeMatrix both;
    private final NativeMatrix jointUnits;
    private final NativeMatrix directions;
    private final NativeMatrix directionGradient;
    private final NativeMatrix jointGradient;
    private final NativeMatrix bothGradient;
    private final NativeMatrix varianceGradient;
    private final UnitDirections unit;

    NextTrackNetwork(NextTrackConfig config) {
        this.dimension = config.dimension();
        this.hidden = config.hidden();
        long seed = config.seed();
        double decay = config.weightDecay();
        this.ofMean = new DenseLayer(dimension, hidden, 1, decay, seed, 0);
        this.ofVariance = new DenseLayer(dimension, hidden, 1, decay, seed, 1);
        this.joint = new DenseLayer(hidden, hidden, 1, decay, seed, 2);
        // Nothing is added to the mean at first.
        this.output = new DenseLayer(hidden, dimension, 0, decay, seed, 3);
        long rows = config.batchExamples();
        this.means = new NativeMatrix(rows * dimension);
        this.variances = new NativeMatrix(rows * dimension);
        this.meanUnits = new NativeMatrix(rows * hidden);
        this.varianceUnits = new NativeMatrix(rows * hidden);
        this.both = new NativeMatrix(rows * hidden);
        this.jointUnits = new NativeMatrix(rows * hidden);
        this.directions = new NativeMatrix(rows * dimension);
        this.directionGradient = new NativeMatrix(rows * dimension);
        this.jointGradient = new NativeMatrix(rows * hidden);
        this.bothGradient = new NativeMatrix(rows * hidden);
        this.varianceGradient = new NativeMatrix(rows * hidden);
        this.unit = new UnitDirections(config.batchExamples(), dimension);
    }

    @Override
    public void put(int example, int[] rows, float[] vectors) {
        float[] mean = new float[dimension];
        for (int row : rows) {
            Kernels.addScaled(mean, 0, vectors, row * dimension, 1f / rows.length, dimension);
        }
        float[] variance = new float[dimension];
        for (int row : rows) {
            for (int i = 0; i < dimension; i++) {
                float deviation = vectors[row * dimension + i] - mean[i];
                variance[i] += deviation * deviation;
            }
        }
        float meanScale = (float) Math.sqrt(dimension);
        for (int i = 0; i < dimension; i++) {
            mean[i] *= meanScale;
            variance[i] *= (float) dimension / rows.length;
        }
        means.put((long) example * dimension, mean, 0, dimension);
        variances.put((long) example * dimension, variance, 0, dimension);
    }

    @Override
    public void forward(Workers workers, int rows, NativeMatrix into) throws InterruptedException {
        workers.each(CHUNKS, chunk -> {
            int from = Workers.first(rows, chunk, CHUNKS);
            int count = Workers.first(rows, chunk + 1, CHUNKS) - from;
            long at = (long) from * hidden;
            ofMean.forward(means, meanUnits, from, count);
            Kernels.rectify(meanUnits.memory(), at, count * hidden);
            ofVariance.forward(variances, varianceUnits, from, count);
            Kernels.rectify(varianceUnits.memory(), at, count * hidden);
            Kernels.combine(both.memory(), meanUnits.memory(), 1, varianceUnits.memory(), 1, at, count * hidden);
            joint.forward(both, jointUnits, from, count);
            Kernels.rectify(jointUnits.memory(), at, count * hidden);
            output.forward(jointUnits, directions, from, count);
            for (int row = from; row < from + count; row++) {
                direct(row, into);
            }
        });
    }

    private void direct(int row, NativeMatrix into) {
        long first = (long) row * dimension;
        Kernels.combine(directions.memory(), directions.memory(), 1, means.memory(), 1, first, dimension);
        unit.forward(directions, row, into);
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
            long at = (long) from * hidden;
            output.backward(directionGradient, jointGradient, from, count, 0);
            Kernels.gate(jointGradient.memory(), jointUnits.memory(), at, count * hidden);
            joint.backward(jointGradient, bothGradient, from, count, 0);
            for (long i = at; i < at + (long) count * hidden; i++) {
                varianceGradient.set(i, bothGradient.get(i));
            }
            Kernels.gate(bothGradient.memory(), meanUnits.memory(), at, count * hidden);
            Kernels.gate(varianceGradient.memory(), varianceUnits.memory(), at, count * hidden);
        });
        output.step(workers, jointUnits, directionGradient, rows, rate);
        joint.step(workers, both, jointGradient, rows, rate);
        ofMean.step(workers, means, bothGradient, rows, rate);
        ofVariance.step(workers, variances, varianceGradient, rows, rate);
    }

    @Override
    public NextTrackEncoding snapshot() {
        return new NextTrackEncoding(ofMean.snapshot(), ofVariance.snapshot(), joint.snapshot(), output.snapshot());
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (DenseLayer layer : layers()) {
            layer.save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        for (DenseLayer layer : layers()) {
            layer.restore(in);
        }
    }

    private DenseLayer[] layers() {
        return new DenseLayer[] {ofMean, ofVariance, joint, output};
    }

    @Override
    public void close() {
        for (DenseLayer layer : layers()) {
            layer.close();
        }
        for (NativeMatrix matrix : new NativeMatrix[] {
            means,
            variances,
            meanUnits,
            varianceUnits,
            both,
            jointUnits,
            directions,
            directionGradient,
            jointGradient,
            bothGradient,
            varianceGradient
        }) {
            matrix.close();
        }
    }
}
