package dev.segue.training;

/// How a model is trained: a record of which every component but the seed is in [#canonicalText()]. What does not
/// change the result, as the number of threads, is not here.
public interface ModelConfig {

    /// Name of the model, as commands and configuration give it.
    String model();

    /// Components of a vector.
    int dimension();

    /// Playlists a track must be in to get a vector, at least 1.
    int minPlaylists();

    /// Passes over all playlists.
    int epochs();

    /// Of the first step.
    double learningRate();

    /// Of every random choice.
    long seed();

    /// Every component but the seed by name, in a fixed order and form: the text that a configuration hash is taken of.
    default String canonicalText() {
        return Settings.canonicalText(this);
    }
}
