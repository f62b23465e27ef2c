package dev.segue.modelbundle;

import java.util.Optional;

/// The graphs of a bundle at work. Who has taken the track vectors keeps these alone: the ids that a bundle holds take
/// 170 bytes a track.
///
/// Safe for use by many threads until it is closed.
public final class ModelEncoders implements AutoCloseable {

    private final int dimension;
    private final PlaylistEncoder playlists;
    private final Optional<TitleEncoder> titles;

    ModelEncoders(int dimension, PlaylistEncoder playlists, Optional<TitleEncoder> titles) {
        this.dimension = dimension;
        this.playlists = playlists;
        this.titles = titles;
    }

    /// How titles become playlist vectors; empty when the model knows none.
    public Optional<TitleEncoder> titles() {
        return titles;
    }

    /// As [ModelBundle#encode].
    public float[] encode(float[] seedVectors, float[] weights) {
        requireFit(seedVectors, weights);
        return weights.length == 0 ? new float[dimension] : playlists.run(seedVectors, weights, 1, weights.length);
    }

    /// As [ModelBundle#encodeBatch].
    public float[] encodeBatch(float[] seedVectors, float[] weights, int seeds) {
        if (seeds < 1 || weights.length == 0 || weights.length % seeds != 0) {
            throw new IllegalArgumentException(
                    "Weights: expected a multiple of " + seeds + " seeds (at least 1), got " + weights.length);
        }
        requireFit(seedVectors, weights);
        return playlists.run(seedVectors, weights, weights.length / seeds, seeds);
    }

    private void requireFit(float[] seedVectors, float[] weights) {
        if ((long) weights.length * dimension != seedVectors.length) {
            throw new IllegalArgumentException("Seed vectors: expected " + weights.length + " seeds of dimension "
                    + dimension + ", got " + seedVectors.length + " floats");
        }
    }

    @Override
    public void close() {
        titles.ifPresent(TitleEncoder::close);
        playlists.close();
    }
}
