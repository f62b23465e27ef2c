package dev.segue.recommending.ranking;

import java.util.Arrays;

/// A few tracks out of many, each with a number: a table small enough to stay near the processor, for passes over
/// playlists most of whose tracks are none of them.
final class TrackPlaces {

    static final int NONE = -1;

    private static final int FILTER_BITS = 16;
    private static final int MIX = 0x9E3779B9;

    /// A bit for each hash that a track has: most others are turned away here.
    private final long[] filter = new long[1 << FILTER_BITS - 6];

    private int[] keys = new int[0];
    private int[] numbers = new int[0];
    private int shift;

    /// Begins anew.
    ///
    /// @param most tracks that will be put
    void begin(int most) {
        int slots = Math.max(64, Integer.highestOneBit(Math.max(1, most)) << 2);
        if (keys.length < slots) {
            keys = new int[slots];
            numbers = new int[slots];
        }
        shift = Integer.numberOfLeadingZeros(keys.length) + 1;
        Arrays.fill(keys, NONE);
        Arrays.fill(filter, 0);
    }

    /// @param number at least 0; that of a track put before stays
    void put(int track, int number) {
        int hash = track * MIX;
        filter[hash >>> 32 - FILTER_BITS >>> 6] |= 1L << (hash >>> 32 - FILTER_BITS);
        int slot = hash >>> shift;
        while (keys[slot] != NONE && keys[slot] != track) {
            slot = slot + 1 & keys.length - 1;
        }
        if (keys[slot] == NONE) {
            keys[slot] = track;
            numbers[slot] = number;
        }
    }

    /// The number of a track, [#NONE] when it was not put.
    int of(int track) {
        int hash = track * MIX;
        if ((filter[hash >>> 32 - FILTER_BITS >>> 6] & 1L << (hash >>> 32 - FILTER_BITS)) == 0) {
            return NONE;
        }
        for (int slot = hash >>> shift; keys[slot] != NONE; slot = slot + 1 & keys.length - 1) {
            if (keys[slot] == track) {
                return numbers[slot];
            }
        }
        return NONE;
    }
}
