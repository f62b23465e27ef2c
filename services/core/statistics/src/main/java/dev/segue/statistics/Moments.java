package dev.segue.statistics;

/// Count, mean and variance of numbers as they come, without keeping them. Can be merged. Not safe for use by many
/// threads.
///
/// Source: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983).
public final class Moments {

    private long count;
    private double mean;
    private double squares;

    /// What was told of numbers that are gone.
    ///
    /// @param mean NaN of nothing
    /// @param standardDeviation of the sample; NaN of fewer than two
    public static Moments of(long count, double mean, double standardDeviation) {
        var moments = new Moments();
        moments.count = count;
        moments.mean = count == 0 ? 0 : mean;
        moments.squares = count < 2 ? 0 : standardDeviation * standardDeviation * (count - 1);
        return moments;
    }

    /// Counts `value`.
    public void add(double value) {
        add(value, 1);
    }

    /// Counts `value` so many times.
    public void add(double value, long times) {
        merge(times, value, 0);
    }

    /// Counts all that the other does.
    public void merge(Moments other) {
        merge(other.count, other.mean, other.squares);
    }

    private void merge(long more, double otherMean, double otherSquares) {
        if (more == 0) {
            return;
        }
        long all = count + more;
        double distance = otherMean - mean;
        squares += otherSquares + distance * distance * count * more / all;
        mean += distance * more / all;
        count = all;
    }

    public long count() {
        return count;
    }

    /// NaN of nothing.
    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /// Of the sample, with n − 1; NaN of fewer than two.
    public double variance() {
        return count < 2 ? Double.NaN : squares / (count - 1);
    }

    /// Of the sample; NaN of fewer than two.
    public double standardDeviation() {
        return Math.sqrt(variance());
    }
}
