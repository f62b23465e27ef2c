package dev.segue.stubupstreams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.stubupstreams.Catalogue.Playlist;
import dev.segue.stubupstreams.Catalogue.Track;
import java.util.Map;
import java.util.regex.Pattern;

/// `api.listenbrainz.org`: JSPF, listings without tracks, playlists whole, no ISRC and no saves. Every seventh track
/// has its identifier as one string, as older playlists have; every eleventh lacks what may be missing.
final class StubListenBrainz implements Upstream.Service {

    private static final String PLAYLIST_EXTENSION = "https://musicbrainz.org/doc/jspf#playlist";
    private static final String TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track";
    private static final Pattern USER = Pattern.compile("/1/user/([^/]+)/playlists(/createdfor|/collaborator)?");
    private static final Pattern PLAYLIST = Pattern.compile("/1/playlist/([^/]+)");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-([0-9a-f]{12})");
    private static final Map<String, String> RATE =
            Map.of("X-RateLimit-Limit", "30", "X-RateLimit-Remaining", "29", "X-RateLimit-Reset-In", "10");

    private final Catalogue catalogue;

    StubListenBrainz(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String playlistId(int number) {
        return uuid(1, number);
    }

    @Override
    public String trackId(int number) {
        return "mbid:" + uuid(2, number);
    }

    @Override
    public Answer quota() {
        var body = Answer.object().put("code", 429).put("error", "You have exceeded your rate limit.");
        var answer = Answer.of(429, body);
        return new Answer(
                429,
                Map.of("X-RateLimit-Limit", "30", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-In", "1"),
                answer.body());
    }

    @Override
    public Answer answer(Asked asked) {
        if (asked.headers().get("User-Agent") == null) {
            return error(403, "a User-Agent with a contact is required");
        }
        var answer = unlimited(asked);
        return new Answer(answer.status(), RATE, answer.body());
    }

    private Answer unlimited(Asked asked) {
        if (asked.path().equals("/1/playlist/search")) {
            String query = asked.text("query");
            if (query.codePointCount(0, query.length()) < 3) {
                return error(400, "Query string must be at least 3 characters in length.");
            }
            return listing(asked, catalogue.search(query, asked.when()));
        }
        var user = USER.matcher(asked.path());
        if (user.matches()) {
            String name = user.group(1);
            if (!name.matches("curator-\\d{1,8}")) {
                return error(404, "Cannot find user: " + name);
            }
            boolean own = user.group(2) == null;
            int curator = Integer.parseInt(name.substring(8));
            return listing(asked, own ? catalogue.ofCurator(curator, asked.when()) : new int[0]);
        }
        var playlist = PLAYLIST.matcher(asked.path());
        if (playlist.matches()) {
            var id = UUID.matcher(playlist.group(1));
            if (!id.matches()) {
                return error(400, "Provided playlist ID is invalid.");
            }
            int number = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(id.group(1), 16));
            return catalogue
                    .playlist(number, asked.when())
                    .map(this::playlist)
                    .orElseGet(() -> error(404, "Cannot find playlist: " + playlist.group(1)));
        }
        return error(404, "Not found");
    }

    private static Answer error(int status, String message) {
        return Answer.of(status, Answer.object().put("code", status).put("error", message));
    }

    private Answer listing(Asked asked, int[] numbers) {
        int offset = asked.number("offset", 0, 0, Integer.MAX_VALUE - 100);
        int count = asked.number("count", 25, 1, 100);
        var body = Answer.object();
        var playlists = body.putArray("playlists");
        int end = asked.endless() && numbers.length > 0 ? offset + count : Math.min(numbers.length, offset + count);
        for (int place = offset; place < end; place++) {
            int number = numbers[place % numbers.length];
            var held = catalogue.playlist(number, asked.when()).orElseThrow();
            playlists.addObject().set("playlist", head(held));
        }
        body.put("playlist_count", asked.endless() ? Integer.MAX_VALUE : numbers.length);
        body.put("offset", offset);
        body.put("count", count);
        return Answer.ok(body);
    }

    private ObjectNode head(Playlist playlist) {
        var node = Answer.object();
        node.put("creator", "curator-" + playlist.curator());
        node.put("title", playlist.title());
        node.put("identifier", "https://listenbrainz.org/playlist/" + playlistId(playlist.number()));
        node.put("date", playlist.createdAt().toString());
        if (!playlist.description().isEmpty()) {
            node.put("annotation", playlist.description());
        }
        node.putObject("extension")
                .putObject(PLAYLIST_EXTENSION)
                .put("public", true)
                .put("creator", "curator-" + playlist.curator())
                .put("last_modified_at", playlist.changedAt().toString());
        node.putArray("track");
        return node;
    }

    private Answer playlist(Playlist playlist) {
        var node = head(playlist);
        var tracks = node.putArray("track");
        for (int number : playlist.tracks()) {
            tracks.add(track(playlist, number));
        }
        var body = Answer.object();
        body.set("playlist", node);
        return Answer.ok(body);
    }

    private ObjectNode track(Playlist playlist, int number) {
        Track track = catalogue.track(number);
        String address = "https://musicbrainz.org/recording/" + uuid(2, number);
        var node = Answer.object();
        if (number % 7 == 0) {
            node.put("identifier", address);
        } else {
            node.putArray("identifier").add(address);
        }
        boolean sparse = number % 11 == 0;
        node.put("title", track.title());
        if (sparse) {
            node.putNull("creator");
            node.putNull("album");
        } else {
            node.put("creator", track.artist());
            node.put("album", track.album());
            node.put("duration", track.seconds() * 1000);
        }
        var extension = node.putObject("extension").putObject(TRACK_EXTENSION);
        extension.put("added_by", "curator-" + playlist.curator());
        extension.put("added_at", playlist.createdAt().toString());
        if (!sparse) {
            extension
                    .putArray("artist_identifiers")
                    .add("https://musicbrainz.org/artist/" + uuid(3, track.artistNumber()));
            extension.put("release_identifier", "https://musicbrainz.org/release/" + uuid(4, track.albumNumber()));
        }
        return node;
    }

    static String uuid(int kind, int number) {
        return "%08x-0000-4000-8000-%012x".formatted(kind, number);
    }
}
