package dev.segue.training;

import java.util.Arrays;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// How often any two tracks of a batch stand within the window of each other, over all playlists, and whether one may
/// pull at the other.
///
/// Finds the entries of the batch's tracks, a bit each, and goes through them in playlist order: what stands between is
/// never looked at. Counts stop at 65,535. Memory: a short a pair of rows, and a bit an entry.
final class BatchCounts implements BatchLoss.Relations {

    private static final VectorSpecies<Short> LANES = ShortVector.SPECIES_PREFERRED;

    private final TrainingSet set;
    private final int window;
    private final HubNeighbours hubs;
    private final long[] marked;
    private final short[] counts;
    private final long[] @Nullable [] pullers;
    private int[] nearRows = new int[256];
    private int[] nearPositions = new int[256];
    private int[] batch = {};
    private int size;

    /// @param capacity most tracks of a batch
    BatchCounts(TrainingSet set, int window, HubNeighbours hubs, int capacity) {
        this.set = set;
        this.window = window;
        this.hubs = hubs;
        this.marked = new long[(set.entries() + Long.SIZE - 1) / Long.SIZE];
        this.counts = new short[capacity * capacity];
        this.pullers = new long[capacity][];
    }

    /// Counts a batch.
    ///
    /// @param tracks all different, `size` of them; read until the next call
    /// @param segments that tell the row of a track
    void count(int[] tracks, int size, Segments segments) {
        this.batch = tracks;
        this.size = size;
        Arrays.fill(counts, 0, size * size, (short) 0);
        for (int row = 0; row < size; row++) {
            set.forEachEntry(tracks[row], entry -> marked[entry >> 6] |= 1L << entry);
        }
        int playlist = -1;
        int first = 0;
        int last = 0;
        for (int word = 0; word < marked.length; word++) {
            for (long bits = marked[word]; bits != 0; bits &= bits - 1) {
                int entry = (word << 6) + Long.numberOfTrailingZeros(bits);
                int position = set.positionOf(entry);
                if (set.playlistOf(entry) != playlist) {
                    playlist = set.playlistOf(entry);
                    first = 0;
                    last = 0;
                }
                while (window > 0 && first < last && position - nearPositions[first] > window) {
                    first++;
                }
                int row = segments.rowOf(set.trackOf(entry));
                int at = row * size;
                for (int i = first; i < last; i++) {
                    // Unsigned; at the greatest it stays.
                    if (counts[at + nearRows[i]] != -1) {
                        counts[at + nearRows[i]]++;
                        counts[nearRows[i] * size + row]++;
                    }
                }
                if (last == nearRows.length) {
                    nearRows = Arrays.copyOf(nearRows, 2 * last);
                    nearPositions = Arrays.copyOf(nearPositions, 2 * last);
                }
                nearRows[last] = row;
                nearPositions[last++] = position;
            }
            marked[word] = 0;
        }
        for (int row = 0; row < size; row++) {
            pullers[row] = pullersOf(row, segments);
        }
    }

    /// Rows that may pull at a hub's, a bit each; null when all may.
    private long @Nullable [] pullersOf(int row, Segments segments) {
        int[] allowed = hubs.allowed(batch[row]);
        if (allowed == null) {
            return null;
        }
        long[] pulling = new long[(size + Long.SIZE - 1) / Long.SIZE];
        for (int track : allowed) {
            int other = segments.rowOf(track);
            if (other >= 0) {
                pulling[other >> 6] |= 1L << other;
            }
        }
        return pulling;
    }

    @Override
    public void known(int row, BatchLoss.KnownConsumer consumer) {
        int at = row * size;
        long[] pulling = pullers[row];
        int bound = LANES.loopBound(size);
        for (int from = 0; from < bound; from += LANES.length()) {
            long known = ShortVector.fromArray(LANES, counts, at + from)
                    .compare(VectorOperators.NE, (short) 0)
                    .toLong();
            for (long bits = known; bits != 0; bits &= bits - 1) {
                tell(from + Long.numberOfTrailingZeros(bits), at, pulling, consumer);
            }
        }
        for (int other = bound; other < size; other++) {
            if (counts[at + other] != 0) {
                tell(other, at, pulling, consumer);
            }
        }
    }

    private void tell(int other, int at, long @Nullable [] pulling, BatchLoss.KnownConsumer consumer) {
        boolean pulls = pulling == null || (pulling[other >> 6] >> other & 1) == 1;
        consumer.accept(other, pulls ? counts[at + other] & 0xffff : 0);
    }
}
