package dev.segue.modelbundle;

/// What a next-track network expects to come after the seeds: the mean of their vectors, corrected by what the mean and
/// their variance say together.
///
/// With the weighted mean `m` of [MeanEncoding], the weighted variance by component
/// `v = Σ_s |w_s|·(x_s − m)² / max(Σ_s |w_s|, ε)` and `r(z) = max(0, z)`
///
/// ```
/// a = r(M·√d·m + b_m),   c = r(V·d·v + b_v)        each [hidden]
/// h = r(H·(a + c) + b_h)                            [hidden]
/// z = √d·m + O·h + b_o,   y = z / max(‖z‖₂, ε)      [d]
/// ```
///
/// The factors bring components of unit vectors, of the order of `1/√d`, to the order of 1.
///
/// @param ofMean M, `dimension` → hidden
/// @param ofVariance V, `dimension` → hidden
/// @param joint H, hidden → hidden
/// @param output O, hidden → `dimension`
public record NextTrackEncoding(Dense ofMean, Dense ofVariance, Dense joint, Dense output) implements PlaylistEncoding {

    /// @throws IllegalArgumentException when the layers do not fit together
    public NextTrackEncoding {
        int hidden = joint.inputs();
        if (ofMean.outputs() != hidden
                || ofVariance.outputs() != hidden
                || joint.outputs() != hidden
                || output.inputs() != hidden
                || ofVariance.inputs() != ofMean.inputs()
                || output.outputs() != ofMean.inputs()) {
            throw new IllegalArgumentException(
                    "Layers: expected " + ofMean.inputs() + " → " + hidden + " → " + ofMean.inputs() + ", got others");
        }
    }

    @Override
    public int dimension() {
        return output.outputs();
    }

    @Override
    public byte[] graph() {
        var graph = MeanEncoding.inputs("next-track-encoder", dimension());
        MeanEncoding.mean(graph)
                .scalar("mean_scale", Math.sqrt(dimension()))
                .scalar("variance_scale", dimension())
                .node("Unsqueeze", "mean_row", "mean", "seeds_axis")
                .node("Sub", "deviations", SEED_VECTORS, "mean_row")
                .node("Mul", "squares", "deviations", "deviations")
                .node("Unsqueeze", "size_row", "weight_sizes", "seeds_axis")
                .node("MatMul", "square_row", "size_row", "squares")
                .node("Squeeze", "square_sum", "square_row", "seeds_axis")
                .node("Div", "variance", "square_sum", "weight_divisor")
                .node("Mul", "scaled_mean", "mean", "mean_scale")
                .node("Mul", "scaled_variance", "variance", "variance_scale");
        ofMean.addRectified(graph, "of_mean", "scaled_mean");
        ofVariance.addRectified(graph, "of_variance", "scaled_variance");
        graph.node("Add", "both", "of_mean", "of_variance");
        joint.addRectified(graph, "joint", "both");
        output.add(graph, "correction", "joint");
        return MeanEncoding.directed(graph.node("Add", "direction", "scaled_mean", "correction"), "direction");
    }

    @Override
    public double[] direction(float[] vectors, float[] weights) {
        int d = dimension();
        double[] mean = MeanEncoding.mean(d, vectors, weights);
        double[] variance = new double[d];
        double total = 0;
        for (int s = 0; s < weights.length; s++) {
            double weight = Math.abs((double) weights[s]);
            total += weight;
            for (int i = 0; i < d; i++) {
                double deviation = vectors[s * d + i] - mean[i];
                variance[i] += weight * deviation * deviation;
            }
        }
        for (int i = 0; i < d; i++) {
            variance[i] *= d / Math.max(total, EPSILON);
            mean[i] *= Math.sqrt(d);
        }
        double[] both = Dense.rectified(ofMean.apply(mean));
        double[] other = Dense.rectified(ofVariance.apply(variance));
        for (int i = 0; i < both.length; i++) {
            both[i] += other[i];
        }
        double[] direction = output.apply(Dense.rectified(joint.apply(both)));
        for (int i = 0; i < d; i++) {
            direction[i] += mean[i];
        }
        return direction;
    }
}
