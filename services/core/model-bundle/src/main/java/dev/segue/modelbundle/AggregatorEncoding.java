package dev.segue.modelbundle;

import java.util.List;

/// A small transformer block over fixed vectors: the last seed attends to all seeds, several heads look back
/// differently far, and a hidden layer corrects what they see.
///
/// With seeds `x_1 … x_n` in playlist order, those of weight 0 left out, `b_s = n − s` places back, and for each of H
/// heads a query and a slope
///
/// ```
/// g   = Q·x_n + b_q,  g_h its h-th d components       what a head looks for
/// l_hs = g_h·x_s·√d − slope_h·b_s                      slope_h = 0 for the first, 2^(h−1)/8 for the others
/// a_hs = w_s·e^l_hs / max(Σ_j |w_j|·e^l_hj, ε)
/// m_h = √d·Σ_s a_hs·x_s
/// z   = 1/H Σ_h m_h + O·max(0, A·[m_1 … m_H] + b_a) + b_o,   y = z / max(‖z‖₂, ε)
/// ```
///
/// With Q, O and their biases 0 it is the mean of H recency-weighted means. Keys and values are the vectors themselves:
/// a projection of either is part of Q and of A.
///
/// Sources: Vaswani et al., "Attention Is All You Need" (2017); Press, Smith and Lewis, "Train Short, Test Long"
/// (2022), for slopes in place of positions; Bendada et al., "A Scalable Framework for Automatic Playlist
/// Continuation" (2023), for aggregating fixed track vectors.
///
/// @param query Q, d → H·d
/// @param hidden A, H·d → hidden
/// @param output O, hidden → d
public record AggregatorEncoding(Dense query, Dense hidden, Dense output) implements PlaylistEncoding {

    /// What takes padding out of the softmax.
    private static final double EXCLUDED = -1e9;

    /// @throws IllegalArgumentException when the layers do not fit together
    public AggregatorEncoding {
        if (query.inputs() != output.outputs()
                || query.outputs() % query.inputs() != 0
                || hidden.inputs() != query.outputs()
                || output.inputs() != hidden.outputs()) {
            throw new IllegalArgumentException("Layers: expected d → heads · d → hidden → d, got " + query.inputs()
                    + " → " + query.outputs() + ", " + hidden.inputs() + " → " + hidden.outputs() + ", "
                    + output.inputs() + " → " + output.outputs());
        }
    }

    @Override
    public int dimension() {
        return query.inputs();
    }

    /// Heads of the attention.
    public int heads() {
        return query.outputs() / query.inputs();
    }

    /// How much a head's logit falls with every place back.
    public static double slope(int head) {
        return head == 0 ? 0 : Math.pow(2, head - 1) / 8;
    }

    @Override
    public byte[] graph() {
        int d = dimension();
        int heads = heads();
        float[] slopes = new float[heads];
        for (int head = 0; head < heads; head++) {
            slopes[head] = (float) slope(head);
        }
        var graph = MeanEncoding.inputs("aggregator", d);
        graph.scalar("zero", 0)
                .scalar("one", 1)
                .scalar("excluded", EXCLUDED)
                .scalar("scale", Math.sqrt(d))
                .longs("last_axis", 2)
                .longScalar("seeds_axis_scalar", 1)
                .longs("by_head", -1, heads, d)
                .longs("all_heads", -1, (long) heads * d)
                .table("slopes", slopes, 1, heads, 1)
                .node("Abs", "weight_sizes", SEED_WEIGHTS)
                .node("Greater", "is_seed", "weight_sizes", "zero")
                .cast("present", "is_seed")
                .cumulated("back", "present", "seeds_axis_scalar")
                .node("Equal", "none_after", "back", "zero")
                .cast("none_after_float", "none_after")
                .node("Mul", "is_last", "present", "none_after_float")
                .node("Unsqueeze", "last_row", "is_last", "seeds_axis")
                .node("MatMul", "last_matrix", "last_row", SEED_VECTORS)
                .node("Squeeze", "last", "last_matrix", "seeds_axis");
        query.add(graph, "queries", "last");
        graph.node("Reshape", "head_queries", "queries", "by_head")
                .node("Transpose", "perm", List.of(0L, 2L, 1L), "columns", SEED_VECTORS)
                .node("MatMul", "products", "head_queries", "columns")
                .node("Mul", "scaled_products", "products", "scale")
                .node("Unsqueeze", "back_row", "back", "seeds_axis")
                .node("Mul", "recency", "slopes", "back_row")
                .node("Sub", "logits", "scaled_products", "recency")
                .node("Sub", "absent", "one", "present")
                .node("Mul", "absent_logit", "absent", "excluded")
                .node("Unsqueeze", "absent_row", "absent_logit", "seeds_axis")
                .node("Add", "masked", "logits", "absent_row")
                .reduction("ReduceMax", "greatest", "masked", "last_axis")
                .node("Sub", "shifted", "masked", "greatest")
                .node("Exp", "odds", "shifted")
                .node("Unsqueeze", "size_row", "weight_sizes", "seeds_axis")
                .node("Mul", "sized_odds", "odds", "size_row")
                .reduction("ReduceSum", "odds_sum", "sized_odds", "last_axis")
                .node("Max", "odds_divisor", "odds_sum", "epsilon")
                .node("Unsqueeze", "weight_row", SEED_WEIGHTS, "seeds_axis")
                .node("Mul", "signed_odds", "odds", "weight_row")
                .node("Div", "attention", "signed_odds", "odds_divisor")
                .node("MatMul", "means", "attention", SEED_VECTORS)
                .node("Mul", "scaled_means", "means", "scale")
                .node("Reshape", "all_means", "scaled_means", "all_heads")
                .node("ReduceMean", "keepdims", 0, "mean", "scaled_means", "seeds_axis");
        hidden.addRectified(graph, "hidden", "all_means");
        output.add(graph, "correction", "hidden");
        return MeanEncoding.directed(graph.node("Add", "direction", "mean", "correction"), "direction");
    }

    @Override
    public double[] direction(float[] vectors, float[] weights) {
        int d = dimension();
        int heads = heads();
        int seeds = weights.length;
        double[] last = new double[d];
        int[] back = new int[seeds];
        int after = 0;
        for (int s = seeds - 1; s >= 0; s--) {
            back[s] = after;
            if (weights[s] != 0) {
                for (int i = 0; after == 0 && i < d; i++) {
                    last[i] = vectors[s * d + i];
                }
                after++;
            }
        }
        double[] queries = query.apply(last);
        double[] means = new double[heads * d];
        for (int head = 0; head < heads; head++) {
            double[] logits = new double[seeds];
            double greatest = Double.NEGATIVE_INFINITY;
            for (int s = 0; s < seeds; s++) {
                double product = 0;
                for (int i = 0; i < d; i++) {
                    product += queries[head * d + i] * vectors[s * d + i];
                }
                logits[s] = product * Math.sqrt(d) - slope(head) * back[s];
                greatest = weights[s] == 0 ? greatest : Math.max(greatest, logits[s]);
            }
            double sum = 0;
            for (int s = 0; s < seeds; s++) {
                if (weights[s] != 0) {
                    double odds = Math.exp(logits[s] - greatest);
                    sum += Math.abs((double) weights[s]) * odds;
                    for (int i = 0; i < d; i++) {
                        means[head * d + i] += weights[s] * odds * vectors[s * d + i];
                    }
                }
            }
            for (int i = 0; i < d; i++) {
                means[head * d + i] *= Math.sqrt(d) / Math.max(sum, EPSILON);
            }
        }
        double[] direction = output.apply(Dense.rectified(hidden.apply(means)));
        for (int i = 0; i < heads * d; i++) {
            direction[i % d] += means[i] / heads;
        }
        return direction;
    }
}
