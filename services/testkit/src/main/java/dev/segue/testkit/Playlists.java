package dev.segue.testkit;

import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Playlists for tests that read like music: `playlist("mpd:1").titled("reggae").of("jamming", "exodus")`.
///
/// Unless told otherwise a playlist is one that passes every filter: version 1, 100 saves, no description.
public final class Playlists {

    private static final Instant CRAWLED = Instant.parse("2026-01-01T00:00:00Z");

    private Playlists() {}

    /// Begins a playlist.
    ///
    /// @param id `<source>:<id at the source>`
    public static Builder playlist(String id) {
        return new Builder(id);
    }

    /// Id of the track that fixtures call `name`: `track:<name>`, or `name` itself when it is a whole id already.
    public static String track(String name) {
        return name.contains(":") ? name : "track:" + name;
    }

    /// Ids of the tracks that fixtures call `names`.
    public static List<String> tracks(String... names) {
        return Arrays.stream(names).map(Playlists::track).toList();
    }

    /// A playlist on the way. Not reusable across threads; [#of] may be called more than once.
    public static final class Builder {

        private final String id;
        private String title = "";
        private @Nullable String description;
        private @Nullable String keyword;
        private @Nullable String owner;
        private @Nullable Long saves = 100L;
        private @Nullable Instant modifiedAt;
        private long version = 1;

        private Builder(String id) {
            this.id = id;
        }

        public Builder titled(String text) {
            title = text;
            return this;
        }

        public Builder describedAs(String text) {
            description = text;
            return this;
        }

        public Builder foundBy(String crawlKeyword) {
            keyword = crawlKeyword;
            return this;
        }

        public Builder ownedBy(String curator) {
            owner = curator;
            return this;
        }

        public Builder savedBy(long listeners) {
            saves = listeners;
            return this;
        }

        /// The source does not tell how many saved it.
        public Builder withUnknownSaves() {
            saves = null;
            return this;
        }

        public Builder modifiedAt(Instant time) {
            modifiedAt = time;
            return this;
        }

        public Builder version(long number) {
            version = number;
            return this;
        }

        /// The playlist with these tracks in order, repeats kept. A track called `jamming` has the id
        /// `track:jamming`, the title `jamming` and an artist, album and duration that depend on its name
        /// alone.
        public PlaylistSnapshot of(String... names) {
            return of(Arrays.stream(names).map(Playlists::snapshotTrack).toList());
        }

        /// The playlist with `count` tracks called `<prefix>0`, `<prefix>1`, …
        public PlaylistSnapshot ofMany(String prefix, int count) {
            return of(IntStream.range(0, count)
                    .mapToObj(i -> snapshotTrack(prefix + i))
                    .toList());
        }

        /// The playlist with these tracks as they are.
        public PlaylistSnapshot of(List<SnapshotTrack> tracks) {
            return PlaylistSnapshot.newBuilder()
                    .setSource(id.contains(":") ? id.substring(0, id.indexOf(':')) : id)
                    .setPlaylistId(id)
                    .setVersion(version)
                    .setTitle(title)
                    .setDescription(description)
                    .setKeyword(keyword)
                    .setUrl(null)
                    .setOwner(owner)
                    .setSaves(saves)
                    .setModifiedAt(modifiedAt)
                    .setCrawledAt(CRAWLED)
                    .setTracks(tracks)
                    .build();
        }
    }

    /// A track as a playlist holds it; what it says of itself depends on `name` alone.
    public static SnapshotTrack snapshotTrack(String name) {
        return SnapshotTrack.newBuilder()
                .setTrackId(track(name))
                .setTitle(name)
                .setArtists(List.of("Artist of " + name))
                .setArtistIds(List.of("artist:" + name))
                .setAlbum("Album of " + name)
                .setAlbumId("album:" + name)
                .setDurationMs(180_000L)
                .setIsrc(null)
                .setExplicit(null)
                .setAddedAt(null)
                .build();
    }
}
