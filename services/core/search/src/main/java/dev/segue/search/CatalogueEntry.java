package dev.segue.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the catalogue knows of a track, as it is stored beside the words it is found by.
///
/// @param title may be empty
/// @param artists names in billing order
/// @param artistIds ids in billing order; empty when the source gave none
/// @param album null when unknown
/// @param albumId null when unknown
/// @param durationMs milliseconds; null when unknown
/// @param isrc International Standard Recording Code; null when unknown
/// @param explicit explicit lyrics; null when the source does not tell
/// @param playlists clean playlists that hold it
public record CatalogueEntry(
        String id,
        String title,
        List<String> artists,
        List<String> artistIds,
        @Nullable String album,
        @Nullable String albumId,
        @Nullable Long durationMs,
        @Nullable String isrc,
        @Nullable Boolean explicit,
        int playlists) {

    public CatalogueEntry {
        artists = List.copyOf(artists);
        artistIds = List.copyOf(artistIds);
    }
}
