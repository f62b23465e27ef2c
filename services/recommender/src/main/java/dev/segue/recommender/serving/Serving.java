package dev.segue.recommender.serving;

import dev.segue.modelbundle.ModelBundle;
import dev.segue.recommending.VectorModel;

/// A model that answers, and the index release that brought it. Two are the same when they are the same object: each
/// has a bundle of its own.
public final class Serving {

    private final String modelId;
    private final String indexId;
    private final ModelBundle bundle;
    private final VectorModel model;

    Serving(String modelId, String indexId, ModelBundle bundle, VectorModel model) {
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
}
