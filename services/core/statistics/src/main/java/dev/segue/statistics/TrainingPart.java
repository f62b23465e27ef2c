package dev.segue.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// The playlists that similarities are learnt from, as postings: co-occurrence cosine, and how many tracks stand near
/// each. 8 bytes an entry of a known track, 4 bytes a track number.
public final class TrainingPart implements PairSimilarity {

    private final List<int[]> playlists;
    private final int[] start;
    private final int[] holders;
    private final int[] positions;

    /// @param playlists tracks in order, each once in a playlist; read, not copied
    /// @param tracks how many there are: numbers are below this
    public TrainingPart(List<int[]> playlists, int tracks) {
        this(playlists, tracks, track -> true);
    }

    /// @param playlists tracks in order, each once in a playlist; read, not copied
    /// @param tracks how many there are: numbers are below this
    /// @param known of which something is to be known; they cost memory, the others next to none
    public TrainingPart(List<int[]> playlists, int tracks, IntPredicate known) {
        this.playlists = playlists;
        start = new int[tracks + 1];
        for (int[] playlist : playlists) {
            for (int track : playlist) {
                start[track + 1] += known.test(track) ? 1 : 0;
            }
        }
        for (int track = 0; track < tracks; track++) {
            start[track + 1] += start[track];
        }
        holders = new int[start[tracks]];
        positions = new int[start[tracks]];
        int[] next = start.clone();
        for (int playlist = 0; playlist < playlists.size(); playlist++) {
            int[] held = playlists.get(playlist);
            for (int position = 0; position < held.length; position++) {
                if (known.test(held[position])) {
                    holders[next[held[position]]] = playlist;
                    positions[next[held[position]]++] = position;
                }
            }
        }
    }

    /// How many track numbers there are.
    public int tracks() {
        return start.length - 1;
    }

    /// Playlists that hold the track.
    public int playlistsOf(int track) {
        return start[track + 1] - start[track];
    }

    @Override
    public boolean knows(int track) {
        return playlistsOf(track) > 0;
    }

    /// Playlists that hold both, divided by the geometric mean of those that hold each; 0 to 1. O(playlists of both).
    @Override
    public double of(int trackA, int trackB) {
        int a = start[trackA];
        int b = start[trackB];
        int both = 0;
        while (a < start[trackA + 1] && b < start[trackB + 1]) {
            if (holders[a] == holders[b]) {
                both++;
                a++;
                b++;
            } else if (holders[a] < holders[b]) {
                a++;
            } else {
                b++;
            }
        }
        return both == 0 ? 0 : both / Math.sqrt((double) playlistsOf(trackA) * playlistsOf(trackB));
    }

    /// By known track, how many different tracks stand within `window` positions of it in some playlist; 0 for others.
    /// O(entries · window).
    public int[] neighbours(int window) {
        int tracks = tracks();
        int[] neighbours = new int[tracks];
        int[] seen = new int[tracks];
        Arrays.fill(seen, -1);
        for (int track = 0; track < tracks; track++) {
            seen[track] = track;
            for (int i = start[track]; i < start[track + 1]; i++) {
                int[] playlist = playlists.get(holders[i]);
                int last = Math.min(playlist.length - 1, positions[i] + window);
                for (int position = Math.max(0, positions[i] - window); position <= last; position++) {
                    if (seen[playlist[position]] != track) {
                        seen[playlist[position]] = track;
                        neighbours[track]++;
                    }
                }
            }
        }
        return neighbours;
    }
}
