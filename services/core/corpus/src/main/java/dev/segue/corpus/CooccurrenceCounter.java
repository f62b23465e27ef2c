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

    private final Corpus corpus;
    private int[] counts = new int[0];
    private int[] touched = new int[64];
    private int size;

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

    private Neighbours best(int n) {
        int k = Math.min(n, size);
        int[] heap = Arrays.copyOf(touched, k);
        for (int i = k / 2 - 1; i >= 0; i--) {
            siftDown(heap, i, k);
        }
        for (int i = k; k > 0 && i < size; i++) {
            if (better(touched[i], heap[0])) {
                heap[0] = touched[i];
                siftDown(heap, 0, k);
            }
        }
        for (int end = k - 1; end > 0; end--) {
            int worst = heap[0];
            heap[0] = heap[end];
            heap[end] = worst;
            siftDown(heap, 0, end);
        }
        int[] best = new int[k];
        for (int i = 0; i < k; i++) {
            best[i] = counts[heap[i]];
        }
        return new Neighbours(heap, best);
    }

    /// The worst of the heap stands at its root.
    private void siftDown(int[] heap, int from, int end) {
        int i = from;
        while (2 * i + 1 < end) {
            int child = 2 * i + 1;
            if (child + 1 < end && better(heap[child], heap[child + 1])) {
                child++;
            }
            if (!better(heap[i], heap[child])) {
                return;
            }
            int held = heap[i];
            heap[i] = heap[child];
            heap[child] = held;
            i = child;
        }
    }

    private boolean better(int a, int b) {
        return counts[a] != counts[b] ? counts[a] > counts[b] : corpus.compareIds(a, b) < 0;
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
