package dev.segue.corpus;

import java.util.Arrays;

/// By track the playlists that hold it, each with the position it stands at: pairs of ints in one growing array a
/// track, in no order. 8 bytes an entry, at most half of it more for what grows; 8 a track.
final class Postings {

    private static final int[] NONE = {};

    private int[][] pairs = new int[16][];
    private int[] sizes = new int[16];

    Postings() {
        Arrays.fill(pairs, NONE);
    }

    /// Makes room for so many tracks.
    void grow(int tracks) {
        if (tracks > sizes.length) {
            int before = sizes.length;
            int size = Math.max(tracks, before * 2);
            pairs = Arrays.copyOf(pairs, size);
            Arrays.fill(pairs, before, size, NONE);
            sizes = Arrays.copyOf(sizes, size);
        }
    }

    int size(int track) {
        return sizes[track];
    }

    int[] held(int track) {
        return pairs[track];
    }

    int playlist(int track, int i) {
        return pairs[track][2 * i];
    }

    int position(int track, int i) {
        return pairs[track][2 * i + 1];
    }

    /// Adds a playlist that holds these tracks, in this order.
    void add(int playlist, int[] tracks) {
        for (int position = 0; position < tracks.length; position++) {
            int track = tracks[position];
            int at = 2 * sizes[track]++;
            int[] held = pairs[track];
            if (at == held.length) {
                held = Arrays.copyOf(held, at + Math.max(4, at / 2 & ~1));
                pairs[track] = held;
            }
            held[at] = playlist;
            held[at + 1] = position;
        }
    }

    /// Gives back what is kept for growth: most tracks of a corpus that was read never grow again.
    void trim() {
        for (int track = 0; track < pairs.length; track++) {
            if (pairs[track].length > 2 * sizes[track]) {
                pairs[track] = sizes[track] == 0 ? NONE : Arrays.copyOf(pairs[track], 2 * sizes[track]);
            }
        }
    }

    /// Removes the posting of `playlist`; the last one takes its place. O(size).
    void remove(int track, int playlist) {
        int[] held = pairs[track];
        for (int i = 0; i < sizes[track]; i++) {
            if (held[2 * i] == playlist) {
                int last = --sizes[track];
                held[2 * i] = held[2 * last];
                held[2 * i + 1] = held[2 * last + 1];
                return;
            }
        }
        throw new IllegalStateException("Playlist ordinal " + playlist + " has no posting of track ordinal " + track);
    }
}
