package dev.segue.recommending.twostage;

import dev.segue.recommending.ItemFactors;
import dev.segue.recommending.sparse.SparseScores;

/// Factors as a recommender of its own: those of the playlist are found from its seeds, tracks score by the product.
public final class FactorRecommender implements Recommender {

    private final Library library;
    private final ItemFactors factors;
    private final TrackRows rows;
    private final Recency recency;

    /// @param library to recommend from
    /// @param factors of its tracks
    /// @param recency of the seeds
    public FactorRecommender(Library library, ItemFactors factors, Recency recency) {
        this.library = library;
        this.factors = factors;
        this.rows = TrackRows.of(library, factors.dimension(), factors.factors());
        this.recency = recency;
    }

    @Override
    public Ranking recommend(Query query, int limit) {
        var scores = new SparseScores();
        if (query.seeds().length > 0) {
            float[] weights = new float[query.seeds().length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = recency.of(query, i);
            }
            rows.addBest(factors.foldIn(query.seeds(), weights), limit + query.seeds().length, scores);
        }
        return Ranking.of(library, query, scores, limit);
    }
}
