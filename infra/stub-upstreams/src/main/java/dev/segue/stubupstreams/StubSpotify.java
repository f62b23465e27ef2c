package dev.segue.stubupstreams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.stubupstreams.Catalogue.Playlist;
import dev.segue.stubupstreams.Catalogue.Track;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// `api.spotify.com` and the token service of `accounts.spotify.com`, for an application with extended quota: bearer
/// tokens, pages with `next`, listings that hold nulls, items that are null, local or episodes.
final class StubSpotify implements Upstream.Service {

    static final String CLIENT = "stub-client";
    static final String SECRET = "stub-secret";
    private static final String TOKEN = "stub-token";
    private static final Pattern PLAYLIST = Pattern.compile("/v1/playlists/pl(\\d{20})(/tracks|/items)?");

    private final Catalogue catalogue;

    StubSpotify(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String playlistId(int number) {
        return "pl%020d".formatted(number);
    }

    @Override
    public String trackId(int number) {
        return "spotify:track:" + id("tr", number);
    }

    private static String id(String kind, int number) {
        return kind + "%020d".formatted(number);
    }

    @Override
    public Answer quota() {
        var body = Answer.object();
        body.putObject("error")
                .put("status", 429)
                .put("message", "API rate limit exceeded")
                .put("reason", "QUOTA_EXCEEDED");
        return new Answer(429, Map.of("Retry-After", "1"), Answer.ok(body).body());
    }

    @Override
    public Answer answer(Asked asked) {
        if (asked.path().equals("/api/token")) {
            return token(asked);
        }
        if (!("Bearer " + TOKEN).equals(asked.headers().get("Authorization"))) {
            return error(401, "Invalid access token");
        }
        if (asked.path().equals("/v1/search")) {
            return search(asked);
        }
        var playlist = PLAYLIST.matcher(asked.path());
        if (!playlist.matches()) {
            return error(404, "Resource not found");
        }
        int number = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(playlist.group(1)));
        var held = catalogue.playlist(number, asked.when());
        if (held.isEmpty()) {
            return error(404, "Resource not found");
        }
        return playlist.group(2) == null ? Answer.ok(head(held.get(), true)) : items(asked, held.get());
    }

    private static Answer token(Asked asked) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(asked.headers().get("Authorization"))
                || !asked.body().contains("grant_type=client_credentials")) {
            return Answer.of(400, Answer.object().put("error", "invalid_client"));
        }
        return Answer.ok(Answer.object()
                .put("access_token", TOKEN)
                .put("token_type", "Bearer")
                .put("expires_in", 3600));
    }

    private static Answer error(int status, String message) {
        var body = Answer.object();
        body.putObject("error").put("status", status).put("message", message);
        return Answer.of(status, body);
    }

    private Answer search(Asked asked) {
        int limit = asked.number("limit", 5, 1, 10);
        int offset = asked.number("offset", 0, 0, 1000);
        int[] numbers = catalogue.search(asked.text("q"), asked.when());
        var body = Answer.object();
        var page = body.putObject("playlists");
        page.put("href", asked.base() + asked.path());
        var items = page.putArray("items");
        int end = Math.min(numbers.length, offset + limit);
        for (int place = offset; place < end; place++) {
            if (place % 13 == 12) {
                items.addNull();
            }
            items.add(head(catalogue.playlist(numbers[place], asked.when()).orElseThrow(), false));
        }
        page.put("limit", limit);
        page.put("offset", offset);
        page.put("total", numbers.length);
        String query = java.net.URLEncoder.encode(asked.text("q"), StandardCharsets.UTF_8);
        boolean more = asked.endless() || (end < numbers.length && end <= 1000);
        page.put(
                "next",
                more
                        ? asked.next("/v1/search?type=playlist&q=" + query + "&limit=" + limit + "&offset="
                                + (asked.endless() ? offset : end))
                        : null);
        return Answer.ok(body);
    }

    private ObjectNode head(Playlist playlist, boolean whole) {
        String id = playlistId(playlist.number());
        var node = Answer.object();
        node.put("collaborative", false);
        node.put("description", playlist.description());
        node.putObject("external_urls").put("spotify", "https://open.spotify.com/playlist/" + id);
        node.put("id", id);
        node.put("name", playlist.title());
        node.putObject("owner").put("id", "curator" + playlist.curator()).putNull("display_name");
        node.putNull("public");
        node.put("snapshot_id", "s" + StubDeezer.checksum(playlist));
        node.put("type", "playlist");
        node.put("uri", "spotify:playlist:" + id);
        if (whole) {
            node.putObject("followers").put("total", playlist.saves());
        }
        return node;
    }

    private Answer items(Asked asked, Playlist playlist) {
        int limit = asked.number("limit", 20, 1, 50);
        int offset = asked.number("offset", 0, 0, Integer.MAX_VALUE - 50);
        var body = Answer.object();
        var all = items(playlist);
        int end = Math.min(all.size(), offset + limit);
        body.putArray("items").addAll(all.subList(Math.min(offset, end), end));
        body.put("limit", limit);
        body.put("offset", offset);
        body.put("total", all.size());
        body.put(
                "next",
                end < all.size() || asked.endless()
                        ? asked.next(asked.path() + "?limit=" + limit + "&offset=" + (asked.endless() ? offset : end))
                        : null);
        return Answer.ok(body);
    }

    /// Behind every eleventh track stands something that is none: nothing any more, a local file, an episode.
    private List<ObjectNode> items(Playlist playlist) {
        var items = new ArrayList<ObjectNode>();
        for (int number : playlist.tracks()) {
            items.add(item(playlist, number));
            if (items.size() % 12 == 11) {
                var other = item(playlist, number);
                switch (items.size() / 12 % 3) {
                    case 0 -> other.putNull("track").putNull("added_at");
                    case 1 ->
                        ((ObjectNode) other.put("is_local", true).get("track"))
                                .put("is_local", true)
                                .putNull("id");
                    default -> ((ObjectNode) other.get("track")).put("type", "episode");
                }
                items.add(other);
            }
        }
        return items;
    }

    private ObjectNode item(Playlist playlist, int number) {
        var node = Answer.object();
        node.put("added_at", playlist.createdAt().toString());
        node.putNull("added_by");
        node.put("is_local", false);
        Track track = catalogue.track(number);
        var inner = node.putObject("track");
        inner.put("id", id("tr", number));
        inner.put("uri", trackId(number));
        inner.put("name", track.title());
        inner.put("type", "track");
        inner.put("duration_ms", track.seconds() * 1000);
        inner.put("explicit", number % 9 == 0);
        inner.putArray("artists")
                .addObject()
                .put("id", id("ar", track.artistNumber()))
                .put("name", track.artist());
        inner.putObject("album").put("id", id("al", track.albumNumber())).put("name", track.album());
        inner.putObject("external_ids").put("isrc", track.isrc());
        return node;
    }
}
