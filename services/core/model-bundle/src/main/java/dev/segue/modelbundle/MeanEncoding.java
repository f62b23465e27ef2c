package dev.segue.modelbundle;

import static dev.segue.modelbundle.OnnxGraph.fixed;
import static dev.segue.modelbundle.OnnxGraph.free;

/// The weighted mean of the seeds at unit length.
///
/// With vectors `x_s` and weights `w_s` of a playlist's seeds
///
/// ```
/// m = Σ_s w_s · x_s / max(Σ_s |w_s|, ε)      weighted mean, in the unit ball
/// y = m / max(‖m‖₂, ε)                       its direction
/// ```
///
/// With ε = 1e-6 all-zero weights give the zero vector, and seeds that cancel out (‖m‖ < ε) a vector shorter than 1:
/// finite in both cases.
///
/// @param dimension components of a vector
public record MeanEncoding(int dimension) implements PlaylistEncoding {

    @Override
    public byte[] graph() {
        var graph = inputs("playlist-encoder", dimension);
        return directed(mean(graph), "mean");
    }

    @Override
    public double[] direction(float[] vectors, float[] weights) {
        return mean(dimension, vectors, weights);
    }

    /// A graph with the inputs and the output of the contract, `epsilon` and `seeds_axis`.
    static OnnxGraph inputs(String name, int dimension) {
        return new OnnxGraph(name)
                .input(SEED_VECTORS, free("batch"), free("seeds"), fixed(dimension))
                .input(SEED_WEIGHTS, free("batch"), free("seeds"))
                .output(PLAYLIST_VECTOR, free("batch"), fixed(dimension))
                .scalar("epsilon", EPSILON)
                .longs("seeds_axis", 1);
    }

    /// Ends a graph with a vector of a playlist, brought to unit length.
    static byte[] directed(OnnxGraph graph, String vector) {
        return graph.reduction("ReduceL2", "vector_length", vector, "seeds_axis")
                .node("Max", "length_divisor", "vector_length", "epsilon")
                .node("Div", PLAYLIST_VECTOR, vector, "length_divisor")
                .bytes();
    }

    /// Adds `mean`, `[batch, dimension]`, and on the way `weight_sizes`, `[batch, seeds]`, and `weight_divisor`,
    /// `[batch, 1]`.
    static OnnxGraph mean(OnnxGraph graph) {
        return graph.node("Unsqueeze", "weight_row", SEED_WEIGHTS, "seeds_axis")
                .node("MatMul", "sum_row", "weight_row", SEED_VECTORS)
                .node("Squeeze", "sum", "sum_row", "seeds_axis")
                .node("Abs", "weight_sizes", SEED_WEIGHTS)
                .reduction("ReduceSum", "weight_total", "weight_sizes", "seeds_axis")
                .node("Max", "weight_divisor", "weight_total", "epsilon")
                .node("Div", "mean", "sum", "weight_divisor");
    }

    /// The weighted mean in double precision, 0 to 1 long for unit-length seeds.
    static double[] mean(int dimension, float[] vectors, float[] weights) {
        double[] mean = new double[dimension];
        double total = 0;
        for (int s = 0; s < weights.length; s++) {
            total += Math.abs((double) weights[s]);
            for (int i = 0; i < dimension; i++) {
                mean[i] += (double) weights[s] * vectors[s * dimension + i];
            }
        }
        for (int i = 0; i < dimension; i++) {
            mean[i] /= Math.max(total, EPSILON);
        }
        return mean;
    }
}
