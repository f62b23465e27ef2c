package dev.segue.recommending;

/// One reason: the live playlists that hold both the seed and the recommended track.
///
/// @param coPlaylists exact, at least 1
public record Because(String seed, int coPlaylists) {}
