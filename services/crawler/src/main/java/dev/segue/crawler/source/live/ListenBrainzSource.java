package dev.segue.crawler.source.live;

import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.live.LiveTarget.Kind;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// ListenBrainz: keyless and open. Playlists come whole in one answer, as JSPF; a version is `last_modified_at`, or
/// the hash of the content where there is none. No saves and no ISRCs; a track is its MusicBrainz recording.
///
/// Source: listenbrainz.readthedocs.io, playlist API; data under CC0 and its terms at metabrainz.org/datasets.
public final class ListenBrainzSource implements LiveSource {

    public static final String NAME = "listenbrainz";

    private static final int SHORTEST_QUERY = 3;
    private static final int LISTED = 25;
    private static final String PLAYLIST_EXTENSION = "https://musicbrainz.org/doc/jspf#playlist";
    private static final String TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track";
    private static final Pattern ENDS_IN_UUID =
            Pattern.compile(".*?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/?");

    private static final Shape LISTING =
            new Shape("listing", List.of("playlists", "playlist_count", "offset", "count"), List.of());
    private static final Shape WRAPPED = new Shape("wrapped", List.of("playlist"), List.of());
    private static final Shape PLAYLIST = new Shape(
            "playlist",
            List.of("creator", "title", "identifier", "date", "extension", "track"),
            List.of("annotation", "info", "location"));
    private static final Shape EXTENSIONS =
            new Shape("extensions", List.of(), List.of(PLAYLIST_EXTENSION, TRACK_EXTENSION));
    private static final Shape PLAYLIST_FIELDS = new Shape(
            "playlist-extension",
            List.of("public", "creator"),
            List.of(
                    "last_modified_at",
                    "collaborators",
                    "created_for",
                    "copied_from",
                    "copied_from_deleted",
                    "additional_metadata",
                    "algorithm_metadata"));
    private static final Shape TRACK =
            new Shape("track", List.of("identifier", "title", "extension"), List.of("creator", "album", "duration"));
    private static final Shape TRACK_FIELDS = new Shape(
            "track-extension",
            List.of("added_by", "added_at"),
            List.of("artist_identifiers", "release_identifier", "additional_metadata"));

    private final Host host;
    private final InstantSource clock;
    private final PlaylistLimit limit;
    private final ShapeDrift drift;

    public ListenBrainzSource(Host host, InstantSource clock, PlaylistLimit limit, ShapeDrift drift) {
        this.host = host;
        this.clock = clock;
        this.limit = limit;
        this.drift = drift;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.KEYWORD, Kind.USER, Kind.PLAYLIST);
    }

    @Override
    public LiveReading open(LiveTarget target) {
        String name = URLEncoder.encode(target.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return switch (target.kind()) {
            case KEYWORD -> {
                if (target.name().codePointCount(0, target.name().length()) < SHORTEST_QUERY) {
                    throw new UpstreamFailure(
                            UpstreamFailure.Kind.REFUSED,
                            "expected a keyword of at least " + SHORTEST_QUERY + " characters, got '" + target.name()
                                    + "'");
                }
                yield new Listing("/1/playlist/search?query=" + name + "&", target.limit());
            }
            case USER -> new Listing("/1/user/" + name + "/playlists?", target.limit());
            case PLAYLIST -> new Playlist(target, "/1/playlist/" + name + "?fetch_metadata=false");
            case TRACK -> throw new UpstreamFailure(UpstreamFailure.Kind.REFUSED, "ListenBrainz tells no ISRCs");
        };
    }

    private static @Nullable String uuid(@Nullable String address) {
        if (address == null) {
            return null;
        }
        var matched = ENDS_IN_UUID.matcher(address);
        return matched.matches() ? matched.group(1).toLowerCase(Locale.ROOT) : null;
    }

    private final class Listing extends ListingReading {
        private final String link;

        Listing(String link, int most) {
            super(NAME, host, most);
            this.link = link;
        }

        @Override
        Page page(int offset) throws InterruptedException {
            return host.get(link + "count=" + LISTED + "&offset=" + offset, body -> {
                var page = new Page();
                var said = new Object() {
                    @Nullable
                    Long total;
                };
                try (var json = new Fields(NAME, drift, body)) {
                    json.whole(LISTING, field -> {
                        switch (field) {
                            case "playlists" -> json.list(() -> json.object(WRAPPED, inner -> item(json, page)));
                            case "playlist_count" -> said.total = json.count();
                            default -> {}
                        }
                    });
                }
                page.more = page.places > 0
                        && (said.total == null ? page.places == LISTED : offset + page.places < said.total);
                return page;
            });
        }

        private void item(Fields json, Page page) throws IOException {
            page.item(json, PLAYLIST, (field, item) -> {
                switch (field) {
                    case "identifier" -> item.id = firstUuid(json.texts());
                    case "creator" -> item.owner = json.text();
                    default -> {}
                }
            });
        }
    }

    private static @Nullable String firstUuid(List<String> addresses) {
        for (String address : addresses) {
            String uuid = uuid(address);
            if (uuid != null) {
                return uuid;
            }
        }
        return null;
    }

    private final class Playlist extends PlaylistReading {
        private final LiveTarget target;
        private final String path;

        Playlist(LiveTarget target, String path) {
            super(NAME, target, playlistId(target.name()), clock);
            this.target = target;
            this.path = path;
        }

        private final class Read {
            private final SnapshotDraft draft = new SnapshotDraft(limit);
            private @Nullable String modified;
            private boolean isPrivate;
            private boolean hasTracks;
        }

        @Override
        Look look() throws InterruptedException {
            return lookFrom(host, path, Map.of(), this::read, this::further);
        }

        private Look further(Read read, @Nullable String validator) {
            if (read.isPrivate) {
                throw new UpstreamFailure(UpstreamFailure.Kind.FORBIDDEN, path + ": expected a public playlist");
            }
            if (!read.hasTracks) {
                throw new UpstreamFailure(
                        UpstreamFailure.Kind.WRONG_CONTENT, path + ": expected a playlist with tracks, got none");
            }
            read.draft.url = "https://listenbrainz.org/playlist/" + target.name();
            return read.modified != null && read.modified.equals(target.fingerprint())
                    ? new Look.Same(validator, null)
                    : new Look.Whole(read.draft, read.modified, validator);
        }

        private Read read(java.io.InputStream body) throws IOException {
            var read = new Read();
            var draft = read.draft;
            try (var json = new Fields(NAME, drift, body)) {
                json.whole(
                        WRAPPED,
                        wrapped -> json.object(PLAYLIST, field -> {
                            switch (field) {
                                case "title" -> draft.title = orEmpty(json.text());
                                case "annotation" -> draft.description = json.text();
                                case "creator" -> draft.owner = json.text();
                                case "extension" ->
                                    json.object(EXTENSIONS, extension -> {
                                        if (extension.equals(PLAYLIST_EXTENSION)) {
                                            json.object(PLAYLIST_FIELDS, inner -> {
                                                switch (inner) {
                                                    case "last_modified_at" -> {
                                                        draft.modifiedAt = json.time();
                                                        read.modified = draft.modifiedAt == null
                                                                ? null
                                                                : draft.modifiedAt.toString();
                                                    }
                                                    case "creator" -> draft.owner = json.text();
                                                    case "public" ->
                                                        read.isPrivate = Boolean.FALSE.equals(json.truth());
                                                    default -> {}
                                                }
                                            });
                                        }
                                    });
                                case "track" -> read.hasTracks = json.list(() -> track(json, draft));
                                default -> {}
                            }
                        }));
            }
            return read;
        }

        private void track(Fields json, SnapshotDraft draft) throws IOException {
            var track = new Object() {
                @Nullable
                String id;

                String title = "";

                @Nullable
                String artist;

                @Nullable
                String album;

                @Nullable
                Long durationMs;

                List<String> artistIds = List.of();

                @Nullable
                String albumId;

                @Nullable
                Instant addedAt;
            };
            json.object(TRACK, field -> {
                switch (field) {
                    case "identifier" -> track.id = firstUuid(json.texts());
                    case "title" -> track.title = orEmpty(json.text());
                    case "creator" -> track.artist = json.text();
                    case "album" -> track.album = json.text();
                    case "duration" -> track.durationMs = json.count();
                    case "extension" ->
                        json.object(EXTENSIONS, extension -> {
                            if (extension.equals(TRACK_EXTENSION)) {
                                json.object(TRACK_FIELDS, inner -> {
                                    switch (inner) {
                                        case "artist_identifiers" ->
                                            track.artistIds = json.texts().stream()
                                                    .map(ListenBrainzSource::uuid)
                                                    .filter(java.util.Objects::nonNull)
                                                    .map(id -> "mbid:" + id)
                                                    .toList();
                                        case "release_identifier" -> track.albumId = uuid(json.text());
                                        case "added_at" -> track.addedAt = json.time();
                                        default -> {}
                                    }
                                });
                            }
                        });
                    default -> {}
                }
            });
            if (track.id == null) {
                json.skipTrack();
                return;
            }
            add(
                    draft,
                    new SnapshotTrack(
                            "mbid:" + track.id,
                            track.title,
                            draft.sharedList(track.artist),
                            track.artistIds.size() == 1
                                    ? draft.sharedList(track.artistIds.getFirst())
                                    : track.artistIds,
                            draft.shared(track.album),
                            draft.shared(track.albumId == null ? null : "mbid:" + track.albumId),
                            track.durationMs,
                            null,
                            null,
                            track.addedAt));
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
