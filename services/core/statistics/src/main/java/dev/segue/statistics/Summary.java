package dev.segue.statistics;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A distribution in a few numbers.
///
/// @param count of numbers
/// @param mean arithmetic; NaN of nothing
/// @param standardDeviation of the sample; NaN of fewer than two
/// @param minimum 0 of nothing
/// @param maximum 0 of nothing
/// @param quantiles share to the lowest number that this share does not exceed; none of nothing
/// @param histogram in buckets as [IntegerDistribution#buckets] makes them
public record Summary(
        long count,
        double mean,
        double standardDeviation,
        long minimum,
        long maximum,
        SortedMap<Double, Long> quantiles,
        List<IntegerDistribution.Bucket> histogram) {

    /// The shares that are told.
    public static final List<Double> SHARES = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999);

    public Summary {
        quantiles = Collections.unmodifiableSortedMap(new TreeMap<>(quantiles));
        histogram = List.copyOf(histogram);
    }

    /// Of all numbers of a distribution.
    public static Summary of(IntegerDistribution distribution) {
        var quantiles = new TreeMap<Double, Long>();
        boolean empty = distribution.isEmpty();
        if (!empty) {
            SHARES.forEach(share -> quantiles.put(share, distribution.quantile(share)));
        }
        return new Summary(
                distribution.size(),
                distribution.mean(),
                distribution.standardDeviation(),
                empty ? 0 : distribution.minimum(),
                empty ? 0 : distribution.maximum(),
                quantiles,
                distribution.buckets());
    }
}
