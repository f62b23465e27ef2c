package dev.segue.recommending;

import dev.segue.recommending.ranking.TrackTraits;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What ranking must know of a track beyond the playlists that hold it. Asked only about tracks that are about to
/// enter an answer, so an implementation may look things up.
public interface TrackFacts extends TrackTraits {

    /// Every track may be shown, and nothing is known of any.
    TrackFacts NOTHING = ofArtists(track -> null);

    /// Every track may be shown, and nothing is known of any but who it is by.
    ///
    /// @param artists null for a track of an unknown one
    static TrackFacts ofArtists(IntFunction<@Nullable String> artists) {
        return of(artists, track -> null);
    }

    /// Every track may be shown, and nothing is known of any but who it is by and what it is on.
    ///
    /// @param artists null for a track of an unknown one
    /// @param albums the same
    static TrackFacts of(IntFunction<@Nullable String> artists, IntFunction<@Nullable String> albums) {
        return new TrackFacts() {
            @Override
            public boolean servable(int track) {
                return true;
            }

            @Override
            public @Nullable String artist(int track) {
                return artists.apply(track);
            }

            @Override
            public @Nullable String album(int track) {
                return albums.apply(track);
            }
        };
    }

    /// Whether the track may be shown at all.
    boolean servable(int track);

    /// Whether many tracks may not be shown, so that it takes more candidates to fill an answer.
    default boolean selective() {
        return false;
    }

    /// Who it is by, for diversity and for what ranks by it; null when unknown.
    @Override
    @Nullable
    String artist(int track);
}
