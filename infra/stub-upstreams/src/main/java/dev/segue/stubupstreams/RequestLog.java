package dev.segue.stubupstreams;

import java.time.Duration;
import java.util.Arrays;

/// When requests arrived. Safe for use by many threads.
public final class RequestLog {

    private long[] arrivals = new long[1024];
    private int size;

    synchronized void arrived(long nanos) {
        if (size == arrivals.length) {
            arrivals = Arrays.copyOf(arrivals, 2 * size);
        }
        arrivals[size++] = nanos;
    }

    public synchronized int count() {
        return size;
    }

    /// The most requests that arrived within any stretch of this length, its end not included.
    public synchronized int busiest(Duration window) {
        Arrays.sort(arrivals, 0, size);
        int most = 0;
        int from = 0;
        for (int to = 0; to < size; to++) {
            while (arrivals[to] - arrivals[from] >= window.toNanos()) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    /// The requests that arrived within the stretch of this length that ends at that time.
    synchronized int within(Duration window, long nanos) {
        int count = 0;
        for (int i = size - 1; i >= 0 && nanos - arrivals[i] < window.toNanos(); i--) {
            count++;
        }
        return count;
    }

    /// From one request to another, counted from 0 in the order in which they arrived.
    public synchronized Duration between(int one, int other) {
        Arrays.sort(arrivals, 0, size);
        return Duration.ofNanos(arrivals[other] - arrivals[one]);
    }

    /// From the first request to the last.
    public synchronized Duration length() {
        Arrays.sort(arrivals, 0, size);
        return size == 0 ? Duration.ZERO : Duration.ofNanos(arrivals[size - 1] - arrivals[0]);
    }
}
