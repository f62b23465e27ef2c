package dev.segue.stubupstreams;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The services that a stub can stand in for.
public enum Upstream {
    DEEZER,
    LISTENBRAINZ,
    SPOTIFY,
    MUSICBRAINZ;

    /// @throws IllegalArgumentException when there is no stub of that name
    public static Upstream named(String name) {
        return Arrays.stream(values())
                .filter(upstream -> upstream.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + names() + ", got '" + name + "'"));
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// All names, for messages.
    public static String names() {
        return Arrays.stream(values()).map(Upstream::wireName).collect(Collectors.joining(", "));
    }

    Service service(Catalogue catalogue) {
        return switch (this) {
            case DEEZER -> new StubDeezer(catalogue);
            case LISTENBRAINZ -> new StubListenBrainz(catalogue);
            case SPOTIFY -> new StubSpotify(catalogue);
            case MUSICBRAINZ -> new StubMusicBrainz(catalogue);
        };
    }

    /// One service's pages.
    interface Service {
        Answer answer(Asked asked);

        /// What the service says with status 200 or 429 when too much is asked.
        Answer quota();

        /// The id of a playlist at the service, as its addresses have it.
        String playlistId(int number);

        /// The id the crawler is to know a track by.
        String trackId(int number);
    }
}
