package dev.segue.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Playlists with a structure that is known.
final class PlaylistsAsNumbers {

    static final int TRACKS = 400;

    private PlaylistsAsNumbers() {}

    /// Playlists that walk along a circle of tracks: neighbours in a playlist are neighbours on the circle.
    static List<int[]> walks(int count, long seed) {
        var random = new SplittableRandom(seed);
        var playlists = new ArrayList<int[]>();
        for (int i = 0; i < count; i++) {
            int[] playlist = new int[40];
            int at = random.nextInt(TRACKS);
            for (int j = 0; j < playlist.length; j++) {
                at = (at + 1 + random.nextInt(3)) % TRACKS;
                playlist[j] = at;
            }
            playlists.add(playlist);
        }
        return playlists;
    }

    /// Playlists without any structure.
    static List<int[]> draws(int count, long seed) {
        var random = new SplittableRandom(seed);
        var playlists = new ArrayList<int[]>();
        for (int i = 0; i < count; i++) {
            playlists.add(random.ints(0, TRACKS).distinct().limit(40).toArray());
        }
        return playlists;
    }
}
