package dev.segue.recommending.twostage;

import dev.segue.recommending.VectorSpace;
import dev.segue.recommending.VectorSpace.Nearest;
import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;

/// The vectors of the tracks that have one, end to end, most held tracks first: scoring all of them by their products
/// with one vector reads memory in its order.
///
/// Immutable; safe for use by many threads.
final class TrackRows {

    private final VectorSpace rows;

    private TrackRows(VectorSpace rows) {
        this.rows = rows;
    }

    /// @param vectors `[tracks · dimension]` by ordinal, zeros for a track without; copied
    static TrackRows of(Library library, int dimension, float[] vectors) {
        int[] tracks = Arrays.stream(library.byPopularity())
                .filter(track -> has(vectors, track, dimension))
                .toArray();
        float[] rows = new float[tracks.length * dimension];
        for (int row = 0; row < tracks.length; row++) {
            System.arraycopy(vectors, tracks[row] * dimension, rows, row * dimension, dimension);
        }
        return new TrackRows(VectorSpace.of(tracks, dimension, rows));
    }

    private static boolean has(float[] vectors, int track, int dimension) {
        int from = track * dimension;
        for (int i = from; i < from + dimension; i++) {
            if (vectors[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /// Adds the `k` largest products, of those above 0.
    void addBest(float[] vector, int k, SparseScores scores) {
        Nearest nearest = rows.nearest(vector, k, any -> true);
        for (int i = 0; i < nearest.tracks().length; i++) {
            scores.add(nearest.tracks()[i], nearest.cosines()[i]);
        }
    }

    /// Adds the products of those candidates of a sheet that are not scored yet.
    void addRest(float[] vector, Sheet sheet, SparseScores scores) {
        for (int i = 0; i < sheet.size(); i++) {
            int track = sheet.candidate(i);
            if (scores.get(track) == 0 && rows.contains(track)) {
                scores.add(track, rows.cosine(vector, track));
            }
        }
    }
}
