package dev.segue.modelbundle;

/// An affine layer: `y = W·x + b`.
///
/// @param weights `[outputs · inputs]`, row-major; shared, not copied, never written to
/// @param bias `[outputs]`; shared as well
@SuppressWarnings("ArrayRecordComponent") // layers of this size are handed over, not copied
public record Dense(int inputs, int outputs, float[] weights, float[] bias) {

    /// @throws IllegalArgumentException when the sizes do not fit
    public Dense {
        if (inputs < 1 || outputs < 1 || weights.length != inputs * outputs || bias.length != outputs) {
            throw new IllegalArgumentException("Layer: expected " + outputs + " × " + inputs + " weights and " + outputs
                    + " biases, got " + weights.length + " and " + bias.length);
        }
    }

    /// The layer in double precision.
    ///
    /// @param x `[inputs]`, read, never kept
    /// @return `[outputs]`, the caller's
    double[] apply(double[] x) {
        double[] y = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            double sum = bias[o];
            for (int i = 0; i < inputs; i++) {
                sum += (double) weights[o * inputs + i] * x[i];
            }
            y[o] = sum;
        }
        return y;
    }

    /// What is below 0 becomes 0, in place.
    static double[] rectified(double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.max(0, x[i]);
        }
        return x;
    }

    /// Adds `output = W·input + b` for every row of `input`, `[batch, inputs]`.
    OnnxGraph add(OnnxGraph graph, String output, String input) {
        return graph.table(output + "_weights", weights, outputs, inputs)
                .table(output + "_bias", bias, outputs)
                .node("Gemm", "transB", 1, output, input, output + "_weights", output + "_bias");
    }

    /// Adds `output = max(0, W·input + b)`.
    OnnxGraph addRectified(OnnxGraph graph, String output, String input) {
        return add(graph, output + "_sum", input).node("Relu", output, output + "_sum");
    }
}
