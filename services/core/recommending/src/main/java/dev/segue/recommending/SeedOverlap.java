package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.List;

/// Which seeds each live playlist holds: the index behind reasons. Counts are exact, as of the moment it was filled.
///
/// Cost: the seeds' postings once to fill, the postings of a track for each answer. What most of them ask is whether a
/// playlist holds any seed at all: a filter of bits that fits into the processor's nearest cache says no to nearly all
/// that hold none. Not thread-safe; reused.
final class SeedOverlap {

    private static final int MOST = 3;
    private static final int SMALLEST = 1 << 10;
    private static final int LARGEST = 1 << 27;
    private static final int LARGEST_FILTER = 1 << 20;

    /// Bits of the filter for a playlist with a seed.
    private static final int BITS_EACH = 32;

    private static final int GOLDEN = 0x9E3779B9;
    private static final int WORD_BITS = 5;
    private static final int SEVERAL = -1;

    private int[] filter = new int[SMALLEST / Integer.SIZE];
    private int filterMask = SMALLEST - 1;

    /// Open addressing: in each slot playlist + 1 above 32 bits, 0 where it is free, and below them the one seed that
    /// the playlist holds, or [#SEVERAL]. The first `capacity` slots are in use, a power of two.
    private long[] table = new long[SMALLEST];

    private int capacity = SMALLEST;

    /// By slot, where there are several: which seeds the playlist holds, a bit each in `words` longs.
    private long[] masks = new long[SMALLEST];

    private int words = 1;
    private int[] slotsOfSeveral = new int[64];
    private int several;
    private int[] shared = new int[16];
    private int[] hits = new int[256];
    private String[] seedIds = {};

    /// To be called once before [#clear].
    ///
    /// @param seeds distinct track ordinals, at least one
    void fill(Corpus corpus, int[] seeds) {
        int postings = Arrays.stream(seeds).map(corpus::playlistsOf).sum();
        makeRoom(Math.clamp(postings, 1, Math.max(1, corpus.playlists())), seeds.length);
        seedIds = Arrays.stream(seeds).mapToObj(corpus::trackId).toArray(String[]::new);
        for (int s = 0; s < seeds.length; s++) {
            int[] held = corpus.postingsHeld(seeds[s]);
            for (int i = 0; i < 2 * corpus.playlistsOf(seeds[s]); i += 2) {
                int playlist = held[i];
                filter[(playlist & filterMask) >>> WORD_BITS] |= 1 << playlist;
                hold(slot(playlist), playlist, s);
            }
        }
    }

    private void hold(int slot, int playlist, int seed) {
        if (table[slot] == 0) {
            table[slot] = (long) (playlist + 1) << Integer.SIZE | seed;
            return;
        }
        int before = (int) table[slot];
        if (before != SEVERAL) {
            slotsOfSeveral =
                    slotsOfSeveral.length == several ? Arrays.copyOf(slotsOfSeveral, 2 * several) : slotsOfSeveral;
            slotsOfSeveral[several++] = slot;
            table[slot] |= SEVERAL & 0xFFFF_FFFFL;
            masks[slot * words + before / Long.SIZE] |= 1L << before;
        }
        masks[slot * words + seed / Long.SIZE] |= 1L << seed;
    }

    private void makeRoom(int postings, int seeds) {
        words = Math.max(1, (seeds + Long.SIZE - 1) / Long.SIZE);
        shared = shared.length < seeds ? new int[seeds] : shared;
        capacity = Math.clamp(4L * Integer.highestOneBit(postings), SMALLEST, LARGEST);
        table = table.length < capacity ? new long[capacity] : table;
        masks = masks.length < capacity * words ? new long[capacity * words] : masks;
        int bits = Math.clamp((long) BITS_EACH * Integer.highestOneBit(postings), SMALLEST, LARGEST_FILTER);
        filterMask = bits - 1;
        filter = filter.length < bits / Integer.SIZE ? new int[bits / Integer.SIZE] : filter;
    }

    /// Where the playlist stands in the table, or would.
    private int slot(int playlist) {
        int mask = capacity - 1;
        int slot = playlist * GOLDEN >>> Integer.numberOfLeadingZeros(mask);
        while (table[slot] != 0 && (int) (table[slot] >>> Integer.SIZE) != playlist + 1) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /// The seeds that share most live playlists with `track`, most first, ties in the order of the seeds.
    List<Because> reasons(Corpus corpus, int track, int[] seeds) {
        int found = filtered(corpus.postingsHeld(track), corpus.playlistsOf(track));
        for (int i = 0; i < found; i++) {
            count(slot(hits[i]));
        }
        Because[] reasons = new Because[MOST];
        int n = 0;
        while (n < MOST) {
            int best = -1;
            for (int s = 0; s < seeds.length; s++) {
                if (shared[s] > 0 && (best < 0 || shared[s] > shared[best])) {
                    best = s;
                }
            }
            if (best < 0) {
                break;
            }
            reasons[n++] = new Because(seedIds[best], shared[best]);
            shared[best] = 0;
        }
        Arrays.fill(shared, 0, seeds.length, 0);
        return List.of(n == MOST ? reasons : Arrays.copyOf(reasons, n));
    }

    /// Moves the playlists that pass the filter to `hits`, without a branch on what cannot be guessed.
    ///
    /// @return how many
    private int filtered(int[] postings, int held) {
        hits = hits.length < held + 1 ? new int[2 * held + 1] : hits;
        int[] bits = filter;
        int[] passed = hits;
        int mask = filterMask;
        int n = 0;
        for (int at = 0; at < 2 * held; at += 2) {
            int playlist = postings[at];
            passed[n] = playlist;
            n += bits[(playlist & mask) >>> WORD_BITS] >>> playlist & 1;
        }
        return n;
    }

    private void count(int slot) {
        if (table[slot] == 0) {
            return;
        }
        int seed = (int) table[slot];
        if (seed != SEVERAL) {
            shared[seed]++;
            return;
        }
        for (int word = 0; word < words; word++) {
            for (long bits = masks[slot * words + word]; bits != 0; bits &= bits - 1) {
                shared[word * Long.SIZE + Long.numberOfTrailingZeros(bits)]++;
            }
        }
    }

    void clear() {
        if (seedIds.length == 0) {
            return;
        }
        seedIds = new String[0];
        Arrays.fill(filter, 0, (filterMask + 1) / Integer.SIZE, 0);
        Arrays.fill(table, 0, capacity, 0);
        for (int i = 0; i < several; i++) {
            Arrays.fill(masks, slotsOfSeveral[i] * words, (slotsOfSeveral[i] + 1) * words, 0);
        }
        several = 0;
    }
}
