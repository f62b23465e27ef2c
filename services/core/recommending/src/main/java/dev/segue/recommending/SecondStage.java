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

    /// Share of a new score that is the rank's alone, so that those that are hardly ever right keep their order.
    private static final double BY_RANK = 1e-2;

    private final Description description = new Description();
    private float[] logits = new float[512];
    private long[] order = new long[512];

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
        // In what order equal ones are described is of no influence.
        int[] best = blended.top(depth, corpus::trackId, false);
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
        if (logits.length < ranked.length) {
            logits = new float[ranked.length];
            order = new long[ranked.length];
        }
        if (!ranker.get().score(shape, candidates, logits)) {
            return;
        }
        rescore(blended, ranked, others, top);
    }

    private void rescore(SparseScores blended, int[] ranked, float others, float top) {
        for (int i = 0; i < ranked.length; i++) {
            order[i] = (long) sortable(logits[i]) << 32 | i;
        }
        Arrays.sort(order, 0, ranked.length);
        double surest = chance(logits[(int) order[ranked.length - 1]]);
        int below = 0;
        for (int at = 0; at < ranked.length; at++) {
            int i = (int) order[at];
            // Equal ones stay equal: their ids order them.
            below = at > 0 && order[at] >> 32 == order[at - 1] >> 32 ? below : at + 1;
            double share = (1 - BY_RANK) * chance(logits[i]) / surest + BY_RANK * below / ranked.length;
            blended.scale(ranked[i], (float) ((others + top * share) / blended.get(ranked[i])));
        }
    }

    /// Bits whose order as signed integers is the order of the floats.
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ (bits >> 31) & Integer.MAX_VALUE;
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
