package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Candidates;
import dev.segue.recommending.ranking.Description;
import dev.segue.recommending.ranking.Evidence;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.ranking.Voters;
import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;
import java.util.Optional;

/// Puts the best of the blend in the order that the model's ranker gives them. What only fills an answer, by artist or
/// by popularity, is not ranked and keeps its place behind. Reused; one request at a time.
final class SecondStage {

    /// The least of the ranked stands this much of the best score above the others, so that rounding keeps it there.
    private static final double LEAST = 1e-5;

    private final Description description = new Description();
    private float[] logits = new float[512];

    /// Gives ranked candidates new scores, all above those of the others: the highest score of the others plus the
    /// chance of being right against the greatest such chance, times the best score.
    ///
    /// @param place of the request in the model's space; empty when it has none
    /// @param workspace with votes and the blended scores, which are changed
    void order(
            Corpus corpus,
            int[] seeds,
            boolean titled,
            VectorModel model,
            float[] place,
            TrackFacts facts,
            Workspace workspace,
            Voters voters,
            Voters titleVoters) {
        Optional<CandidateRanker> ranker = model.ranker();
        Shape shape = Shape.of(seeds.length);
        int depth = ranker.map(some -> some.depth(shape)).orElse(0);
        if (depth == 0) {
            return;
        }
        SparseScores blended = workspace.blended;
        int[] best = blended.top(depth, corpus::trackId, true);
        int[] ranked = Arrays.stream(best)
                .filter(track -> isRanked(track, workspace))
                .toArray();
        if (ranked.length == 0) {
            return;
        }
        float top = blended.get(best[0]);
        float others = blended.get(highestOfOthers(best, ranked));
        Candidates candidates = description.of(
                new Evidence(
                        corpus,
                        seeds,
                        titled,
                        blended,
                        workspace.votes(CandidateSource.PLAYLISTS),
                        workspace.votes(CandidateSource.TITLES),
                        voters,
                        titleVoters,
                        Optional.of(model.space()),
                        place,
                        facts),
                ranked);
        logits = logits.length < ranked.length ? new float[ranked.length] : logits;
        if (!ranker.get().score(shape, candidates, logits)) {
            return;
        }
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < ranked.length; i++) {
            greatest = Math.max(greatest, logits[i]);
        }
        double surest = chance(greatest);
        for (int i = 0; i < ranked.length; i++) {
            double share = Math.max(LEAST, chance(logits[i]) / surest);
            blended.scale(ranked[i], (float) ((others + top * share) / blended.get(ranked[i])));
        }
    }

    private static boolean isRanked(int track, Workspace workspace) {
        return workspace.votes(CandidateSource.PLAYLISTS).get(track) > 0
                || workspace.votes(CandidateSource.TITLES).get(track) > 0
                || workspace.votes(CandidateSource.VECTORS).get(track) > 0;
    }

    /// A track whose score no track that is not ranked exceeds: the best of those among the best, or else the last of
    /// the best.
    private static int highestOfOthers(int[] best, int[] ranked) {
        for (int i = 0; i < ranked.length; i++) {
            if (best[i] != ranked[i]) {
                return best[i];
            }
        }
        return best[Math.min(ranked.length, best.length - 1)];
    }

    private static double chance(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
