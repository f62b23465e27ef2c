package dev.segue.crawler.source.live;

import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.live.LiveTarget.Kind;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.domain.TrackId;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Spotify's Web API, with the operator's own application. Off unless switched on: its developer terms forbid training
/// models on its content, and without extended quota the items of other people's playlists are refused (403), which is
/// told as forbidden.
///
/// A version is the `snapshot_id`, which is asked again behind the last page: pages of a playlist that changed in
/// between are never put together. Items that are null, local or episodes are left out.
///
/// Source: developer.spotify.com/documentation/web-api, its terms at developer.spotify.com/terms.
public final class SpotifySource implements LiveSource {

    public static final String NAME = "spotify";

    private static final int PAGE = 50;
    private static final int LISTED = 10;
    private static final int LAST_OFFSET = 1_000;
    private static final long SOON_MS = 60_000;

    /// Fields that whatever has an id has.
    private static final List<String> OF_EVERYTHING = List.of("external_urls", "href", "type", "uri");
    private static final Shape TOKEN =
            new Shape("token", List.of("access_token", "expires_in"), List.of("token_type", "scope"));
    private static final Shape SEARCH =
            new Shape("search", List.of("playlists"), List.of("tracks", "albums", "artists"));
    private static final Shape PAGED =
            new Shape("page", List.of("items", "total"), List.of("href", "limit", "next", "offset", "previous"));
    private static final Shape PLAYLIST = new Shape(
            "playlist",
            List.of("id", "name", "snapshot_id"),
            Shape.and(
                    OF_EVERYTHING,
                    "collaborative",
                    "description",
                    "followers",
                    "images",
                    "items",
                    "owner",
                    "primary_color",
                    "public",
                    "tracks"));
    private static final Shape OWNER =
            new Shape("owner", List.of("id"), Shape.and(OF_EVERYTHING, "display_name", "followers", "images"));
    private static final Shape FOLLOWERS = new Shape("followers", List.of("total"), List.of("href"));
    private static final Shape ITEM = new Shape(
            "item",
            List.of("added_at"),
            List.of("added_by", "is_local", "track", "item", "primary_color", "video_thumbnail"));
    private static final Shape TRACK = new Shape(
            "track",
            List.of("id", "uri", "name", "type"),
            List.of(
                    "album",
                    "artists",
                    "available_markets",
                    "disc_number",
                    "duration_ms",
                    "explicit",
                    "external_ids",
                    "external_urls",
                    "href",
                    "is_local",
                    "is_playable",
                    "popularity",
                    "preview_url",
                    "track_number",
                    "episode",
                    "track",
                    "linked_from",
                    "restrictions"));
    private static final Shape NAMED = new Shape(
            "named",
            List.of("id", "name"),
            Shape.and(
                    OF_EVERYTHING,
                    "album_type",
                    "artists",
                    "available_markets",
                    "images",
                    "release_date",
                    "release_date_precision",
                    "total_tracks",
                    "is_playable",
                    "restrictions",
                    "genres",
                    "popularity",
                    "followers"));
    private static final Shape IDS = new Shape("external-ids", List.of(), List.of("isrc", "ean", "upc"));

    private final Host api;
    private final Host accounts;
    private final Credentials credentials;
    private final InstantSource clock;
    private final PlaylistLimit limit;
    private final ShapeDrift drift;
    private final ReentrantLock tokenLock = new ReentrantLock();
    private @Nullable String token;
    private long tokenUntil;

    /// Of the operator's application; the secret never shows.
    public record Credentials(String clientId, String clientSecret) {
        @Override
        public String toString() {
            return "Credentials[…]";
        }
    }

    /// @param accounts where tokens are got
    public SpotifySource(
            Host api,
            Host accounts,
            Credentials credentials,
            InstantSource clock,
            PlaylistLimit limit,
            ShapeDrift drift) {
        this.api = api;
        this.accounts = accounts;
        this.credentials = credentials;
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
        return Set.of(Kind.KEYWORD, Kind.PLAYLIST);
    }

    @Override
    public LiveReading open(LiveTarget target) {
        return switch (target.kind()) {
            case KEYWORD -> new Listing(target);
            case PLAYLIST -> new Playlist(target);
            case USER, TRACK ->
                throw new UpstreamFailure(UpstreamFailure.Kind.REFUSED, "expected a keyword or a playlist");
        };
    }

    private Map<String, String> authorization() throws InterruptedException {
        tokenLock.lockInterruptibly();
        try {
            if (token == null || clock.millis() > tokenUntil - SOON_MS) {
                String basic = Base64.getEncoder()
                        .encodeToString((credentials.clientId() + ":" + credentials.clientSecret())
                                .getBytes(StandardCharsets.UTF_8));
                accounts.post(
                        "/api/token",
                        Map.of("Authorization", "Basic " + basic),
                        "grant_type=client_credentials",
                        this::readToken);
            }
            return Map.of("Authorization", "Bearer " + token);
        } finally {
            tokenLock.unlock();
        }
    }

    private boolean readToken(InputStream body) throws IOException {
        var read = new Object() {
            @Nullable
            String token;

            @Nullable
            Long seconds;
        };
        try (var json = new Fields(NAME, drift, body)) {
            json.whole(TOKEN, field -> {
                switch (field) {
                    case "access_token" -> read.token = json.text();
                    case "expires_in" -> read.seconds = json.count();
                    default -> {}
                }
            });
        }
        if (read.token == null) {
            throw new UpstreamFailure(UpstreamFailure.Kind.WRONG_CONTENT, "expected an access_token, got none");
        }
        token = read.token;
        tokenUntil = clock.millis() + 1000 * (read.seconds == null ? 60 : Math.min(read.seconds, 86_400));
        return true;
    }

    private <T> T get(String path, Host.Reader<T> reader) throws InterruptedException {
        return authorized(authorization -> api.get(path, authorization, reader));
    }

    /// Asks with a token.
    private interface Asking<T> {
        T ask(Map<String, String> authorization) throws InterruptedException;
    }

    private <T> T authorized(Asking<T> asking) throws InterruptedException {
        try {
            return asking.ask(authorization());
        } catch (UpstreamFailure failure) {
            if (failure.kind() == UpstreamFailure.Kind.FORBIDDEN) {
                dropToken();
            }
            throw failure;
        }
    }

    /// The next request gets a new one, should it be the token that was refused.
    private void dropToken() {
        tokenLock.lock();
        try {
            token = null;
        } finally {
            tokenLock.unlock();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private final class Listing extends ListingReading {
        private final String link;

        Listing(LiveTarget target) {
            super(NAME, api, target.limit());
            this.link = "/v1/search?type=playlist&q=" + encoded(target.name()) + "&limit=" + LISTED + "&offset=";
        }

        @Override
        Page page(int offset) throws InterruptedException {
            return get(link + offset, body -> {
                var page = new Page();
                try (var json = new Fields(NAME, drift, body)) {
                    json.whole(SEARCH, field -> {
                        if (field.equals("playlists")) {
                            json.object(PAGED, inner -> {
                                switch (inner) {
                                    case "items" -> json.list(() -> item(json, page));
                                    case "next" -> page.next = json.text();
                                    default -> {}
                                }
                            });
                        }
                    });
                }
                page.places = LISTED;
                page.more = page.next != null && offset + LISTED <= LAST_OFFSET;
                return page;
            });
        }

        private void item(Fields json, Page page) throws IOException {
            page.item(json, PLAYLIST, (field, item) -> {
                switch (field) {
                    case "id" -> item.id = json.text();
                    case "owner" -> item.owner = json.idOf(OWNER);
                    default -> {}
                }
            });
        }
    }

    private final class Playlist extends PlaylistReading {
        private final LiveTarget target;
        private final String path;

        Playlist(LiveTarget target) {
            super(NAME, target, playlistId(target.name()), clock);
            this.target = target;
            this.path = "/v1/playlists/" + encoded(target.name());
        }

        private final class Head {
            private final SnapshotDraft draft = new SnapshotDraft(limit);
            private @Nullable String snapshot;
            private boolean isPrivate;
        }

        @Override
        Look look() throws InterruptedException {
            String fields = "?fields=id,name,description,public,snapshot_id,owner.id,followers.total";
            return authorized(authorization -> lookFrom(api, path + fields, authorization, this::head, this::further));
        }

        private Look further(Head head, @Nullable String validator) throws InterruptedException {
            if (head.isPrivate) {
                throw new UpstreamFailure(UpstreamFailure.Kind.FORBIDDEN, path + ": expected a public playlist");
            }
            if (head.snapshot != null && head.snapshot.equals(target.fingerprint())) {
                return new Look.Same(validator, head.draft.saves);
            }
            head.draft.url = "https://open.spotify.com/playlist/" + target.name();
            readPages(
                    api,
                    path,
                    from -> get(path + "/tracks?limit=" + PAGE + "&offset=" + from, body -> items(body, head.draft)));
            Head again = get(path + "?fields=id,name,snapshot_id", this::head);
            if (head.snapshot == null || !head.snapshot.equals(again.snapshot)) {
                throw new UpstreamFailure(
                        UpstreamFailure.Kind.TORN, path + ": expected snapshot " + head.snapshot + " at the end too");
            }
            return new Look.Whole(head.draft, head.snapshot, validator);
        }

        private Head head(InputStream body) throws IOException {
            var head = new Head();
            var draft = head.draft;
            try (var json = new Fields(NAME, drift, body)) {
                json.whole(PLAYLIST, field -> {
                    switch (field) {
                        case "name" -> draft.title = orEmpty(json.text());
                        case "description" -> draft.description = json.text();
                        case "snapshot_id" -> head.snapshot = json.text();
                        case "public" -> head.isPrivate = Boolean.FALSE.equals(json.truth());
                        case "owner" -> draft.owner = json.idOf(OWNER);
                        case "followers" ->
                            json.object(FOLLOWERS, inner -> {
                                if (inner.equals("total")) {
                                    draft.saves = json.count();
                                }
                            });
                        default -> {}
                    }
                });
            }
            return head;
        }

        private TracksPage items(InputStream body, SnapshotDraft draft) throws IOException {
            return readPage(draft, page -> {
                try (var json = new Fields(NAME, drift, body)) {
                    json.whole(PAGED, field -> {
                        switch (field) {
                            case "items" ->
                                json.list(() -> {
                                    page.items++;
                                    item(json, draft);
                                });
                            case "total" -> page.total = json.count();
                            case "next" -> page.next = json.text();
                            default -> {}
                        }
                    });
                }
            });
        }

        private void item(Fields json, SnapshotDraft draft) throws IOException {
            var item = new Object() {
                @Nullable
                Instant addedAt;

                @Nullable
                Track track;
            };
            json.object(ITEM, field -> {
                switch (field) {
                    case "added_at" -> item.addedAt = json.time();
                    case "track", "item" -> item.track = json.isNull() ? null : track(json);
                    default -> {}
                }
            });
            Track track = item.track;
            String uri = track == null || !"track".equals(track.type) || track.local ? null : track.uri;
            if (track == null || uri == null || !TrackId.isValid(uri)) {
                json.skipTrack();
                return;
            }
            add(
                    draft,
                    new SnapshotTrack(
                            uri,
                            track.title,
                            track.artists,
                            track.artistIds,
                            draft.shared(track.album),
                            draft.shared(track.albumId == null ? null : "spotify:album:" + track.albumId),
                            track.durationMs,
                            Isrc.normalised(track.isrc).orElse(null),
                            track.explicit,
                            item.addedAt));
        }

        private static final class Track {
            private @Nullable String uri;
            private @Nullable String type;
            private boolean local;
            private String title = "";
            private final List<String> artists = new ArrayList<>(1);
            private final List<String> artistIds = new ArrayList<>(1);
            private @Nullable String album;
            private @Nullable String albumId;
            private @Nullable Long durationMs;
            private @Nullable String isrc;
            private @Nullable Boolean explicit;
        }

        private Track track(Fields json) throws IOException {
            var track = new Track();
            json.object(TRACK, field -> {
                switch (field) {
                    case "uri" -> track.uri = json.text();
                    case "type" -> track.type = json.text();
                    case "is_local" -> track.local = Boolean.TRUE.equals(json.truth());
                    case "name" -> track.title = orEmpty(json.text());
                    case "duration_ms" -> track.durationMs = json.count();
                    case "explicit" -> track.explicit = json.truth();
                    case "artists" -> json.list(() -> artist(json, track));
                    case "album" ->
                        json.object(NAMED, inner -> {
                            switch (inner) {
                                case "id" -> track.albumId = json.text();
                                case "name" -> track.album = json.text();
                                default -> {}
                            }
                        });
                    case "external_ids" ->
                        json.object(IDS, inner -> {
                            if (inner.equals("isrc")) {
                                track.isrc = json.text();
                            }
                        });
                    default -> {}
                }
            });
            return track;
        }

        private void artist(Fields json, Track track) throws IOException {
            json.object(NAMED, field -> {
                String text = field.equals("id") || field.equals("name") ? json.text() : null;
                if (text != null && field.equals("name")) {
                    track.artists.add(text);
                } else if (text != null) {
                    track.artistIds.add("spotify:artist:" + text);
                }
            });
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
