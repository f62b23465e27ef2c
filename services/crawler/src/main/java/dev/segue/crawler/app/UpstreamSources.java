package dev.segue.crawler.app;

import dev.segue.crawler.crawling.CrawlMeters;
import dev.segue.crawler.crawling.CrawlSettings;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.live.DeezerSource;
import dev.segue.crawler.source.live.ListenBrainzSource;
import dev.segue.crawler.source.live.LiveSource;
import dev.segue.crawler.source.live.MusicBrainzSource;
import dev.segue.crawler.source.live.SpotifySource;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.HostGate;
import dev.segue.crawler.upstream.UpstreamClient;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;

/// Makes the live sources of the configuration.
record UpstreamSources(LiveSettings settings, PlaylistLimit limit, UpstreamClient client, CrawlMeters meters)
        implements Function<CrawlSettings, Function<HostGate, LiveSource>> {

    private static final int ATTEMPTS = 4;

    @Override
    public Function<HostGate, LiveSource> apply(CrawlSettings one) {
        return gate -> source(one, gate);
    }

    private LiveSource source(CrawlSettings one, HostGate gate) {
        var clock = InstantSource.system();
        Host host = host(one, one.base(), gate);
        return switch (one.source()) {
            case ListenBrainzSource.NAME -> new ListenBrainzSource(host, clock, limit, meters);
            case DeezerSource.NAME -> new DeezerSource(host, clock, limit, meters);
            case MusicBrainzSource.NAME -> new MusicBrainzSource(host, meters);
            case SpotifySource.NAME -> {
                LiveSettings.Spotify spotify = settings.spotify().get(SpotifySource.NAME);
                if (spotify == null) {
                    throw new SegueException(ErrorCode.INVALID_CONFIGURATION, "Spotify has no credentials");
                }
                yield new SpotifySource(
                        host,
                        host(one, spotify.accounts(), gate),
                        new SpotifySource.Credentials(spotify.clientId(), spotify.clientSecret()),
                        clock,
                        limit,
                        meters);
            }
            default -> throw new IllegalArgumentException("source: expected a known one, got " + one.source());
        };
    }

    private Host host(CrawlSettings one, URI base, HostGate gate) {
        return new Host(
                base,
                client,
                gate,
                ATTEMPTS,
                one.manners().longestRest(),
                InstantSource.system(),
                new SecureRandom(),
                (failure, bytes, took) -> meters.request(one.source(), failure, bytes, took));
    }
}
