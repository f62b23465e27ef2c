package dev.segue.recommending.twostage;

import dev.segue.recommending.ItemFactors;
import org.jspecify.annotations.Nullable;

/// What first stages learnt from a library beside its counts. A stage without its part says nothing.
///
/// @param ridge over the library's playlists
/// @param tracks space of tracks, unit vectors
/// @param artists space of artists, unit vectors
/// @param slim weights from track to track
/// @param factors of tracks
public record Fitted(
        @Nullable PlaylistRidge ridge,
        @Nullable FactorSpace tracks,
        @Nullable FactorSpace artists,
        @Nullable ItemWeights slim,
        @Nullable ItemFactors factors) {

    public static final Fitted NOTHING = new Fitted(null, null, null, null, null);
}
