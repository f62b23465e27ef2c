package dev.segue.statistics;

/// Tukey's fences on the logarithms: one and a half times the distance of the quartiles below the first and above the
/// third. Numbers below 1 have no logarithm and are left out.
///
/// @param lower numbers below are outliers
/// @param upper numbers above are outliers
/// @param below how many are
/// @param above how many are
/// @param leftOut numbers below 1
///
/// Source: Tukey, "Exploratory Data Analysis", 1977.
public record OutlierBounds(double lower, double upper, long below, long above, long leftOut) {

    private static final double REACH = 1.5;

    /// Of the numbers from 1 up.
    public static OutlierBounds of(IntegerDistribution distribution) {
        var positive = new IntegerDistribution();
        distribution.counts().tailMap(1L).forEach(positive::add);
        long leftOut = distribution.size() - positive.size();
        if (positive.isEmpty()) {
            return new OutlierBounds(Double.NaN, Double.NaN, 0, 0, leftOut);
        }
        double first = Math.log(positive.quantile(0.25));
        double third = Math.log(positive.quantile(0.75));
        double lower = Math.exp(first - REACH * (third - first));
        double upper = Math.exp(third + REACH * (third - first));
        long below = 0;
        long above = 0;
        for (var entry : positive.counts().entrySet()) {
            if (entry.getKey() < lower) {
                below += entry.getValue();
            } else if (entry.getKey() > upper) {
                above += entry.getValue();
            }
        }
        return new OutlierBounds(lower, upper, below, above, leftOut);
    }
}
