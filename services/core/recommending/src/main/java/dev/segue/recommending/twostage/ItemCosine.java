package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;

/// Item-kNN: a track scores the sum of its cosines with the seeds, the cosine of two tracks being the
/// playlists they share over `playlists(seed)^α · playlists(track)^(1 − α) + shrink`. Fits nothing.
///
/// @param library to recommend from
/// @param alpha .5 for the cosine; 1 for the share of the seed's playlists, which favours frequent tracks; 0 for the
///     share of the track's
/// @param shrink the higher, the less few shared playlists say
/// @param recency of the seeds
/// Source: Aiolli, "Efficient Top-N Recommendation for Very Large Scale Binary Rated Datasets", RecSys 2013.
public record ItemCosine(Library library, double alpha, float shrink, Recency recency) implements Recommender {

    /// The cosine, shrunk by 10.
    public static ItemCosine plain(Library library) {
        return new ItemCosine(library, .5, 10, Recency.NONE);
    }

    @Override
    public Ranking recommend(Query query, int limit) {
        var view = new CorpusView(library.corpus(), query.itself());
        var scores = new SparseScores();
        var shared = new SparseScores();
        for (int seed = 0; seed < query.seeds().length; seed++) {
            view.forEachPlaylistOf(query.seeds()[seed], (playlist, position) -> {
                for (int i = 0; i < library.corpus().length(playlist); i++) {
                    shared.add(library.corpus().trackAt(playlist, i), 1);
                }
            });
            double held = Math.pow(view.playlistsOf(query.seeds()[seed]), alpha);
            float weight = recency.of(query, seed);
            for (int i = 0; i < shared.size(); i++) {
                int track = shared.ordinalAt(i);
                double both = held * Math.pow(view.playlistsOf(track), 1 - alpha);
                scores.add(track, (float) (weight * shared.get(track) / (both + shrink)));
            }
            shared.clear();
        }
        return Ranking.of(library, query, scores, limit);
    }
}
