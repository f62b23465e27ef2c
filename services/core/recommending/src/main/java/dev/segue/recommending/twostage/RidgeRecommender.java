package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;

/// Kernel ridge over playlists alone: those that weigh most for the seeds vote for their tracks, as they do for
/// [Stage#RIDGE].
///
/// @param library that the ridge is over
/// @param ridge the weights
public record RidgeRecommender(Library library, PlaylistRidge ridge) implements Recommender {

    @Override
    public Ranking recommend(Query query, int limit) {
        var playlists = new SparseScores();
        var tracks = new SparseScores();
        if (query.seeds().length > 0) {
            Settings settings = Settings.of(Recipe.of(library).shape(query.seeds().length));
            ridge.addWeights(new CorpusView(library.corpus(), query.itself()), query, playlists);
            Neighbours.vote(library.corpus(), playlists, settings.neighbours(), settings.ridgePower(), tracks);
        }
        return Ranking.of(library, query, tracks, limit);
    }
}
