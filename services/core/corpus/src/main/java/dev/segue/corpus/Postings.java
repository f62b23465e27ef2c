package dev.segue.corpus;

import java.util.Arrays;

/// The playlists that hold one track, each with the position it stands at: pairs of ints in one growing array, in no
/// order. 8 bytes an entry, at most twice that while growing.
final class Postings {

    private int[] pairs = new int[4];
    private int size;

    int size() {
        return size;
    }

    int playlist(int i) {
        return pairs[2 * i];
    }

    int position(int i) {
        return pairs[2 * i + 1];
    }

    void add(int playlist, int position) {
        if (2 * size == pairs.length) {
            pairs = Arrays.copyOf(pairs, pairs.length + Math.max(4, pairs.length / 2 & ~1));
        }
        pairs[2 * size] = playlist;
        pairs[2 * size + 1] = position;
        size++;
    }

    /// Removes the posting of `playlist`; the last one takes its place. O(size).
    void remove(int playlist) {
        for (int i = 0; i < size; i++) {
            if (pairs[2 * i] == playlist) {
                size--;
                pairs[2 * i] = pairs[2 * size];
                pairs[2 * i + 1] = pairs[2 * size + 1];
                return;
            }
        }
        throw new IllegalStateException("Playlist ordinal " + playlist + " has no posting here");
    }
}
