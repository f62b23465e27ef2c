package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;
import dev.segue.recommending.twostage.Describer.Described;
import dev.segue.recommending.twostage.SecondStage.Ranker;

/// Recommends in two stages: many first stages find candidates, the second orders them by how likely they are right.
///
/// @param describer of candidates
/// @param second learnt on what the describer says
public record TwoStage(Describer describer, SecondStage second) implements Recommender {

    @Override
    public Ranking recommend(Query query, int limit) {
        Described described = describer.describe(query);
        Ranker ranker = second.of(query);
        var scores = new SparseScores();
        for (int i = 0; i < described.candidates().length; i++) {
            // Likelihoods, because scores must be above 0; their order is that of the logits.
            double logit = ranker.score(described.rows()[i]);
            scores.add(described.candidates()[i], (float) (1 / (1 + Math.exp(-logit))));
        }
        return Ranking.of(describer.library(), query, scores, limit);
    }
}
