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

    private int[] head = new int[1024];
    private int[] playlists = new int[256];
    private int[] next = new int[256];
    private int[] seed = new int[256];
    private int size = 1;
    private int[] shared = new int[16];

    /// @param seeds distinct track ordinals
    void fill(Corpus corpus, int[] seeds) {
        clear();
        shared = shared.length < seeds.length ? new int[seeds.length] : shared;
        for (int s = 0; s < seeds.length; s++) {
            int ordinal = s;
            corpus.forEachPlaylistOf(seeds[s], (playlist, position) -> add(playlist, ordinal));
        }
    }

    private void add(int playlist, int ordinal) {
        if (playlist >= head.length) {
            head = Arrays.copyOf(head, Math.max(playlist + 1, head.length + (head.length >> 1)));
        }
        if (size == next.length) {
            playlists = Arrays.copyOf(playlists, size * 2);
            next = Arrays.copyOf(next, size * 2);
            seed = Arrays.copyOf(seed, size * 2);
        }
        playlists[size] = playlist;
        next[size] = head[playlist];
        seed[size] = ordinal;
        head[playlist] = size++;
    }

    /// The seeds that share most live playlists with `track`, most first, ties in the order of the seeds.
    List<Because> reasons(Corpus corpus, int track, int[] seeds) {
        corpus.forEachPlaylistOf(track, (playlist, position) -> {
            for (int at = playlist < head.length ? head[playlist] : 0; at != 0; at = next[at]) {
                shared[seed[at]]++;
            }
        });
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
        for (int i = 1; i < size; i++) {
            head[playlists[i]] = 0;
        }
        size = 1;
    }
}
