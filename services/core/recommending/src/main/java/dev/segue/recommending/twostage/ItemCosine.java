package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;

/// Plain item cosine: a track scores the sum of its cosines with the seeds, the cosine of two tracks being
/// the playlists they share over the square root of those of both, plus `shrink`. Fits nothing.
///
/// @param library to recommend from
/// @param shrink the higher, the less few shared playlists say
public record ItemCosine(Library library, float shrink) implements Recommender {

    /// Shrunk by 10.
    public static ItemCosine plain(Library library) {
        return new ItemCosine(library, 10);
    }

    @Override
    public Ranking recommend(Query query, int limit) {
        var view = new CorpusView(library.corpus(), query.itself());
        var scores = new SparseScores();
        var shared = new SparseScores();
        for (int seed : query.seeds()) {
            view.forEachPlaylistOf(seed, (playlist, position) -> {
                for (int i = 0; i < library.corpus().length(playlist); i++) {
                    shared.add(library.corpus().trackAt(playlist, i), 1);
                }
            });
            int held = view.playlistsOf(seed);
            for (int i = 0; i < shared.size(); i++) {
                int track = shared.ordinalAt(i);
                double both = Math.sqrt((double) held * view.playlistsOf(track));
                scores.add(track, (float) (shared.get(track) / (both + shrink)));
            }
            shared.clear();
        }
        return Ranking.of(library, query, scores, limit);
    }
}
