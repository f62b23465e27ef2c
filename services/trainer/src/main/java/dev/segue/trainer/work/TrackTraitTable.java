package dev.segue.trainer.work;

import dev.segue.domain.Hash64;
import dev.segue.schemas.avro.CatalogueTrack;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who tracks are by and which album they are on, as the catalogue says: 64-bit hashes of the names, 16 bytes a track.
/// Only whether two are the same is asked; two names meet in one hash about once in 10⁷ artists.
final class TrackTraitTable {

    /// By track ordinal; 0 when unknown.
    private long[] artists = new long[16];

    private long[] albums = new long[16];

    /// @param entry null when the track has left the catalogue
    void take(int track, @Nullable CatalogueTrack entry) {
        if (track >= artists.length) {
            int room = Math.max(track + 1, artists.length + (artists.length >> 1));
            artists = Arrays.copyOf(artists, room);
            albums = Arrays.copyOf(albums, room);
        }
        List<String> names = entry == null ? List.of() : entry.getArtists();
        String artist = names.isEmpty() ? "" : names.getFirst();
        String albumId = entry == null ? null : entry.getAlbumId();
        String album = entry == null ? null : entry.getAlbum();
        artists[track] = artist.isEmpty() ? 0 : hash(artist);
        albums[track] = albumId != null ? hash(albumId) : album == null ? 0 : hash(album + "\n" + artist);
    }

    long artist(int track) {
        return track < artists.length ? artists[track] : 0;
    }

    long album(int track) {
        return track < albums.length ? albums[track] : 0;
    }

    /// 0 stands for unknown.
    private static long hash(String text) {
        long hash = Hash64.of(text);
        return hash == 0 ? 1 : hash;
    }
}
