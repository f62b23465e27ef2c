package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Described;
import dev.segue.recommending.ranking.Description;
import dev.segue.recommending.ranking.Evidence;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.ranking.Voters;
import java.util.Arrays;
import java.util.Optional;

/// Puts the best of the blend in the order that the model's ranker gives them. What only fills an answer, by artist or
/// by popularity, is not ranked and keeps its place behind. Reused; one request at a time.
final class SecondStage {

    /// Share of a new score that is the rank's alone, so that those that are hardly ever right keep their order.
    private static final double BY_RANK = 1e-2;

    /// Candidates ranked for each track that this page and those before it show: what stands lower hardly ever comes up
    /// into them. With 100 shown R-precision gains as much by the best 300 as by 1,000, see docs/evaluation.md.
    static final int RANKED_EACH = 3;

    private static final int LEAST_RANKED = 200;

    private final Description description = new Description();
    private float[] logits = new float[512];
    private long[] order = new long[512];

    /// Gives ranked candidates new scores, all above those of the others: the highest score of the others plus the
    /// chance of being right against the greatest such chance, times the best score.
    ///
    /// @param shown tracks on this page and those before it
    /// @param place of the request in the model's space; empty when it has none
    /// @param candidates with votes and the blended scores, which are changed
    void order(
            Corpus corpus,
            int[] seeds,
            boolean titled,
            int shown,
            VectorModel model,
            float[] place,
            TrackFacts facts,
            Candidates candidates,
            Voters voters,
            Voters titleVoters) {
        Optional<CandidateRanker> ranker = model.ranker();
        Shape shape = Shape.of(seeds.length);
        int depth =
                Math.min(ranker.map(some -> some.depth(shape)).orElse(0), Math.max(LEAST_RANKED, RANKED_EACH * shown));
        if (depth == 0) {
            return;
        }
        int[] best = candidates.best(depth, corpus::compareIds);
        int[] ranked = Arrays.stream(best)
                .map(candidates::indexOf)
                .filter(candidate -> isRanked(candidate, candidates))
                .toArray();
        if (ranked.length == 0) {
            return;
        }
        Described described = description.of(new Evidence(
                corpus,
                seeds,
                titled,
                Arrays.stream(ranked).map(candidates::track).toArray(),
                scores(candidates, ranked),
                votes(candidates, CandidateSource.PLAYLISTS, ranked),
                votes(candidates, CandidateSource.TITLES, ranked),
                voters,
                titleVoters,
                Optional.of(model.space()),
                place,
                votes(candidates, CandidateSource.FACTORS, ranked),
                facts));
        if (logits.length < ranked.length) {
            logits = new float[ranked.length];
            order = new long[ranked.length];
        }
        if (ranker.get().score(shape, described, logits)) {
            rescore(candidates, ranked, highestOfOthers(candidates, best, ranked));
        }
    }

    private void rescore(Candidates candidates, int[] ranked, float others) {
        float top = candidates.highest();
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
            candidates.setScore(ranked[i], (float) (others + top * share));
        }
    }

    /// Bits whose order as signed integers is the order of the floats.
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ (bits >> 31) & Integer.MAX_VALUE;
    }

    private static double chance(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static boolean isRanked(int candidate, Candidates candidates) {
        return candidates.vote(CandidateSource.PLAYLISTS, candidate) > 0
                || candidates.vote(CandidateSource.TITLES, candidate) > 0
                || candidates.vote(CandidateSource.VECTORS, candidate) > 0;
    }

    private static float[] scores(Candidates candidates, int[] ranked) {
        float[] scores = new float[ranked.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = candidates.score(ranked[i]);
        }
        return scores;
    }

    private static float[] votes(Candidates candidates, CandidateSource source, int[] ranked) {
        float[] votes = new float[ranked.length];
        for (int i = 0; i < votes.length; i++) {
            votes[i] = candidates.vote(source, ranked[i]);
        }
        return votes;
    }

    /// A score that none of the others exceeds: that of the best of them among the best, or else of the last of the
    /// best.
    ///
    /// @param best tracks, best first
    /// @param ranked candidates among them, in the same order
    private static float highestOfOthers(Candidates candidates, int[] best, int[] ranked) {
        for (int i = 0; i < ranked.length; i++) {
            int candidate = candidates.indexOf(best[i]);
            if (candidate != ranked[i]) {
                return candidates.score(candidate);
            }
        }
        return candidates.score(candidates.indexOf(best[Math.min(ranked.length, best.length - 1)]));
    }
}
