package dev.segue.recommender.serving;

import dev.segue.modelbundle.ModelBundle;
import dev.segue.recommending.VectorModel;

/// The model that answers, and the index release that brought it: one immutable reference, so that no answer mixes two.
///
/// @param model reads from `bundle`: not to be used after that is closed
public record Serving(String modelId, String indexId, ModelBundle bundle, VectorModel model) {}
