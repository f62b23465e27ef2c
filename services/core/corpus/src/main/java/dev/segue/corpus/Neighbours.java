package dev.segue.corpus;

/// Tracks that share playlists with an anchor, most first.
///
/// @param tracks ordinals; the caller's
/// @param counts of the playlists shared, aligned with `tracks`; the caller's
public record Neighbours(int[] tracks, int[] counts) {

    public int size() {
        return tracks.length;
    }
}
