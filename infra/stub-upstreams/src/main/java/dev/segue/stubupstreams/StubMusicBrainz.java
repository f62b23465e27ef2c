package dev.segue.stubupstreams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.stubupstreams.Catalogue.Track;
import java.util.Map;
import java.util.regex.Pattern;

/// `musicbrainz.org/ws/2`: recordings with their ISRCs, and recordings by ISRC. Every tenth recording has none.
final class StubMusicBrainz implements Upstream.Service {

    private static final Pattern RECORDING =
            Pattern.compile("/ws/2/recording/([0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12})");
    private static final Pattern ISRC = Pattern.compile("/ws/2/isrc/(ZZSTB\\d{7})");

    private final Catalogue catalogue;

    StubMusicBrainz(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String playlistId(int number) {
        throw new IllegalStateException("MusicBrainz has no playlists");
    }

    @Override
    public String trackId(int number) {
        return "mbid:" + StubListenBrainz.uuid(2, number);
    }

    @Override
    public Answer quota() {
        var body = Answer.object().put("error", "Your requests are exceeding the allowable rate limit.");
        return new Answer(503, Map.of("Retry-After", "1"), Answer.ok(body).body());
    }

    @Override
    public Answer answer(Asked asked) {
        if (asked.headers().get("User-Agent") == null) {
            return Answer.of(403, Answer.object().put("error", "a User-Agent with a contact is required"));
        }
        var recording = RECORDING.matcher(asked.path());
        if (recording.matches()) {
            String id = recording.group(1);
            int number = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(id.substring(24), 16));
            return number < catalogue.plan().tracks() && id.equals(StubListenBrainz.uuid(2, number))
                    ? Answer.ok(recording(catalogue.track(number)))
                    : missing();
        }
        var isrc = ISRC.matcher(asked.path());
        if (isrc.matches()) {
            int number = Integer.parseInt(isrc.group(1).substring(5));
            if (number >= catalogue.plan().tracks()) {
                return missing();
            }
            var body = Answer.object().put("isrc", isrc.group(1));
            body.putArray("recordings").add(recording(catalogue.track(number)));
            return Answer.ok(body);
        }
        return missing();
    }

    private static Answer missing() {
        return Answer.of(404, Answer.object().put("error", "Not Found"));
    }

    private static ObjectNode recording(Track track) {
        var node = Answer.object();
        node.put("id", StubListenBrainz.uuid(2, track.number()));
        node.put("title", track.title());
        node.put("length", track.seconds() * 1000);
        node.put("video", false);
        var isrcs = node.putArray("isrcs");
        if (track.number() % 10 != 9) {
            isrcs.add(track.isrc());
        }
        return node;
    }
}
