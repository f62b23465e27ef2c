package dev.segue.training;

import dev.segue.modelbundle.Dense;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// An affine layer under training: `y = W·x + b` for every row of a batch, its gradient, and its optimiser.
///
/// The caller owns inputs, outputs and their gradients; the layer owns W and b. Three products of `batch × inputs ×
/// outputs`. Memory: `16·inputs·outputs` bytes on the heap and 8 off it.
public final class DenseLayer implements AutoCloseable {

    /// Outputs of a chunk of a step, at least: products of fewer rows are slow.
    private static final int LEAST_OUTPUTS = 32;

    private static final int MOST_CHUNKS = 16;

    private final int inputs;
    private final int outputs;

    /// `[outputs][inputs + 1]`: the bias of an output stands behind its weights, so that they step together.
    private final float[] table;

    private final LazyAdamW optimiser;
    private final NativeMatrix weights;
    private final NativeMatrix gradient;

    /// @param scale of the first weights: standard deviation `scale/√inputs`; 0 begins at 0
    /// @param seed of the model
    /// @param layer which of its layers, so that each begins with weights of its own
    public DenseLayer(int inputs, int outputs, double scale, double weightDecay, long seed, int layer) {
        this.inputs = inputs;
        this.outputs = outputs;
        int width = inputs + 1;
        this.table = FloatTables.gaussian(
                outputs, width, scale / Math.sqrt(inputs), Seeds.mix(seed, Seeds.LAYERS, layer), Seeds.LAYERS);
        for (int o = 0; o < outputs; o++) {
            table[o * width + inputs] = 0;
        }
        this.optimiser = new LazyAdamW(outputs, width, weightDecay);
        this.weights = new NativeMatrix((long) outputs * inputs);
        this.gradient = new NativeMatrix((long) outputs * inputs);
        copyOut();
    }

    public int inputs() {
        return inputs;
    }

    public int outputs() {
        return outputs;
    }

    /// Sets a weight, before the first step.
    public void set(int output, int input, float weight) {
        table[output * (inputs + 1) + input] = weight;
        weights.set((long) output * inputs + input, weight);
    }

    /// Writes `y = W·x + b` for `count` rows from `from` on; by one thread.
    public void forward(NativeMatrix x, NativeMatrix y, int from, int count) {
        if (count == 0) {
            return;
        }
        y.product(
                count,
                outputs,
                inputs,
                x.block((long) from * inputs, inputs),
                weights.block(0, inputs).transpose(),
                (long) from * outputs,
                outputs,
                0);
        float[] bias = bias();
        for (int row = from; row < from + count; row++) {
            Kernels.addTo(y.memory(), (long) row * outputs, bias);
        }
    }

    private float[] bias() {
        float[] bias = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            bias[o] = table[o * (inputs + 1) + inputs];
        }
        return bias;
    }

    /// Writes the gradient by x, or adds it, for `count` rows from `from` on; by one thread.
    ///
    /// @param keep what the present content is multiplied with: 0 or 1
    public void backward(NativeMatrix yGradient, NativeMatrix xGradient, int from, int count, float keep) {
        if (count > 0) {
            xGradient.product(
                    count,
                    inputs,
                    outputs,
                    yGradient.block((long) from * outputs, outputs),
                    weights.block(0, inputs),
                    (long) from * inputs,
                    inputs,
                    keep);
        }
    }

    /// One step of the optimiser, by all workers.
    ///
    /// @param x of the batch, `[rows · inputs]`
    /// @param yGradient of the batch, `[rows · outputs]`
    public void step(Workers workers, NativeMatrix x, NativeMatrix yGradient, int rows, double rate)
            throws InterruptedException {
        int chunks = Math.clamp(outputs / LEAST_OUTPUTS, 1, MOST_CHUNKS);
        workers.each(chunks, chunk -> {
            int from = Workers.first(outputs, chunk, chunks);
            int count = Workers.first(outputs, chunk + 1, chunks) - from;
            gradient.product(
                    count,
                    inputs,
                    rows,
                    yGradient.block(from, outputs).transpose(),
                    x.block(0, inputs),
                    (long) from * inputs,
                    inputs,
                    0);
            float[] bias = new float[count];
            for (int r = 0; r < rows; r++) {
                Kernels.add(bias, yGradient.memory(), (long) r * outputs + from);
            }
            float[] row = new float[inputs + 1];
            for (int o = from; o < from + count; o++) {
                gradient.get((long) o * inputs, row, 0, inputs);
                row[inputs] = bias[o - from];
                optimiser.step(table, o, row, rate);
                weights.put((long) o * inputs, table, o * (inputs + 1), inputs);
            }
        });
    }

    /// The layer as it is now, as a bundle holds it.
    public Dense snapshot() {
        float[] matrix = new float[inputs * outputs];
        for (int o = 0; o < outputs; o++) {
            System.arraycopy(table, o * (inputs + 1), matrix, o * inputs, inputs);
        }
        return new Dense(inputs, outputs, matrix, bias());
    }

    /// Writes weights, bias and moments.
    public void save(DataOutput out) throws IOException {
        FloatTables.write(out, table);
        optimiser.save(out);
    }

    /// Reads what [#save] wrote.
    public void restore(DataInput in) throws IOException {
        FloatTables.read(in, table);
        optimiser.restore(in);
        copyOut();
    }

    private void copyOut() {
        for (int o = 0; o < outputs; o++) {
            weights.put((long) o * inputs, table, o * (inputs + 1), inputs);
        }
    }

    @Override
    public void close() {
        weights.close();
        gradient.close();
    }
}
