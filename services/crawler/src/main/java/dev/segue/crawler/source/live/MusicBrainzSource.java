package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.live.LiveTarget.Kind;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.domain.TrackId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// MusicBrainz: no playlists, but the ISRCs of recordings. A recording may have several: they are one recording then.
///
/// Source: musicbrainz.org/doc/MusicBrainz_API and its rate limiting rules; core data under CC0.
public final class MusicBrainzSource implements LiveSource {

    public static final String NAME = "musicbrainz";

    private static final String NAMESPACE = "mbid:";
    private static final Shape RECORDING = new Shape(
            "recording",
            List.of("id", "title", "isrcs"),
            List.of("length", "video", "disambiguation", "first-release-date", "artist-credit", "releases"));

    private final Host host;
    private final ShapeDrift drift;

    public MusicBrainzSource(Host host, ShapeDrift drift) {
        this.host = host;
        this.drift = drift;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.TRACK);
    }

    @Override
    public LiveReading open(LiveTarget target) {
        if (target.kind() != Kind.TRACK || !target.name().matches(NAMESPACE + "[0-9a-f-]{36}")) {
            throw new UpstreamFailure(
                    UpstreamFailure.Kind.REFUSED, "expected a recording as mbid:<uuid>, got '" + target.name() + "'");
        }
        return new Recording(target.name());
    }

    private final class Recording extends LiveReading {
        private final String track;

        Recording(String track) {
            this.track = track;
        }

        @Override
        boolean more() throws InterruptedException {
            String path = "/ws/2/recording/" + track.substring(NAMESPACE.length()) + "?inc=isrcs&fmt=json";
            List<String> isrcs = host.get(path, body -> {
                var read = new ArrayList<String>();
                try (var json = new Fields(NAME, drift, body)) {
                    json.whole(RECORDING, field -> {
                        if (field.equals("isrcs")) {
                            read.addAll(json.texts());
                        }
                    });
                }
                return read;
            });
            for (String isrc : isrcs) {
                Isrc.normalised(isrc).ifPresent(code -> found(new Finding.Identified(new TrackId(track), code)));
            }
            return false;
        }
    }
}
