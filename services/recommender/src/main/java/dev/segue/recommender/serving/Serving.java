package dev.segue.recommender.serving;

import dev.segue.modelbundle.ModelEncoders;
import dev.segue.recommender.live.LiveCorpus;
import dev.segue.recommending.VectorModel;
import dev.segue.search.VectorIndex.Near;
import java.util.List;

/// A model that answers, and the index release that brought it. Two are the same when they are the same object: each
/// has encoders and an index of its own.
public final class Serving implements AutoCloseable {

    private final String modelId;
    private final String indexId;
    private final ModelEncoders encoders;
    private final VectorModel model;
    private final ServedVectors vectors;

    Serving(String modelId, String indexId, ModelEncoders encoders, VectorModel model, ServedVectors vectors) {
        this.modelId = modelId;
        this.indexId = indexId;
        this.encoders = encoders;
        this.model = model;
        this.vectors = vectors;
    }

    public String modelId() {
        return modelId;
    }

    public String indexId() {
        return indexId;
    }

    /// Reads from encoders and index: not to be used after this is closed.
    public VectorModel model() {
        return model;
    }

    /// Whether the model knows where a text leads.
    boolean readsTitles() {
        return encoders.titles().isPresent();
    }

    /// Live playlists near the place a text leads to, as of the last [#place]; none where the model does not read. Not
    /// to be used after this is closed.
    ///
    /// @param floor least cosine
    List<Near> near(String text, int k, float floor) {
        return encoders.titles()
                .map(titles -> vectors.near(titles.encode(text), k).stream()
                        .filter(near -> near.cosine() >= floor)
                        .toList())
                .orElse(List.of());
    }

    /// Places the playlists that changed. Of use to a model that reads only; one thread at a time.
    void place(LiveCorpus corpus) {
        vectors.place(model, corpus);
    }

    /// When nobody uses it any longer.
    @Override
    public void close() {
        try {
            encoders.close();
        } finally {
            vectors.close();
        }
    }
}
