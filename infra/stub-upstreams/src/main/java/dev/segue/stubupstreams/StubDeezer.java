package dev.segue.stubupstreams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.stubupstreams.Catalogue.Playlist;
import dev.segue.stubupstreams.Catalogue.Track;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/// `api.deezer.com`: errors come with status 200, listings with 25 a page and a `next`, playlists with a checksum and
/// the first 400 of their tracks.
final class StubDeezer implements Upstream.Service {

    private static final int FIRST_ID = 1_000_000;
    private static final int EMBEDDED = 400;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern PLAYLIST = Pattern.compile("/playlist/(\\d{1,12})(/tracks)?");
    private static final Pattern TRACK = Pattern.compile("/track/(isrc:)?(\\w{1,20})");
    private static final Pattern USER = Pattern.compile("/user/(\\d{1,12})/playlists");

    private final Catalogue catalogue;

    StubDeezer(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String playlistId(int number) {
        return Integer.toString(FIRST_ID + number);
    }

    @Override
    public String trackId(int number) {
        return "deezer:" + (FIRST_ID + number);
    }

    @Override
    public Answer quota() {
        return error("Exception", "Quota limit exceeded", 4);
    }

    @Override
    public Answer answer(Asked asked) {
        if (asked.path().equals("/search/playlist")) {
            return listing(
                    asked,
                    catalogue.search(asked.text("q"), asked.when()),
                    "/search/playlist?q="
                            + java.net.URLEncoder.encode(asked.text("q"), java.nio.charset.StandardCharsets.UTF_8));
        }
        var user = USER.matcher(asked.path());
        if (user.matches()) {
            int curator = number(user.group(1));
            return listing(asked, catalogue.ofCurator(curator, asked.when()), asked.path() + "?");
        }
        var playlist = PLAYLIST.matcher(asked.path());
        if (playlist.matches()) {
            var held = catalogue.playlist(number(playlist.group(1)), asked.when());
            if (held.isEmpty()) {
                return error("DataException", "no data", 800);
            }
            return playlist.group(2) == null ? playlist(held.get()) : tracks(asked, held.get());
        }
        var track = TRACK.matcher(asked.path());
        if (track.matches()) {
            return track(track.group(1) != null, track.group(2));
        }
        return error("InvalidQueryException", "Wrong parameter", 600);
    }

    private static int number(String id) {
        return (int) Math.clamp(Long.parseLong(id) - FIRST_ID, -1, Integer.MAX_VALUE);
    }

    private static Answer error(String type, String message, int code) {
        var body = Answer.object();
        body.putObject("error").put("type", type).put("message", message).put("code", code);
        return Answer.ok(body);
    }

    private Answer listing(Asked asked, int[] numbers, String link) {
        return page(asked, numbers.length, 25, link, null, place -> {
            int number = numbers[place % Math.max(1, numbers.length)];
            return head(catalogue.playlist(number, asked.when()).orElseThrow());
        });
    }

    private Answer tracks(Asked asked, Playlist playlist) {
        return page(
                asked,
                playlist.tracks().size(),
                2_000,
                asked.path() + "?",
                checksum(playlist),
                place -> track(
                        playlist,
                        playlist.tracks().get(place % playlist.tracks().size())));
    }

    private Answer page(
            Asked asked,
            int total,
            int most,
            String link,
            @org.jspecify.annotations.Nullable String checksum,
            IntFunction<ObjectNode> item) {
        int index = asked.number("index", 0, 0, Integer.MAX_VALUE - 2_000);
        int limit = asked.number("limit", 25, 1, most);
        var body = Answer.object();
        var data = body.putArray("data");
        int end = asked.endless() && total > 0 ? index + limit : Math.min(total, index + limit);
        for (int place = index; place < end; place++) {
            data.add(item.apply(place));
        }
        if (checksum != null) {
            body.put("checksum", checksum);
        }
        body.put("total", total);
        if (end < total || asked.endless()) {
            String glue = link.endsWith("?") ? "" : "&";
            body.put("next", asked.next(link + glue + "limit=" + limit + "&index=" + end));
        }
        return Answer.ok(body);
    }

    private ObjectNode head(Playlist playlist) {
        var node = Answer.object();
        node.put("id", FIRST_ID + (long) playlist.number());
        node.put("title", playlist.title());
        node.put("public", true);
        node.put("nb_tracks", playlist.tracks().size());
        node.put("link", "https://www.deezer.com/playlist/" + playlistId(playlist.number()));
        node.put("picture", "https://api.deezer.com/playlist/" + playlistId(playlist.number()) + "/image");
        node.put("checksum", checksum(playlist));
        node.put("tracklist", "https://api.deezer.com/playlist/" + playlistId(playlist.number()) + "/tracks");
        node.put("creation_date", TIME.format(playlist.createdAt()));
        node.put("add_date", TIME.format(playlist.createdAt()));
        node.put("mod_date", TIME.format(playlist.changedAt()));
        node.put("picture_type", "playlist");
        node.putObject("user")
                .put("id", FIRST_ID + playlist.curator())
                .put("name", "curator " + playlist.curator())
                .put("tracklist", "https://api.deezer.com/user/" + (FIRST_ID + playlist.curator()) + "/flow")
                .put("type", "user");
        node.put("type", "playlist");
        return node;
    }

    private Answer playlist(Playlist playlist) {
        var node = head(playlist);
        node.put("description", playlist.description());
        node.put("duration", playlist.tracks().size() * 200);
        node.put("is_loved_track", false);
        node.put("collaborative", false);
        node.put("fans", playlist.saves());
        node.put("share", "https://www.deezer.com/playlist/" + playlistId(playlist.number()));
        node.set("creator", node.get("user"));
        node.remove("user");
        var data = node.putObject("tracks").putArray("data");
        playlist.tracks().stream().limit(EMBEDDED).forEach(number -> data.add(track(playlist, number)));
        return Answer.ok(node);
    }

    private ObjectNode track(Playlist playlist, int number) {
        Track track = catalogue.track(number);
        var node = base(track);
        node.put("time_add", added(playlist).getEpochSecond());
        return node;
    }

    private static Instant added(Playlist playlist) {
        return playlist.createdAt();
    }

    private static ObjectNode base(Track track) {
        var node = Answer.object();
        node.put("id", FIRST_ID + (long) track.number());
        node.put("readable", true);
        node.put("title", track.title());
        node.put("title_short", track.title());
        node.put("title_version", "");
        node.put("link", "https://www.deezer.com/track/" + (FIRST_ID + track.number()));
        node.put("duration", track.seconds());
        node.put("rank", 500_000 - track.number() % 400_000);
        node.put("explicit_lyrics", track.number() % 9 == 0);
        node.put("preview", "");
        node.putObject("artist")
                .put("id", FIRST_ID + track.artistNumber())
                .put("name", track.artist())
                .put("type", "artist");
        node.putObject("album")
                .put("id", FIRST_ID + track.albumNumber())
                .put("title", track.album())
                .put("type", "album");
        node.put("type", "track");
        return node;
    }

    private Answer track(boolean byIsrc, String id) {
        int number = byIsrc ? isrcNumber(id) : id.matches("\\d{1,12}") ? number(id) : -1;
        if (number < 0 || number >= catalogue.plan().tracks()) {
            return error("DataException", "no data", 800);
        }
        var track = catalogue.track(number);
        var node = base(track);
        node.put("isrc", track.isrc());
        node.put("release_date", "2020-01-01");
        return Answer.ok(node);
    }

    private static int isrcNumber(String isrc) {
        return isrc.matches("ZZSTB\\d{7}") ? Integer.parseInt(isrc.substring(5)) : -1;
    }

    static String checksum(Playlist playlist) {
        return "%08x%08x%016x"
                .formatted(
                        playlist.number(),
                        playlist.revision(),
                        playlist.tracks().hashCode() & 0xFFFFFFFFL);
    }
}
