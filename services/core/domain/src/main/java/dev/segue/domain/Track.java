package dev.segue.domain;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the catalogue knows of a track.
///
/// @param artists names in billing order; may be empty when the source gave none
/// @param album null when unknown
/// @param duration null when unknown
public record Track(
        TrackId id,
        String title,
        List<String> artists,
        @Nullable String album,
        @Nullable Duration duration) {

    public Track {
        artists = List.copyOf(artists);
    }
}
