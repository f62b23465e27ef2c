package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;
import dev.segue.recommending.twostage.Neighbours.SeedWeights;

/// Plain playlist-kNN: the nearest playlists by damped seeds vote for their tracks. The measure of every other
/// recommender; fits nothing.
///
/// @param library to recommend from
/// @param damping β of a seed's weight, see [SeedWeights]
/// @param neighbours how many playlists vote
/// @param power of their votes
/// @param recency of the seeds
public record PlaylistKnn(Library library, double damping, int neighbours, double power, Recency recency)
        implements Recommender {

    /// Rows of unit length.
    private static final double LENGTH_EXPONENT = .5;

    /// β .4, 1,000 neighbours, squared similarities.
    public static PlaylistKnn plain(Library library) {
        return new PlaylistKnn(library, .4, 1000, 2, Recency.NONE);
    }

    @Override
    public Ranking recommend(Query query, int limit) {
        var playlists = new SparseScores();
        var tracks = new SparseScores();
        var view = new CorpusView(library.corpus(), query.itself());
        Neighbours.bySeeds(
                view, query, new SeedWeights(damping, recency.floor(), recency.span()), LENGTH_EXPONENT, playlists);
        Neighbours.vote(library.corpus(), playlists, neighbours, power, tracks);
        return Ranking.of(library, query, tracks, limit);
    }
}
