package dev.segue.indexer.building;

import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.testkit.Playlists;
import java.util.List;

/// Records of the clean topics for tests.
final class Content {

    private Content() {}

    static CleanPlaylist playlist(String id, String title, String... tracks) {
        return CleanPlaylist.newBuilder()
                .setPlaylistId(id)
                .setSource("test")
                .setVersion(1)
                .setTitle(title)
                .setDescription(null)
                .setKeyword(null)
                .setUrl(null)
                .setOwner(null)
                .setSaves(null)
                .setModifiedAt(null)
                .setTracks(Playlists.tracks(tracks))
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build();
    }

    static CatalogueTrack track(String name, String title, int playlists) {
        return CatalogueTrack.newBuilder()
                .setTrackId(Playlists.track(name))
                .setTitle(title)
                .setArtists(List.of("Artist of " + name))
                .setArtistIds(List.of())
                .setAlbum(null)
                .setAlbumId(null)
                .setDurationMs(null)
                .setIsrc(null)
                .setExplicit(null)
                .setPlaylists(playlists)
                .setSourceOffsets(List.of(1L))
                .build();
    }
}
