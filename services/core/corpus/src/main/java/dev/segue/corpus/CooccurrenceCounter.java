package dev.segue.corpus;

import java.util.Arrays;

/// Exact co-occurrence of one anchor track, counted on demand from the postings: for every other track the number of
/// playlists that hold both, within a window of positions or anywhere. A pair counts once a playlist, because a
/// playlist holds a track once.
///
/// Cost: the entries looked at, Σ over the anchor's playlists of min(length, 2 · window), plus the selection of the
/// best. Memory: 4 bytes a track ordinal. Scratch is kept between calls: one counter a thread, and none while the
/// corpus changes.
public final class CooccurrenceCounter {

    private static final int HISTOGRAM = 256;
    private static final int SHORT_RUN = 12;

    private final Corpus corpus;
    private int[] counts = new int[0];
    private int[] touched = new int[64];
    private int size;
    /// Of the last choice of the best: tracks, and by the same index their counts and id keys.
    private int[] candidates = new int[0];

    private int[] candidateCounts = new int[0];
    private long[] candidateKeys = new long[0];
    private final int[] histogram = new int[HISTOGRAM];
    /// Of the last partition.
    private int lastOfBetter;

    private int firstOfWorse;

    public CooccurrenceCounter(Corpus corpus) {
        this.corpus = corpus;
    }

    /// Counts around `anchor`; the result is read by [#neighbour] and [#countAt] until the next call.
    ///
    /// @param window largest difference of positions; 0 means the whole playlist
    /// @return how many distinct tracks co-occur
    public int count(int anchor, int window) {
        reset();
        corpus.forEachPlaylistOf(anchor, (playlist, position) -> {
            int[] tracks = corpus.tracksHeld(playlist);
            int from = window == 0 ? 0 : Math.max(0, position - window);
            int to = window == 0 ? tracks.length : Math.min(tracks.length, position + window + 1);
            for (int i = from; i < to; i++) {
                if (i != position) {
                    touch(tracks[i], 1);
                }
            }
        });
        return size;
    }

    /// Counts around `anchor`, a near neighbour for more than a far one: two tracks at a distance of `d`
    /// positions weigh (window + 1 − d) / window, which is 1 side by side and 1 / window at the edge.
    /// Weights are added up in units of 1 / window, so that they are whole numbers, exact and independent
    /// of order.
    ///
    /// The result is read by [#neighbour] and [#countAt], in those units, until the next call.
    ///
    /// @param window largest difference of positions, from 1
    /// @return how many distinct tracks co-occur
    /// @throws ArithmeticException when a sum exceeds 2³¹ − 1
    public int weigh(int anchor, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("Window: expected 1 or more, got " + window);
        }
        reset();
        corpus.forEachPlaylistOf(anchor, (playlist, position) -> {
            int[] tracks = corpus.tracksHeld(playlist);
            int to = (int) Math.min(tracks.length, (long) position + window + 1);
            for (int i = Math.max(0, position - window); i < to; i++) {
                if (i != position) {
                    touch(tracks[i], window + 1 - Math.abs(i - position));
                }
            }
        });
        return size;
    }

    /// The i-th track found by the last [#count] or [#weigh], in no order.
    public int neighbour(int i) {
        return touched[i];
    }

    /// How many playlists the i-th track shares with the anchor.
    public int countAt(int i) {
        return counts[touched[i]];
    }

    /// The `n` tracks that share most playlists with the anchor: by count, highest first, ties by track id.
    public Neighbours top(int anchor, int window, int n) {
        count(anchor, window);
        return best(n);
    }

    /// The `n` tracks that weigh most by [#weigh]: highest first, ties by track id; counts in units of 1 / window.
    public Neighbours heaviest(int anchor, int window, int n) {
        weigh(anchor, window);
        return best(n);
    }

    /// Chosen and sorted side by side, in arrays of this candidate set alone, because counts and id keys of the whole
    /// corpus are too far apart in memory to be looked up for every comparison.
    private Neighbours best(int n) {
        int k = Math.min(n, size);
        if (candidates.length < size) {
            candidates = new int[touched.length];
            candidateCounts = new int[touched.length];
            candidateKeys = new long[touched.length];
        }
        int least = leastOfBest(k);
        int found = 0;
        for (int i = 0; i < size; i++) {
            int count = counts[touched[i]];
            if (count >= least) {
                candidates[found] = touched[i];
                candidateCounts[found] = count;
                candidateKeys[found++] = corpus.idKey(touched[i]);
            }
        }
        select(found, k);
        sort(0, k - 1);
        return new Neighbours(Arrays.copyOf(candidates, k), Arrays.copyOf(candidateCounts, k));
    }

    /// The highest count that at least `k` tracks reach, as far as counts are small enough for a histogram.
    private int leastOfBest(int k) {
        Arrays.fill(histogram, 0);
        for (int i = 0; i < size; i++) {
            histogram[Math.min(counts[touched[i]], histogram.length - 1)]++;
        }
        int least = histogram.length;
        for (int reached = 0; least > 0 && reached < k; ) {
            reached += histogram[--least];
        }
        return least;
    }

    /// Brings the best `k` of the first `found` candidates to the front: Hoare's selection.
    private void select(int found, int k) {
        int from = 0;
        int to = found - 1;
        while (from < to) {
            partition(from, to);
            if (k - 1 <= lastOfBetter) {
                to = lastOfBetter;
            } else if (k - 1 >= firstOfWorse) {
                from = firstOfWorse;
            } else {
                return;
            }
        }
    }

    /// Quicksort down to runs that are sorted by insertion.
    private void sort(int from, int to) {
        int low = from;
        while (to - low > SHORT_RUN) {
            partition(low, to);
            int next = firstOfWorse;
            sort(low, lastOfBetter);
            low = next;
        }
        for (int i = low + 1; i <= to; i++) {
            for (int j = i;
                    j > low && compare(j, candidates[j - 1], candidateCounts[j - 1], candidateKeys[j - 1]) < 0;
                    j--) {
                swap(j, j - 1);
            }
        }
    }

    /// Hoare's partition around the candidate in the middle: nothing up to `lastOfBetter` comes after it, and nothing
    /// from `firstOfWorse` on before it.
    private void partition(int from, int to) {
        int middle = (from + to) >>> 1;
        int track = candidates[middle];
        int count = candidateCounts[middle];
        long key = candidateKeys[middle];
        int i = from;
        int j = to;
        while (i <= j) {
            while (compare(i, track, count, key) < 0) {
                i++;
            }
            while (compare(j, track, count, key) > 0) {
                j--;
            }
            if (i <= j) {
                swap(i++, j--);
            }
        }
        lastOfBetter = j;
        firstOfWorse = i;
    }

    /// Whether a candidate comes before (below 0) or after a track: by count, highest first, ties by id.
    private int compare(int candidate, int track, int count, long key) {
        if (candidateCounts[candidate] != count) {
            return Integer.compare(count, candidateCounts[candidate]);
        }
        if (candidateKeys[candidate] != key) {
            return Long.compareUnsigned(candidateKeys[candidate], key);
        }
        return candidates[candidate] == track ? 0 : corpus.compareIds(candidates[candidate], track);
    }

    private void swap(int i, int j) {
        int track = candidates[i];
        int count = candidateCounts[i];
        long key = candidateKeys[i];
        candidates[i] = candidates[j];
        candidateCounts[i] = candidateCounts[j];
        candidateKeys[i] = candidateKeys[j];
        candidates[j] = track;
        candidateCounts[j] = count;
        candidateKeys[j] = key;
    }

    private void touch(int track, int weight) {
        if (counts[track] == 0) {
            if (size == touched.length) {
                touched = Arrays.copyOf(touched, size * 2);
            }
            touched[size++] = track;
        }
        counts[track] = Math.addExact(counts[track], weight);
    }

    private void reset() {
        for (int i = 0; i < size; i++) {
            counts[touched[i]] = 0;
        }
        size = 0;
        if (counts.length < corpus.trackOrdinals()) {
            counts = Arrays.copyOf(counts, Math.max(corpus.trackOrdinals(), counts.length * 2));
        }
    }
}
