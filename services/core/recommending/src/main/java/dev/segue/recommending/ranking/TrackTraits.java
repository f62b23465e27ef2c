package dev.segue.recommending.ranking;

import org.jspecify.annotations.Nullable;

/// What tracks have in common beside the playlists that hold them.
public interface TrackTraits {

    /// Who it is by; null when unknown. Two tracks are by one artist when the texts are equal.
    @Nullable
    String artist(int track);

    /// The album it is on; null when unknown. Two tracks are on one album when the texts are equal.
    default @Nullable String album(int track) {
        return null;
    }
}
