package dev.segue.lab;

import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Query;
import dev.segue.recommending.twostage.Ranking;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.training.Kernels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Continues playlists by the vectors of a model's bundle alone: the playlist vector of the seeds, or of the
/// title where no seed has a vector, and the tracks nearest to it by cosine.
///
/// @param bundle open
/// @param library that the bundle was trained on
/// @param rowOf row of the bundle by the library's track ordinals, -1 for tracks without a vector
/// @param trackOf the other way
record VectorRecommender(ModelBundle bundle, Library library, int[] rowOf, int[] trackOf) implements Recommender {

    static VectorRecommender of(ModelBundle bundle, Library library) {
        int[] rowOf = new int[library.corpus().trackOrdinals()];
        int[] trackOf = new int[bundle.vectors().size()];
        for (int track = 0; track < rowOf.length; track++) {
            rowOf[track] = bundle.vectors().row(library.corpus().trackId(track));
            if (rowOf[track] >= 0) {
                trackOf[rowOf[track]] = track;
            }
        }
        return new VectorRecommender(bundle, library, rowOf, trackOf);
    }

    @Override
    public Ranking recommend(Query query, int limit) {
        int[] rows = Arrays.stream(query.seeds())
                .map(track -> rowOf[track])
                .filter(row -> row >= 0)
                .toArray();
        if (rows.length > 0) {
            return Ranking.filled(library, query, nearest(playlist(rows), limit + rows.length), limit);
        }
        String title = query.title();
        int[] best = title == null
                ? new int[0]
                : bundle.titles()
                        .map(titles -> nearest(titles.encode(title), limit))
                        .orElseGet(() -> new int[0]);
        return Ranking.filled(library, query, best, limit);
    }

    private float[] playlist(int[] rows) {
        TrackVectors vectors = bundle.vectors();
        int dimension = vectors.dimension();
        float[] seeds = new float[rows.length * dimension];
        float[] weights = new float[rows.length];
        for (int s = 0; s < rows.length; s++) {
            System.arraycopy(vectors.rows(), vectors.offset(rows[s]), seeds, s * dimension, dimension);
            weights[s] = 1;
        }
        return bundle.encode(seeds, weights);
    }

    /// The tracks nearest to a vector, of equal ones the first row.
    private int[] nearest(float[] vector, int count) {
        TrackVectors vectors = bundle.vectors();
        record Near(int row, float similarity) {}
        var order = Comparator.comparingDouble(Near::similarity)
                .thenComparing(Comparator.comparingInt(Near::row).reversed());
        var best = new PriorityQueue<>(order);
        for (int row = 0; row < vectors.size(); row++) {
            float similarity = Kernels.dot(vector, 0, vectors.rows(), vectors.offset(row), vectors.dimension());
            if (best.size() < count) {
                best.add(new Near(row, similarity));
            } else if (count > 0 && similarity > best.element().similarity()) {
                best.remove();
                best.add(new Near(row, similarity));
            }
        }
        int[] tracks = new int[best.size()];
        for (int i = tracks.length - 1; i >= 0; i--) {
            tracks[i] = trackOf[best.remove().row()];
        }
        return tracks;
    }
}
