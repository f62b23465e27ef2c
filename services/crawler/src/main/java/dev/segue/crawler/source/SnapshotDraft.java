package dev.segue.crawler.source;

import dev.segue.crawler.language.TitleLanguage;
import dev.segue.domain.PlaylistId;
import dev.segue.domain.TrackId;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A playlist while it is being read. It counts what the tracks take, on the wire and of the heap, and refuses more
/// than the limit as soon as that is certain, so that an endless playlist never fills the heap. Names and ids that
/// come again are kept once.
public final class SnapshotDraft {

    /// A track with its length and its place in the list, without its texts.
    private static final int HEAP_OF_TRACK = 80;
    /// A text without its characters: two objects.
    private static final int HEAP_OF_TEXT = 40;
    /// A text that is kept to be shared, and its list: two table entries.
    private static final int HEAP_OF_SHARING = 120;

    private final PlaylistLimit limit;
    private final List<SnapshotTrack> tracks = new ArrayList<>();
    private final Map<String, String> seen = new HashMap<>();
    private final Map<String, List<String>> seenLists = new HashMap<>();
    private long bytes;
    private long heap;

    @Nullable
    public String playlistId;

    public String title = "";

    @Nullable
    public String description;

    @Nullable
    public String keyword;

    @Nullable
    public String url;

    @Nullable
    public String owner;

    @Nullable
    public Long saves;

    @Nullable
    public Instant modifiedAt;

    public SnapshotDraft(PlaylistLimit limit) {
        this.limit = limit;
    }

    /// The text itself or its equal that came before; for artists and albums, which repeat.
    @Nullable
    public String shared(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String before = seen.putIfAbsent(text, text);
        if (before == null) {
            heap += HEAP_OF_SHARING + heapOf(text);
        }
        return before == null ? text : before;
    }

    /// A list of the text, empty when there is none; shared as in [#shared].
    public List<String> sharedList(@Nullable String text) {
        String kept = shared(text);
        return kept == null ? List.of() : seenLists.computeIfAbsent(kept, List::of);
    }

    /// @throws WrongShape when the id is none, or the playlist has grown too big
    public void add(SnapshotTrack track) throws WrongShape {
        if (!TrackId.isValid(track.getTrackId())) {
            throw new WrongShape("a track id as <namespace>:<id> without blanks", "'" + track.getTrackId() + "'");
        }
        tracks.add(track);
        bytes += leastSize(track);
        heap += HEAP_OF_TRACK + heapOf(track.getTrackId()) + heapOf(track.getTitle());
        if (bytes > limit.encodedBytes()) {
            throw new WrongShape(
                    "a playlist of at most " + limit.encodedBytes() + " bytes",
                    "one that is bigger after " + tracks.size() + " tracks");
        }
        if (!limit.fitsHeap(heap, bytes)) {
            throw new WrongShape(
                    "a playlist that takes at most " + limit.heapBytes() + " bytes of memory",
                    "one that takes more after " + tracks.size() + " tracks");
        }
    }

    public int tracks() {
        return tracks.size();
    }

    /// Takes the last tracks back, as when their page has to be read again. What they took stays counted.
    public void truncate(int size) {
        tracks.subList(size, tracks.size()).clear();
    }

    /// @param version see [PlaylistSnapshot#getVersion()]
    /// @throws WrongShape when it has no id, or one that is none
    public PlaylistSnapshot finish(String source, long version, Instant crawledAt, String idField) throws WrongShape {
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
                TitleLanguage.of(title),
                Collections.unmodifiableList(tracks));
    }

    /// A lower bound of the track's encoded size: its texts, a byte for the length of each, one for each empty field.
    private static long leastSize(SnapshotTrack track) {
        long size = utf8(track.getTrackId()) + utf8(track.getTitle()) + 10;
        for (String artist : track.getArtists()) {
            size += utf8(artist) + 1;
        }
        for (String artistId : track.getArtistIds()) {
            size += utf8(artistId) + 1;
        }
        String album = track.getAlbum();
        String albumId = track.getAlbumId();
        return size + (album == null ? 0 : utf8(album)) + (albumId == null ? 0 : utf8(albumId));
    }

    private static long heapOf(String text) {
        return HEAP_OF_TEXT + Math.min(2L * text.length(), utf8(text));
    }

    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair has two of the four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
