package dev.segue.training.ranking;

import dev.segue.evaluation.PairedDifference;
import dev.segue.recommending.ranking.Shape;

/// How the ranker did on requests it did not learn from, beside the blend on the same.
///
/// @param requests judged
/// @param blendNdcg NDCG@500 of the blend
/// @param ndcg ranked minus blend, NDCG@500
/// @param blendPrecision R-precision of the blend, tracks only
/// @param precision ranked minus blend, R-precision
public record Verdict(
        Shape shape,
        int requests,
        double blendNdcg,
        PairedDifference ndcg,
        double blendPrecision,
        PairedDifference precision) {

    /// Above this a gain may be chance.
    private static final double LEVEL = .05;

    /// Whether requests of the shape are to be ranked: one metric gained beyond chance, the other did not lose beyond
    /// it.
    public boolean ranked() {
        return (gained(ndcg) && !lost(precision)) || (gained(precision) && !lost(ndcg));
    }

    private static boolean gained(PairedDifference difference) {
        return difference.difference().mean() > 0 && difference.p() < LEVEL;
    }

    private static boolean lost(PairedDifference difference) {
        return difference.difference().mean() < 0 && difference.p() < LEVEL;
    }
}
