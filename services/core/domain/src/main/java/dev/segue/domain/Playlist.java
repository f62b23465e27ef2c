package dev.segue.domain;

import java.util.List;

/// A clean playlist: its tracks in order, each once.
///
/// @param title as its owner wrote it; empty when it has none
/// @param tracks distinct, in playlist order
public record Playlist(PlaylistId id, String title, List<TrackId> tracks) {

    public Playlist {
        tracks = List.copyOf(tracks);
    }
}
