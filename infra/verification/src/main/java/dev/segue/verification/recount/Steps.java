package dev.segue.verification.recount;

import java.util.Arrays;

/// How many playlists hold something, at every point of the raw topic: +1 and −1 where a playlist took it up or let
/// it go, by partition and offset.
final class Steps {

    private static final int OFFSET_BITS = 48;
    private static final long LAST_OFFSET = (1L << OFFSET_BITS) - 1;

    private final long[] keys;
    private final int[] sums;

    private Steps(long[] keys, int[] sums) {
        this.keys = keys;
        this.sums = sums;
    }

    /// @param events `(partition, offset) << 1 | gain`, in no order; sorted here
    static Steps of(long[] events) {
        Arrays.sort(events);
        long[] keys = new long[events.length];
        int[] sums = new int[events.length];
        for (int i = 0; i < events.length; i++) {
            keys[i] = events[i] >>> 1;
            boolean samePartition = i > 0 && keys[i - 1] >>> OFFSET_BITS == keys[i] >>> OFFSET_BITS;
            sums[i] = (samePartition ? sums[i - 1] : 0) + ((events[i] & 1) == 1 ? 1 : -1);
        }
        return new Steps(keys, sums);
    }

    static long event(int partition, long offset, boolean gain) {
        return key(partition, offset) << 1 | (gain ? 1 : 0);
    }

    /// How many there were when the records before `until` had been counted.
    int at(long[] until) {
        int sum = 0;
        for (int partition = 0; partition < until.length; partition++) {
            int next = Arrays.binarySearch(keys, key(partition, until[partition]));
            int last = (next >= 0 ? first(next) : -next - 1) - 1;
            if (last >= 0 && keys[last] >>> OFFSET_BITS == partition) {
                sum += sums[last];
            }
        }
        return sum;
    }

    /// The first of equal keys.
    private int first(int found) {
        int first = found;
        while (first > 0 && keys[first - 1] == keys[found]) {
            first--;
        }
        return first;
    }

    private static long key(int partition, long offset) {
        return (long) partition << OFFSET_BITS | Math.min(offset, LAST_OFFSET);
    }
}
