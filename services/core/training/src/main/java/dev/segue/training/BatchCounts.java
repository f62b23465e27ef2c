package dev.segue.training;

import java.util.Arrays;

/// How often any two tracks of a batch stand within the window of each other, over all playlists, and whether one may
/// pull at the other.
///
/// Finds the entries of the batch's tracks, a bit each, and goes through them in playlist order: what stands between is
/// never looked at. Memory: an int a pair of rows, and a bit an entry.
final class BatchCounts implements BatchLoss.Relations {

    private final TrainingSet set;
    private final int window;
    private final HubNeighbours hubs;
    private final long[] marked;
    private final int[] counts;
    private int[] batch = {};
    private int size;

    /// @param capacity most tracks of a batch
    BatchCounts(TrainingSet set, int window, HubNeighbours hubs, int capacity) {
        this.set = set;
        this.window = window;
        this.hubs = hubs;
        this.marked = new long[(set.entries() + Long.SIZE - 1) / Long.SIZE];
        this.counts = new int[capacity * capacity];
    }

    /// Counts a batch.
    ///
    /// @param tracks all different, `size` of them; read until the next call
    /// @param segments that tell the row of a track
    void count(int[] tracks, int size, Segments segments) {
        this.batch = tracks;
        this.size = size;
        Arrays.fill(counts, 0, size * size, 0);
        for (int row = 0; row < size; row++) {
            set.forEachEntry(tracks[row], entry -> marked[entry >> 6] |= 1L << entry);
        }
        int[] near = new int[64];
        int first = 0;
        int last = 0;
        for (int word = 0; word < marked.length; word++) {
            for (long bits = marked[word]; bits != 0; bits &= bits - 1) {
                int entry = (word << 6) + Long.numberOfTrailingZeros(bits);
                while (first < last && !within(near[first], entry)) {
                    first++;
                }
                int row = segments.rowOf(set.trackOf(entry));
                for (int i = first; i < last; i++) {
                    int other = segments.rowOf(set.trackOf(near[i]));
                    counts[row * size + other]++;
                    counts[other * size + row]++;
                }
                if (last == near.length) {
                    // Forgets those that are out of reach, and grows when that leaves no room.
                    int kept = last - first;
                    near = Arrays.copyOfRange(near, first, first + Math.max(near.length, 2 * kept));
                    first = 0;
                    last = kept;
                }
                near[last++] = entry;
            }
            marked[word] = 0;
        }
    }

    private boolean within(int earlier, int entry) {
        return set.playlistOf(earlier) == set.playlistOf(entry)
                && (window == 0 || set.positionOf(entry) - set.positionOf(earlier) <= window);
    }

    @Override
    public void known(int row, BatchLoss.KnownConsumer consumer) {
        int at = row * size;
        for (int other = 0; other < size; other++) {
            int count = counts[at + other];
            if (count > 0) {
                consumer.accept(other, hubs.mayPull(batch[row], batch[other]) ? count : 0);
            }
        }
    }
}
