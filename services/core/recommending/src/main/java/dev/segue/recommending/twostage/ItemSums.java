package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;

/// Linear weights from track to track as a recommender of its own: a track scores the sum of what the seeds say for it.
///
/// @param library to recommend from
/// @param weights of the seeds' words
/// @param recency of the seeds
public record ItemSums(Library library, Weights weights, Recency recency) implements Recommender {

    /// What a seed says for other tracks.
    @FunctionalInterface
    public interface Weights {

        /// Adds `factor` times the seed's weight for each track; what is not above 0 is passed over.
        void add(int seed, float factor, SparseScores scores);
    }

    @Override
    public Ranking recommend(Query query, int limit) {
        var scores = new SparseScores();
        for (int i = 0; i < query.seeds().length; i++) {
            weights.add(query.seeds()[i], recency.of(query, i), scores);
        }
        return Ranking.of(library, query, scores, limit);
    }
}
