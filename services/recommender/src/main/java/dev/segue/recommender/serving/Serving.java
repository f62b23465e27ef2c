package dev.segue.recommender.serving;

import dev.segue.modelbundle.ModelBundle;
import dev.segue.recommending.PlaylistVectors;
import dev.segue.recommending.PlaylistVectors.Near;
import dev.segue.recommending.VectorModel;
import java.util.List;

/// A model that answers, and the index release that brought it. Two are the same when they are the same object: each
/// has a bundle of its own.
public final class Serving {

    private final String modelId;
    private final String indexId;
    private final ModelBundle bundle;
    private final VectorModel model;
    private final PlaylistVectors playlists;

    Serving(String modelId, String indexId, ModelBundle bundle, VectorModel model) {
        this.playlists = new PlaylistVectors(model);
        this.modelId = modelId;
        this.indexId = indexId;
        this.bundle = bundle;
        this.model = model;
    }

    public String modelId() {
        return modelId;
    }

    public String indexId() {
        return indexId;
    }

    ModelBundle bundle() {
        return bundle;
    }

    /// Reads from the bundle: not to be used after that is closed.
    public VectorModel model() {
        return model;
    }

    /// Whether the model knows where a text leads.
    boolean readsTitles() {
        return bundle.titles().isPresent();
    }

    /// Live playlists near the place a text leads to; none where the model does not read. Not to be used after the
    /// bundle is closed.
    ///
    /// @param floor least cosine
    List<Near> near(String text, int k, float floor) {
        return bundle.titles()
                .map(titles -> playlists.nearest(titles.encode(text), k, floor))
                .orElse(List.of());
    }

    /// Places the playlists that changed. Of use to a model that reads only.
    ///
    /// @param held see [PlaylistVectors#refresh]
    int refresh(int[][] held) {
        return playlists.refresh(held);
    }
}
