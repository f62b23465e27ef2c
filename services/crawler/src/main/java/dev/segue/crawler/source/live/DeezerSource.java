package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.live.LiveTarget.Kind;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.domain.TrackId;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Deezer: keyless. Its errors come with status 200. A playlist tells a checksum of its tracks, and so does every page
/// of them: pages of one checksum are of one state, and a playlist whose pages differ is read again.
///
/// A version is the fingerprint of checksum, title and description. Saves are the fans. ISRCs are told of single
/// tracks only.
///
/// Source: developers.deezer.com/api, its terms at developers.deezer.com/termsofuse.
public final class DeezerSource implements LiveSource {

    public static final String NAME = "deezer";

    private static final int PAGE = 1_000;
    private static final int LISTED = 25;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private static final Shape ANSWER =
            new Shape("listing", List.of("data", "total"), List.of("next", "prev", "checksum", "error"));
    private static final Shape ERROR = new Shape("error", List.of("type", "message", "code"), List.of());
    /// Fields of playlists, in listings and on their own.
    private static final List<String> OF_PLAYLISTS = List.of(
            "add_date",
            "collaborative",
            "creation_date",
            "creator",
            "duration",
            "fans",
            "is_loved_track",
            "link",
            "md5_image",
            "mod_date",
            "picture",
            "picture_big",
            "picture_medium",
            "picture_small",
            "picture_type",
            "picture_xl",
            "public",
            "tracklist",
            "type",
            "user");
    private static final Shape ITEM = new Shape(
            "playlist-item",
            List.of("id", "title", "checksum"),
            Shape.and(OF_PLAYLISTS, "nb_tracks", "time_add", "time_mod"));
    private static final Shape PLAYLIST = new Shape(
            "playlist",
            List.of("id", "title", "checksum", "nb_tracks", "tracks"),
            Shape.and(OF_PLAYLISTS, "description", "error", "share", "unseen_track_count"));
    private static final Shape USER = new Shape("user", List.of("id"), List.of("name", "tracklist", "type"));
    private static final Shape TRACKS = new Shape("tracks", List.of("data"), List.of("checksum", "total", "next"));
    private static final Shape TRACK = new Shape(
            "track",
            List.of("id", "title", "artist", "album"),
            List.of(
                    "readable",
                    "title_short",
                    "title_version",
                    "isrc",
                    "link",
                    "duration",
                    "rank",
                    "explicit_lyrics",
                    "explicit_content_lyrics",
                    "explicit_content_cover",
                    "preview",
                    "md5_image",
                    "time_add",
                    "type",
                    "share",
                    "track_position",
                    "disk_number",
                    "release_date",
                    "bpm",
                    "gain",
                    "available_countries",
                    "contributors",
                    "unseen",
                    "track_token",
                    "error"));
    private static final Shape ARTIST = new Shape(
            "artist",
            List.of("id", "name"),
            List.of(
                    "link",
                    "tracklist",
                    "type",
                    "share",
                    "picture",
                    "picture_small",
                    "picture_medium",
                    "picture_big",
                    "picture_xl",
                    "radio"));
    private static final Shape ALBUM = new Shape(
            "album",
            List.of("id", "title"),
            List.of(
                    "upc",
                    "link",
                    "cover",
                    "cover_small",
                    "cover_medium",
                    "cover_big",
                    "cover_xl",
                    "md5_image",
                    "tracklist",
                    "type",
                    "release_date"));

    private final Host host;
    private final InstantSource clock;
    private final PlaylistLimit limit;
    private final ShapeDrift drift;

    public DeezerSource(Host host, InstantSource clock, PlaylistLimit limit, ShapeDrift drift) {
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
        return Set.of(Kind.KEYWORD, Kind.USER, Kind.PLAYLIST, Kind.TRACK);
    }

    @Override
    public LiveReading open(LiveTarget target) {
        return switch (target.kind()) {
            case KEYWORD -> new Listing("/search/playlist?q=" + encoded(target.name()) + "&", target.limit());
            case USER -> new Listing("/user/" + encoded(target.name()) + "/playlists?", target.limit());
            case PLAYLIST -> new Playlist(target);
            case TRACK -> new Identity(target);
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What the service says with status 200 when something is wrong.
    private static void fail(Fields json) throws IOException {
        var said = new Object() {
            @Nullable
            Long code;

            @Nullable
            String message;
        };
        json.object(ERROR, field -> {
            switch (field) {
                case "code" -> said.code = json.count();
                case "message" -> said.message = json.text();
                default -> {}
            }
        });
        long code = said.code == null ? -1 : said.code;
        var kind =
                switch ((int) code) {
                    case 4 -> UpstreamFailure.Kind.THROTTLED;
                    case 700 -> UpstreamFailure.Kind.UNAVAILABLE;
                    case 800 -> UpstreamFailure.Kind.GONE;
                    case 200, 300, 901 -> UpstreamFailure.Kind.FORBIDDEN;
                    default -> UpstreamFailure.Kind.REFUSED;
                };
        throw new UpstreamFailure(kind, "error " + code + ": " + said.message);
    }

    private final class Listing extends ListingReading {
        private final String link;

        Listing(String link, int most) {
            super(NAME, host, most);
            this.link = link;
        }

        @Override
        Page page(int offset) throws InterruptedException {
            return host.get(link + "index=" + offset + "&limit=" + LISTED, body -> {
                var page = new Page();
                try (var json = new Fields(NAME, drift, body)) {
                    json.whole(ANSWER, field -> {
                        switch (field) {
                            case "error" -> fail(json);
                            case "data" -> json.list(() -> item(json, page));
                            case "next" -> page.next = json.text();
                            default -> {}
                        }
                    });
                }
                page.more = page.next != null;
                return page;
            });
        }

        private void item(Fields json, Page page) throws IOException {
            page.item(json, ITEM, (field, item) -> {
                switch (field) {
                    case "id" -> item.id = json.text();
                    case "user", "creator" -> item.owner = json.idOf(USER);
                    default -> {}
                }
            });
        }
    }

    private final class Identity extends LiveReading {
        private final LiveTarget target;

        Identity(LiveTarget target) {
            this.target = target;
        }

        @Override
        boolean more() throws InterruptedException {
            String id = target.name().substring(target.name().indexOf(':') + 1);
            var isrc = host.get("/track/" + encoded(id), body -> {
                var read = new Object() {
                    @Nullable
                    String isrc;
                };
                try (var json = new Fields(NAME, drift, body)) {
                    json.whole(TRACK, field -> {
                        switch (field) {
                            case "error" -> fail(json);
                            case "isrc" -> read.isrc = json.text();
                            default -> {}
                        }
                    });
                }
                return Isrc.normalised(read.isrc);
            });
            isrc.ifPresent(code -> found(new Finding.Identified(new TrackId(target.name()), code)));
            return false;
        }
    }

    private final class Playlist extends PlaylistReading {
        private final LiveTarget target;
        private final String path;

        Playlist(LiveTarget target) {
            super(NAME, target, playlistId(target.name()), clock);
            this.target = target;
            this.path = "/playlist/" + encoded(target.name());
        }

        private final class Head {
            private final SnapshotDraft draft = new SnapshotDraft(limit);
            private @Nullable String checksum;
            private @Nullable Long total;
            private int embedded;
            private boolean isPrivate;
        }

        @Override
        Look look() throws InterruptedException {
            return lookFrom(host, path, Map.of(), this::head, this::further);
        }

        private Look further(Head head, @Nullable String validator) throws InterruptedException {
            if (head.isPrivate) {
                throw new UpstreamFailure(UpstreamFailure.Kind.FORBIDDEN, path + ": expected a public playlist");
            }
            String fingerprint = head.checksum == null
                    ? null
                    : head.checksum + "-" + ContentHash.ofTexts(head.draft.title, head.draft.description);
            if (fingerprint != null && fingerprint.equals(target.fingerprint())) {
                return new Look.Same(validator, head.draft.saves);
            }
            if (head.total == null || head.embedded != head.total) {
                Head whole = new Head();
                copy(head, whole);
                pages(head, whole);
                return new Look.Whole(whole.draft, fingerprint, validator);
            }
            return new Look.Whole(head.draft, fingerprint, validator);
        }

        private static void copy(Head from, Head to) {
            to.draft.title = from.draft.title;
            to.draft.description = from.draft.description;
            to.draft.url = from.draft.url;
            to.draft.owner = from.draft.owner;
            to.draft.saves = from.draft.saves;
            to.draft.modifiedAt = from.draft.modifiedAt;
            to.checksum = from.checksum;
            to.total = from.total;
        }

        private Head head(java.io.InputStream body) throws IOException {
            var head = new Head();
            var draft = head.draft;
            try (var json = new Fields(NAME, drift, body)) {
                json.whole(PLAYLIST, field -> {
                    switch (field) {
                        case "error" -> fail(json);
                        case "title" -> draft.title = orEmpty(json.text());
                        case "description" -> draft.description = blankAsNull(json.text());
                        case "link" -> draft.url = json.text();
                        case "fans" -> draft.saves = json.count();
                        case "checksum" -> head.checksum = json.text();
                        case "nb_tracks" -> head.total = json.count();
                        case "public" -> head.isPrivate = Boolean.FALSE.equals(json.truth());
                        case "creator", "user" -> draft.owner = json.idOf(USER);
                        case "mod_date" -> draft.modifiedAt = modified(json.text());
                        case "tracks" ->
                            json.object(TRACKS, inner -> {
                                if (inner.equals("data")) {
                                    json.list(() -> {
                                        head.embedded++;
                                        track(json, draft);
                                    });
                                }
                            });
                        default -> {}
                    }
                });
            }
            return head;
        }

        private void pages(Head head, Head whole) throws InterruptedException {
            long read = readPages(host, path, from -> {
                TracksPage page =
                        host.get(path + "/tracks?index=" + from + "&limit=" + PAGE, body -> page(body, whole.draft));
                if ((head.checksum != null && page.checksum != null && !head.checksum.equals(page.checksum))
                        || (head.total != null && page.total != null && !head.total.equals(page.total))) {
                    throw new UpstreamFailure(
                            UpstreamFailure.Kind.TORN,
                            path + ": expected pages of one state, got checksum " + head.checksum + " and "
                                    + page.checksum);
                }
                return page;
            });
            if (head.total != null && read != head.total) {
                throw new UpstreamFailure(
                        UpstreamFailure.Kind.TORN, path + ": expected " + head.total + " tracks, got " + read);
            }
            if (head.checksum == null) {
                Head again = host.get(path, this::head);
                if (!again.draft.title.equals(head.draft.title) || !java.util.Objects.equals(again.total, head.total)) {
                    throw new UpstreamFailure(
                            UpstreamFailure.Kind.TORN, path + ": expected the same at the end, got another");
                }
            }
        }

        private TracksPage page(java.io.InputStream body, SnapshotDraft draft) throws IOException {
            return readPage(draft, page -> {
                try (var json = new Fields(NAME, drift, body)) {
                    json.whole(ANSWER, field -> {
                        switch (field) {
                            case "error" -> fail(json);
                            case "data" ->
                                json.list(() -> {
                                    page.items++;
                                    track(json, draft);
                                });
                            case "checksum" -> page.checksum = json.text();
                            case "total" -> page.total = json.count();
                            case "next" -> page.next = json.text();
                            default -> {}
                        }
                    });
                }
            });
        }

        private void track(Fields json, SnapshotDraft draft) throws IOException {
            var track = new Object() {
                @Nullable
                String id;

                String title = "";

                @Nullable
                String artist;

                @Nullable
                String artistId;

                @Nullable
                String album;

                @Nullable
                String albumId;

                @Nullable
                String isrc;

                @Nullable
                Long seconds;

                @Nullable
                Boolean explicit;

                @Nullable
                Long addedAt;
            };
            json.object(TRACK, field -> {
                switch (field) {
                    case "id" -> track.id = json.text();
                    case "title" -> track.title = orEmpty(json.text());
                    case "isrc" -> track.isrc = json.text();
                    case "duration" -> track.seconds = json.count();
                    case "explicit_lyrics" -> track.explicit = json.truth();
                    case "time_add" -> track.addedAt = json.count();
                    case "artist" ->
                        json.object(ARTIST, inner -> {
                            switch (inner) {
                                case "id" -> track.artistId = json.text();
                                case "name" -> track.artist = json.text();
                                default -> {}
                            }
                        });
                    case "album" ->
                        json.object(ALBUM, inner -> {
                            switch (inner) {
                                case "id" -> track.albumId = json.text();
                                case "title" -> track.album = json.text();
                                default -> {}
                            }
                        });
                    default -> {}
                }
            });
            if (track.id == null || !TrackId.isValid(NAME + ":" + track.id)) {
                json.skipTrack();
                return;
            }
            add(
                    draft,
                    new SnapshotTrack(
                            NAME + ":" + track.id,
                            track.title,
                            draft.sharedList(track.artist),
                            draft.sharedList(track.artistId == null ? null : NAME + ":artist:" + track.artistId),
                            draft.shared(track.album),
                            draft.shared(track.albumId == null ? null : NAME + ":album:" + track.albumId),
                            track.seconds == null ? null : track.seconds * 1000,
                            Isrc.normalised(track.isrc).orElse(null),
                            track.explicit,
                            track.addedAt == null || track.addedAt == 0 || track.addedAt > MOST_SECONDS
                                    ? null
                                    : Instant.ofEpochSecond(track.addedAt)));
        }
    }

    /// The year 9999: later is no time at which a track was added.
    private static final long MOST_SECONDS = 253_402_300_799L;

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static @Nullable Instant modified(@Nullable String text) {
        try {
            return text == null ? null : LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
