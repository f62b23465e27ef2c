package dev.segue.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/// The best `k` of many ordinals by score; among equals the one whose id is smaller. O(n log k).
final class BestOf {

    /// Tells ids of equal scores apart.
    @FunctionalInterface
    interface ById {
        int compare(int ordinalA, int ordinalB);
    }

    /// @param ordinal of a playlist or track
    record Entry(int ordinal, float score) {}

    private final int k;
    private final Comparator<Entry> worstFirst;
    private final PriorityQueue<Entry> best;

    BestOf(int k, ById byId) {
        this.k = k;
        this.worstFirst = Comparator.comparingDouble(Entry::score)
                .thenComparing((a, b) -> byId.compare(b.ordinal(), a.ordinal()));
        this.best = new PriorityQueue<>(worstFirst);
    }

    /// Whether a score is high enough to be asked about.
    boolean wouldTake(float score) {
        return k > 0 && (best.size() < k || score >= best.element().score());
    }

    void offer(int ordinal, float score) {
        if (best.size() < k) {
            best.add(new Entry(ordinal, score));
        } else if (wouldTake(score)) {
            var entry = new Entry(ordinal, score);
            if (worstFirst.compare(entry, best.element()) > 0) {
                best.remove();
                best.add(entry);
            }
        }
    }

    /// Best first; empties it.
    Entry[] drain() {
        Entry[] sorted = best.toArray(new Entry[0]);
        Arrays.sort(sorted, worstFirst.reversed());
        best.clear();
        return sorted;
    }
}
