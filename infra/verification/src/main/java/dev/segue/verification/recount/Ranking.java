package dev.segue.verification.recount;

/// The neighbours of a track by count, highest first, ties by id.
///
/// @param tracks their numbers
/// @param counts playlists in which the two stand within the window
public record Ranking(int[] tracks, int[] counts) {

    static final Ranking EMPTY = new Ranking(new int[0], new int[0]);

    public int size() {
        return tracks.length;
    }
}
