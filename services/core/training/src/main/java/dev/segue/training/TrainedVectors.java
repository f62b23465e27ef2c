package dev.segue.training;

import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.modelbundle.TrackVectors;
import java.util.List;

/// One unit-length vector a track, and how seed vectors become a playlist vector among them.
///
/// @param trackIds of the rows, in the order of their text
/// @param rows `[tracks · dimension]`, row-major; the caller's
/// @param encoding of playlists, of the same dimension
@SuppressWarnings("ArrayRecordComponent") // a table of this size is handed over, not copied
public record TrainedVectors(List<String> trackIds, int dimension, float[] rows, PlaylistEncoding encoding) {

    public TrainedVectors {
        trackIds = List.copyOf(trackIds);
    }

    /// Unit-length directions of `weights`, `[tracks · dimension]`, in a table of their own.
    public static float[] unitRows(float[] weights, int dimension) {
        float[] rows = new float[weights.length];
        for (int at = 0; at < rows.length; at += dimension) {
            double squares = 0;
            for (int i = 0; i < dimension; i++) {
                squares += (double) weights[at + i] * weights[at + i];
            }
            double length = Math.sqrt(squares);
            for (int i = 0; i < dimension; i++) {
                rows[at + i] = (float) (weights[at + i] / length);
            }
        }
        return rows;
    }

    /// The same table as a bundle holds it; shares [#rows()].
    public TrackVectors table() {
        return new TrackVectors(trackIds, dimension, rows);
    }
}
