package dev.segue.training;

import dev.segue.modelbundle.FactorTable;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.modelbundle.TitleProjection;
import dev.segue.modelbundle.TrackVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One unit-length vector a track, and how the vectors of seeds, and titles, become a playlist vector among them.
///
/// @param trackIds of the rows, in the order of their text
/// @param rows `[tracks · dimension]`, row-major; the caller's
/// @param encoding of playlists, of the same dimension
/// @param titles how titles become playlist vectors; empty when the model knows none
@SuppressWarnings("ArrayRecordComponent") // a table of this size is handed over, not copied
public record TrainedVectors(
        List<String> trackIds,
        int dimension,
        float[] rows,
        PlaylistEncoding encoding,
        Optional<TitleProjection> titles) {

    public TrainedVectors {
        trackIds = List.copyOf(trackIds);
    }

    /// A model that knows no titles.
    public TrainedVectors(List<String> trackIds, int dimension, float[] rows, PlaylistEncoding encoding) {
        this(trackIds, dimension, rows, encoding, Optional.empty());
    }

    /// Writes the model's bundle into a folder that exists.
    ///
    /// @param seed picks its golden questions
    public void write(Path folder, long seed) throws IOException {
        write(folder, Optional.empty(), Optional.empty(), seed);
    }

    /// The same with factors and a second stage.
    ///
    /// @param factors of the same tracks
    /// @param ranker as a file holds it
    public void write(Path folder, Optional<FactorTable> factors, Optional<byte[]> ranker, long seed)
            throws IOException {
        var vectors = new TrackVectors(trackIds, dimension, rows);
        ModelBundle.write(folder, vectors, encoding, titles, factors, ranker, seed);
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
}
