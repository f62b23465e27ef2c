package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
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
    private static final int LARGEST_FILTER = 1 << 20;

    /// Bits of the filter for a playlist with a seed.
    private static final int BITS_EACH = 32;

    private static final int GOLDEN = 0x9E3779B9;

    private long[] filter = new long[SMALLEST / Long.SIZE];
    private int filterMask = SMALLEST - 1;

    /// Open addressing: playlist + 1, 0 where it is free; of these the first `capacity` are in use, a power of two.
    private int[] playlists = new int[SMALLEST];

    private int capacity = SMALLEST;

    /// By slot: which seeds the playlist holds, a bit each in `words` longs.
    private long[] masks = new long[SMALLEST];

    private int words = 1;
    private int[] shared = new int[16];
    private int[] hits = new int[256];
    private String[] seedIds = {};

    /// @param seeds distinct track ordinals
    void fill(Corpus corpus, int[] seeds) {
        clear();
        int postings = Arrays.stream(seeds).map(corpus::playlistsOf).sum();
        makeRoom(Math.max(1, postings), seeds.length);
        seedIds = Arrays.stream(seeds).mapToObj(corpus::trackId).toArray(String[]::new);
        for (int s = 0; s < seeds.length; s++) {
            int[] held = corpus.postingsHeld(seeds[s]);
            for (int at = 0; at < 2 * corpus.playlistsOf(seeds[s]); at += 2) {
                int playlist = held[at];
                filter[(playlist & filterMask) >>> 6] |= 1L << playlist;
                int slot = slot(playlist);
                playlists[slot] = playlist + 1;
                masks[slot * words + s / Long.SIZE] |= 1L << s;
            }
        }
    }

    private void makeRoom(int postings, int seeds) {
        words = Math.max(1, (seeds + Long.SIZE - 1) / Long.SIZE);
        shared = shared.length < seeds ? new int[seeds] : shared;
        capacity = Math.clamp(4L * Integer.highestOneBit(postings), SMALLEST, 1 << 29);
        playlists = playlists.length < capacity ? new int[capacity] : playlists;
        masks = masks.length < capacity * words ? new long[capacity * words] : masks;
        int bits = Math.clamp((long) BITS_EACH * Integer.highestOneBit(postings), SMALLEST, LARGEST_FILTER);
        filterMask = bits - 1;
        filter = filter.length < bits / Long.SIZE ? new long[bits / Long.SIZE] : filter;
    }

    /// Where the playlist stands, or would.
    private int slot(int playlist) {
        int mask = capacity - 1;
        int slot = playlist * GOLDEN >>> Integer.numberOfLeadingZeros(mask);
        while (playlists[slot] != 0 && playlists[slot] != playlist + 1) {
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
        var reasons = new ArrayList<Because>(MOST);
        while (reasons.size() < MOST) {
            int best = -1;
            for (int s = 0; s < seeds.length; s++) {
                if (shared[s] > 0 && (best < 0 || shared[s] > shared[best])) {
                    best = s;
                }
            }
            if (best < 0) {
                break;
            }
            reasons.add(new Because(seedIds[best], shared[best]));
            shared[best] = 0;
        }
        Arrays.fill(shared, 0, seeds.length, 0);
        return reasons;
    }

    /// Moves the playlists that pass the filter to `hits`, without a branch on what cannot be guessed.
    ///
    /// @return how many
    private int filtered(int[] postings, int held) {
        hits = hits.length < held + 1 ? new int[2 * held + 1] : hits;
        long[] bits = filter;
        int[] passed = hits;
        int mask = filterMask;
        int n = 0;
        for (int at = 0; at < 2 * held; at += 2) {
            int playlist = postings[at];
            passed[n] = playlist;
            n += (int) (bits[(playlist & mask) >>> 6] >>> playlist) & 1;
        }
        return n;
    }

    private void count(int slot) {
        if (playlists[slot] == 0) {
            return;
        }
        for (int word = 0; word < words; word++) {
            for (long bits = masks[slot * words + word]; bits != 0; bits &= bits - 1) {
                shared[word * Long.SIZE + Long.numberOfTrailingZeros(bits)]++;
            }
        }
    }

    void clear() {
        Arrays.fill(filter, 0, (filterMask + 1) / Long.SIZE, 0);
        Arrays.fill(playlists, 0, capacity, 0);
        Arrays.fill(masks, 0, capacity * words, 0);
    }
}
