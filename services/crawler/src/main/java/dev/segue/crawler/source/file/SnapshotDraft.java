package dev.segue.crawler.source.file;

import dev.segue.domain.PlaylistId;
import dev.segue.domain.TrackId;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A playlist while it is being read. It counts what the tracks will take on the wire and refuses more than a topic
/// takes as soon as that is certain, so that an endless playlist never fills the heap.
final class SnapshotDraft {

    private final int maxBytes;
    private final List<SnapshotTrack> tracks = new ArrayList<>();
    private long bytes;

    @Nullable
    String playlistId;

    String title = "";

    @Nullable
    String description;

    @Nullable
    String keyword;

    @Nullable
    String url;

    @Nullable
    String owner;

    @Nullable
    Long saves;

    @Nullable
    Instant modifiedAt;

    /// @param maxBytes largest encoded record
    SnapshotDraft(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// @throws WrongShape when the id is none, or the playlist has grown too big
    void add(SnapshotTrack track) throws WrongShape {
        if (!TrackId.isValid(track.getTrackId())) {
            throw new WrongShape("a track id as <namespace>:<id> without blanks", "'" + track.getTrackId() + "'");
        }
        tracks.add(track);
        bytes += leastSize(track);
        if (bytes > maxBytes) {
            throw new WrongShape(
                    "a playlist of at most " + maxBytes + " bytes",
                    "one that is bigger after " + tracks.size() + " tracks");
        }
    }

    int tracks() {
        return tracks.size();
    }

    /// @param version see [PlaylistSnapshot#getVersion()]
    /// @throws WrongShape when it has no id, or one that is none
    PlaylistSnapshot finish(String source, long version, Instant crawledAt, String idField) throws WrongShape {
        String id = playlistId;
        if (id == null) {
            throw new WrongShape("a playlist with " + idField, "none");
        }
        if (!PlaylistId.isValid(id)) {
            throw new WrongShape("a playlist id without blanks and of at most 200 characters", "'" + id + "'");
        }
        return new PlaylistSnapshot(
                source,
                id,
                version,
                title,
                description,
                keyword,
                url,
                owner,
                saves,
                modifiedAt,
                crawledAt,
                List.copyOf(tracks));
    }

    /// A lower bound of the track's encoded size: every character takes a byte at least, every text one for its length.
    private static int leastSize(SnapshotTrack track) {
        int size = track.getTrackId().length() + track.getTitle().length() + 10;
        for (String artist : track.getArtists()) {
            size += artist.length() + 1;
        }
        for (String artistId : track.getArtistIds()) {
            size += artistId.length() + 1;
        }
        String album = track.getAlbum();
        String albumId = track.getAlbumId();
        return size + (album == null ? 0 : album.length()) + (albumId == null ? 0 : albumId.length());
    }
}
