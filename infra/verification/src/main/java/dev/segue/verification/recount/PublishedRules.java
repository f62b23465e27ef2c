package dev.segue.verification.recount;

/// What the preprocessor says it was told: its filters and what a list of neighbours is.
///
/// @param minimumSaves fewest saves of a playlist whose saves are known
/// @param keepUnknownSaves whether playlists pass whose saves are not known
/// @param minimumTracks fewest different tracks
/// @param maximumTracks most different tracks
/// @param window largest difference of positions of two neighbours
/// @param neighbours most entries of a list
/// @param minimumPlaylists tracks in fewer playlists are neither listed nor neighbours
public record PublishedRules(
        long minimumSaves,
        boolean keepUnknownSaves,
        int minimumTracks,
        int maximumTracks,
        int window,
        int neighbours,
        int minimumPlaylists) {

    /// Those of a preprocessor that was told nothing.
    public static final PublishedRules DEFAULTS = new PublishedRules(15, true, 3, 5_000, 10, 100, 1);
}
