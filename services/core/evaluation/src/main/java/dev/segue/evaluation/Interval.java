package dev.segue.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/// A mean over playlists with its 95 % interval.
///
/// @param mean of all values
/// @param low 2.5 % quantile of the resampled means
/// @param high 97.5 % quantile of the resampled means
/// @param n how many values; 0 gives NaN for the others
public record Interval(double mean, double low, double high, int n) {

    private static final int RESAMPLES = 2000;

    /// Percentile bootstrap: 2,000 resamples of the values with replacement.
    ///
    /// @param values one a playlist; read, never kept
    /// @param seed of the resampling; the same gives the same interval
    /// Source: Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979).
    public static Interval of(double[] values, long seed) {
        int n = values.length;
        if (n == 0) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        var random = new SplittableRandom(seed);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += values[random.nextInt(n)];
            }
            means[r] = sum / n;
        }
        Arrays.sort(means);
        return new Interval(mean(values), quantile(means, .025), quantile(means, .975), n);
    }

    /// Whether the two intervals share no value.
    public boolean apartFrom(Interval other) {
        return high < other.low || other.high < low;
    }

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
