package dev.segue.recommending;

/// Where a candidate comes from.
public enum CandidateSource {
    /// Live playlists that share tracks with the seeds.
    PLAYLISTS("playlist-knn"),
    /// Tracks near the playlist's vector in the model's space.
    VECTORS("vectors"),
    /// Tracks that other sources brought and that the model's factors expect; never told as the one a track comes from.
    FACTORS("factors"),
    /// Live playlists with a similar title.
    TITLES("titles"),
    /// Other tracks by the seeds' artists, those of the same album first.
    ARTISTS("artists"),
    /// The tracks most playlists hold.
    POPULARITY("popularity");

    private final String label;

    CandidateSource(String label) {
        this.label = label;
    }

    /// Stable name in answers and metrics.
    public String label() {
        return label;
    }
}
