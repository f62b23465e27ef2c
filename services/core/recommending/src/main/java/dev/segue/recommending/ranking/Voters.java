package dev.segue.recommending.ranking;

/// Playlists that voted for tracks, nearest first.
///
/// @param playlists ordinals; shared, never changed
/// @param scores how near each is, above 0, descending; shared, never changed
public record Voters(int[] playlists, float[] scores) {

    public static final Voters NONE = new Voters(new int[0], new float[0]);
}
