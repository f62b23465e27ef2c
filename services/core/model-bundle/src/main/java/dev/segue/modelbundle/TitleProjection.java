package dev.segue.modelbundle;

import static dev.segue.modelbundle.OnnxGraph.fixed;
import static dev.segue.modelbundle.OnnxGraph.free;

/// How a title becomes a playlist vector: features of the title, and a residual head of two layers that brings them
/// among the track vectors.
///
/// With the features `f` of a title
///
/// ```
/// p = P·f + b_p                              [d]
/// z = p + C·max(0, p) + b_c,  y = z / max(‖z‖₂, ε)
/// ```
///
/// Features are those of the [TitleTable], followed, where the projection was trained with sentences, by the vector of
/// the [SentenceEncoder] times √384. Graph: input `caption_features` float `[batch, features]`, output
/// `playlist_vector` float `[batch, dimension]`.
///
/// @param table of words and n-grams
/// @param sentences whether the sentence encoder's vector is among the features
/// @param projection P, features → dimension
/// @param correction C, dimension → dimension
public record TitleProjection(TitleTable table, boolean sentences, Dense projection, Dense correction) {

    /// Name of the input.
    public static final String CAPTION_FEATURES = "caption_features";

    /// @throws IllegalArgumentException when the layers do not fit together
    public TitleProjection {
        int features = table.features() + (sentences ? SentenceEncoder.DIMENSION : 0);
        int dimension = table.dimension();
        if (projection.inputs() != features
                || projection.outputs() != dimension
                || correction.inputs() != dimension
                || correction.outputs() != dimension) {
            throw new IllegalArgumentException("Layers: expected " + features + " → " + dimension + " → " + dimension
                    + ", got " + projection.inputs() + " → " + projection.outputs() + " → " + correction.outputs());
        }
    }

    /// Components of the track vectors.
    public int dimension() {
        return table.dimension();
    }

    /// Components of the features.
    public int features() {
        return projection.inputs();
    }

    /// The serialised graph.
    byte[] graph() {
        var graph = new OnnxGraph("text-projection")
                .input(CAPTION_FEATURES, free("batch"), fixed(features()))
                .output(PlaylistEncoding.PLAYLIST_VECTOR, free("batch"), fixed(dimension()))
                .scalar("epsilon", PlaylistEncoding.EPSILON)
                .longs("seeds_axis", 1);
        projection.add(graph, "projected", CAPTION_FEATURES);
        graph.node("Relu", "active", "projected");
        correction.add(graph, "correction", "active");
        return MeanEncoding.directed(graph.node("Add", "direction", "projected", "correction"), "direction");
    }

    /// The same in double precision, to which the graph is held.
    ///
    /// @param features `[features()]`, read, never kept
    /// @return `[dimension()]`, the caller's
    public double[] reference(float[] features) {
        double[] in = new double[features.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = features[i];
        }
        double[] projected = projection.apply(in);
        double[] direction = correction.apply(Dense.rectified(projected.clone()));
        for (int i = 0; i < direction.length; i++) {
            direction[i] += projected[i];
        }
        double divisor = Math.max(PlaylistEncoding.length(direction), PlaylistEncoding.EPSILON);
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= divisor;
        }
        return direction;
    }

    /// Features of a title from its two parts.
    ///
    /// @param ofTable of the [TitleTable]
    /// @param sentence `[384]` of the [SentenceEncoder], or empty when the projection has no use for it
    public static float[] joined(float[] ofTable, float[] sentence) {
        float[] features = java.util.Arrays.copyOf(ofTable, ofTable.length + sentence.length);
        float scale = (float) Math.sqrt(SentenceEncoder.DIMENSION);
        for (int i = 0; i < sentence.length; i++) {
            features[ofTable.length + i] = scale * sentence[i];
        }
        return features;
    }
}
