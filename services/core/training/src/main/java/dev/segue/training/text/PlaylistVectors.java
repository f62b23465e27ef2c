package dev.segue.training.text;

import dev.segue.training.Kernels;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;

/// Playlists among the track vectors: the mean of each one's tracks, at unit length.
public final class PlaylistVectors {

    private PlaylistVectors() {}

    /// One vector a playlist of the set, in its order.
    ///
    /// @param rows of the tracks, `[tracks · dimension]`, of unit length; read, never kept
    /// @return `[playlists · dimension]`, the caller's
    public static float[] of(TrainingSet set, float[] rows, int dimension) {
        float[] means = new float[set.playlists() * dimension];
        for (int playlist = 0; playlist < set.playlists(); playlist++) {
            for (int entry = set.start(playlist); entry < set.end(playlist); entry++) {
                Kernels.addScaled(means, playlist * dimension, rows, set.trackOf(entry) * dimension, 1, dimension);
            }
        }
        return TrainedVectors.unitRows(means, dimension);
    }
}
