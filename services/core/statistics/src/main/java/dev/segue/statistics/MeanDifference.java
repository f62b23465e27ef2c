package dev.segue.statistics;

import org.hipparchus.stat.descriptive.StatisticalSummaryValues;
import org.hipparchus.stat.inference.TTest;

/// Whether two means differ.
///
/// @param margin first mean minus second
/// @param t of Student
/// @param pValue two-sided; NaN when there are too few numbers, or none that differ
public record MeanDifference(double margin, double t, double pValue) {

    /// Welch's test: independent samples, variances of their own.
    public static MeanDifference independent(Moments first, Moments second) {
        double margin = first.mean() - second.mean();
        if (first.count() < 2 || second.count() < 2 || first.variance() + second.variance() <= 0) {
            return new MeanDifference(margin, Double.NaN, Double.NaN);
        }
        var test = new TTest();
        return new MeanDifference(
                margin, test.t(summary(first), summary(second)), test.tTest(summary(first), summary(second)));
    }

    /// The paired test: whether the mean of differences is other than 0.
    public static MeanDifference paired(Moments differences) {
        if (differences.count() < 2 || differences.variance() <= 0) {
            return new MeanDifference(differences.mean(), Double.NaN, Double.NaN);
        }
        var test = new TTest();
        return new MeanDifference(
                differences.mean(), test.t(0, summary(differences)), test.tTest(0, summary(differences)));
    }

    private static StatisticalSummaryValues summary(Moments moments) {
        return new StatisticalSummaryValues(
                moments.mean(),
                moments.variance(),
                moments.count(),
                Double.NaN,
                Double.NaN,
                moments.mean() * moments.count());
    }
}
