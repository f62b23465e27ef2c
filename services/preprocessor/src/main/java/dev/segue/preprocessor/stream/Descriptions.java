package dev.segue.preprocessor.stream;

import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.SnapshotTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is said of a track: the newest, field by field, where an empty field takes nothing away. Artists and their
/// ids are one field, so that they stay aligned, and so are the album and its id.
final class Descriptions {

    private Descriptions() {}

    /// @param held null when nothing was said before
    /// @return with 0 playlists and no offsets: how many hold it is known when it is published
    static CatalogueTrack merge(@Nullable CatalogueTrack held, SnapshotTrack said) {
        return held == null ? of(said) : merged(held, said);
    }

    /// What is held of a track, said of another.
    static SnapshotTrack under(String trackId, CatalogueTrack held) {
        return new SnapshotTrack(
                trackId,
                held.getTitle(),
                held.getArtists(),
                held.getArtistIds(),
                held.getAlbum(),
                held.getAlbumId(),
                held.getDurationMs(),
                held.getIsrc(),
                held.getExplicit(),
                null);
    }

    /// Of a track of which nothing was ever said.
    static CatalogueTrack none(String trackId) {
        return new CatalogueTrack(trackId, "", List.of(), List.of(), null, null, null, null, null, 0, List.of());
    }

    private static CatalogueTrack of(SnapshotTrack said) {
        return new CatalogueTrack(
                said.getTrackId(),
                said.getTitle(),
                said.getArtists(),
                said.getArtistIds(),
                said.getAlbum(),
                said.getAlbumId(),
                said.getDurationMs(),
                said.getIsrc(),
                said.getExplicit(),
                0,
                List.of());
    }

    private static CatalogueTrack merged(CatalogueTrack held, SnapshotTrack said) {
        boolean artists = !said.getArtists().isEmpty();
        boolean album = said.getAlbum() != null;
        return new CatalogueTrack(
                held.getTrackId(),
                said.getTitle().isEmpty() ? held.getTitle() : said.getTitle(),
                artists ? said.getArtists() : held.getArtists(),
                artists ? said.getArtistIds() : held.getArtistIds(),
                album ? said.getAlbum() : held.getAlbum(),
                album ? said.getAlbumId() : held.getAlbumId(),
                said.getDurationMs() == null ? held.getDurationMs() : said.getDurationMs(),
                said.getIsrc() == null ? held.getIsrc() : said.getIsrc(),
                said.getExplicit() == null ? held.getExplicit() : said.getExplicit(),
                0,
                List.of());
    }

    /// @param sources after the last snapshot of each partition that is counted in `playlists`
    static CatalogueTrack withPlaylists(CatalogueTrack held, int playlists, List<Long> sources) {
        return new CatalogueTrack(
                held.getTrackId(),
                held.getTitle(),
                held.getArtists(),
                held.getArtistIds(),
                held.getAlbum(),
                held.getAlbumId(),
                held.getDurationMs(),
                held.getIsrc(),
                held.getExplicit(),
                playlists,
                sources);
    }
}
