package dev.segue.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How often each whole number occurs: exact, and therefore able to take a number back and to be merged with another.
///
/// O(log of the different numbers) for [#add] and [#remove]; some 60 bytes for each different number. Not safe for use
/// by many threads.
public final class IntegerDistribution {

    /// Values below this have a bucket of their own.
    private static final int SINGLE = 16;

    private static final int BITS_KEPT = 3;

    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long size;

    /// Numbers that lie together.
    ///
    /// @param from lowest, inclusive
    /// @param to highest, inclusive
    /// @param count of numbers in it
    public record Bucket(long from, long to, long count) {}

    /// Counts `value` once more.
    public void add(long value) {
        add(value, 1);
    }

    /// Counts `value` `times` more, from 0.
    public void add(long value, long times) {
        if (times < 0) {
            throw new IllegalArgumentException("times: expected 0 or more, got " + times);
        }
        if (times > 0) {
            counts.merge(value, times, Long::sum);
            size += times;
        }
    }

    /// Takes `value` back once.
    ///
    /// @throws IllegalArgumentException when it is not there
    public void remove(long value) {
        Long held = counts.get(value);
        if (held == null) {
            throw new IllegalArgumentException(value + " is not there to be taken back");
        }
        if (held == 1) {
            counts.remove(value);
        } else {
            counts.put(value, held - 1);
        }
        size--;
    }

    /// Counts all that the other does.
    public void merge(IntegerDistribution other) {
        other.counts.forEach(this::add);
    }

    /// How many numbers there are.
    public long size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// Each different number with how often it occurs, ascending; a view.
    public SortedMap<Long, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    /// Arithmetic mean; NaN of nothing.
    public double mean() {
        double sum = 0;
        for (var entry : counts.entrySet()) {
            sum += (double) entry.getKey() * entry.getValue();
        }
        return sum / size;
    }

    /// Of the sample, with n − 1; NaN of fewer than two numbers.
    public double standardDeviation() {
        if (size < 2) {
            return Double.NaN;
        }
        double mean = mean();
        double squares = 0;
        for (var entry : counts.entrySet()) {
            double distance = entry.getKey() - mean;
            squares += distance * distance * entry.getValue();
        }
        return Math.sqrt(squares / (size - 1));
    }

    /// @throws java.util.NoSuchElementException of nothing
    public long minimum() {
        return counts.firstKey();
    }

    /// @throws java.util.NoSuchElementException of nothing
    public long maximum() {
        return counts.lastKey();
    }

    /// The lowest number that at least the share `q` of all numbers do not exceed.
    ///
    /// @param q 0 to 1
    /// @throws IllegalStateException of nothing
    public long quantile(double q) {
        if (q < 0 || q > 1) {
            throw new IllegalArgumentException("q: expected 0 to 1, got " + q);
        }
        long needed = Math.max(1, (long) Math.ceil(q * size));
        long seen = 0;
        for (var entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= needed) {
                return entry.getKey();
            }
        }
        throw new IllegalStateException("Nothing has no quantiles");
    }

    /// The numbers in buckets: one for each number below 16, then eight for each doubling, so that a bucket is never
    /// wider than an eighth of its lowest number. The borders are always the same, so buckets of several
    /// distributions can be added. Negative numbers are in the bucket of 0; empty buckets are left out.
    public List<Bucket> buckets() {
        var sums = new TreeMap<Long, Long>();
        counts.forEach((value, count) -> sums.merge(bucket(value), count, Long::sum));
        var buckets = new ArrayList<Bucket>(sums.size());
        sums.forEach((from, count) -> buckets.add(new Bucket(from, from + width(from) - 1, count)));
        return buckets;
    }

    private static long bucket(long value) {
        return value < SINGLE ? Math.max(0, value) : value / width(value) * width(value);
    }

    private static long width(long value) {
        return value < SINGLE ? 1 : Long.highestOneBit(value) >> BITS_KEPT;
    }
}
