package dev.segue.training;

/// How a model of vectors is trained.
public interface ModelConfig extends Configured {

    /// Components of a vector.
    int dimension();

    /// Playlists a track must be in to get a vector, at least 1.
    int minPlaylists();

    /// Passes over all playlists.
    int epochs();

    /// Of the first step.
    double learningRate();
}
