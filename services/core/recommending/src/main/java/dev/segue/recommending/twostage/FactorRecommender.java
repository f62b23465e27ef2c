package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;

/// Factors as a recommender of its own: those of the playlist are found from its seeds, tracks score by the product.
///
/// @param library to recommend from
/// @param factors of its tracks
/// @param recency of the seeds
public record FactorRecommender(Library library, ItemFactors factors, Recency recency) implements Recommender {

    @Override
    public Ranking recommend(Query query, int limit) {
        var scores = new SparseScores();
        if (query.seeds().length > 0) {
            float[] weights = new float[query.seeds().length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = recency.of(query, i);
            }
            float[] playlist = factors.foldIn(query.seeds(), weights);
            for (int track : library.byPopularity()) {
                scores.add(track, factors.score(playlist, track));
            }
        }
        return Ranking.of(library, query, scores, limit);
    }
}
