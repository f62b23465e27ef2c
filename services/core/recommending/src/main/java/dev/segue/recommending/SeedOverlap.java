package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which seeds each live playlist holds: the index behind reasons. Counts are exact, as of the moment it was filled.
///
/// Cost: the seeds' postings once to fill, the postings of a track for each answer. Not thread-safe; reused.
final class SeedOverlap {

    private static final int MOST = 3;

    /// By playlist: its slot, from 1; 0 for one that holds no seed.
    private int[] slots = new int[1024];

    /// By slot: which seeds the playlist holds, a bit each.
    private long[] masks = new long[1024];

    private int[] playlists = new int[1024];
    private int[] shared = new int[16];
    private int words = 1;
    private int size = 1;

    /// @param seeds distinct track ordinals
    void fill(Corpus corpus, int[] seeds) {
        clear();
        words = Math.max(1, (seeds.length + Long.SIZE - 1) / Long.SIZE);
        shared = shared.length < seeds.length ? new int[seeds.length] : shared;
        int ordinals = corpus.playlistOrdinals();
        slots = slots.length < ordinals ? Arrays.copyOf(slots, ordinals + (ordinals >> 1)) : slots;
        for (int s = 0; s < seeds.length; s++) {
            int[] postings = corpus.postingsHeld(seeds[s]);
            for (int at = 0; at < 2 * corpus.playlistsOf(seeds[s]); at += 2) {
                int slot = slot(postings[at]);
                masks[slot * words + s / Long.SIZE] |= 1L << s;
            }
        }
    }

    private int slot(int playlist) {
        int slot = slots[playlist];
        if (slot != 0) {
            return slot;
        }
        if (size == playlists.length) {
            playlists = Arrays.copyOf(playlists, size * 2);
        }
        if ((size + 1) * words > masks.length) {
            masks = Arrays.copyOf(masks, Math.max(masks.length * 2, (size + 1) * words));
        }
        Arrays.fill(masks, size * words, (size + 1) * words, 0);
        playlists[size] = playlist;
        slots[playlist] = size;
        return size++;
    }

    /// The seeds that share most live playlists with `track`, most first, ties in the order of the seeds.
    List<Because> reasons(Corpus corpus, int track, int[] seeds) {
        int[] postings = corpus.postingsHeld(track);
        for (int at = 0; at < 2 * corpus.playlistsOf(track); at += 2) {
            int slot = slots[postings[at]];
            for (int word = 0; slot != 0 && word < words; word++) {
                for (long bits = masks[slot * words + word]; bits != 0; bits &= bits - 1) {
                    shared[word * Long.SIZE + Long.numberOfTrailingZeros(bits)]++;
                }
            }
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
            reasons.add(new Because(corpus.trackId(seeds[best]), shared[best]));
            shared[best] = 0;
        }
        Arrays.fill(shared, 0, seeds.length, 0);
        return reasons;
    }

    void clear() {
        for (int slot = 1; slot < size; slot++) {
            slots[playlists[slot]] = 0;
        }
        size = 1;
    }
}
