package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.live.LiveTarget.Kind;
import dev.segue.crawler.upstream.Budget;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.HostGate;
import dev.segue.crawler.upstream.HostGate.Manners;
import dev.segue.crawler.upstream.QuietHours;
import dev.segue.crawler.upstream.UpstreamClient;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.stubupstreams.Catalogue;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A stub upstream and a source that reads it, over real HTTP.
final class Stubbed implements AutoCloseable {

    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final Duration WEEK = Duration.ofDays(7);
    private static final int MEBIBYTE = 1 << 20;

    final Catalogue catalogue;
    final StubServer stub;
    final TreeSet<String> drift = new TreeSet<>();
    final TreeMap<UpstreamFailure.Kind, Integer> failures = new TreeMap<>();
    final LiveSource source;
    final HostGate gate;
    private final Vertx vertx = Vertx.vertx();
    private final UpstreamClient client;
    int skipped;
    Instant now = START;

    Stubbed(Upstream upstream) {
        this(upstream, Duration.ofSeconds(20), 16 * MEBIBYTE, Budget.UNLIMITED);
    }

    /// @param answerBytes largest answer
    Stubbed(Upstream upstream, Duration deadline, int answerBytes, Budget budget) {
        this(
                upstream,
                new UpstreamClient.Limits(Duration.ofSeconds(5), deadline, answerBytes),
                budget,
                null,
                List.of());
    }

    /// A stub that speaks TLS.
    ///
    /// @param trusted certificates that the client trusts
    Stubbed(Upstream upstream, StubServer.Identity identity, List<Path> trusted) {
        this(
                upstream,
                new UpstreamClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), 16 * MEBIBYTE),
                Budget.UNLIMITED,
                identity,
                trusted);
    }

    private Stubbed(
            Upstream upstream,
            UpstreamClient.Limits limits,
            Budget budget,
            StubServer.@Nullable Identity identity,
            List<Path> trusted) {
        this.catalogue = new Catalogue(new Catalogue.Plan(7, 200, 5_000, 20, START, WEEK));
        InstantSource clock = () -> now;
        this.stub = identity == null
                ? StubServer.start(upstream, catalogue, clock, 0)
                : StubServer.start(upstream, catalogue, clock, identity);
        this.client = new UpstreamClient(vertx, "segue-test (mailto:test@example.org)", limits, trusted);
        this.gate = new HostGate(
                new Manners(budget, Duration.ofMillis(50), QuietHours.NEVER, 1_000, Duration.ofMillis(50)),
                InstantSource.system(),
                new Random(1),
                () -> true,
                Optional.empty());
        var host = hostAt(stub.base());
        var limit = new PlaylistLimit(64 * MEBIBYTE, 1024L * MEBIBYTE);
        this.source = switch (upstream) {
            case DEEZER -> new DeezerSource(host, clock, limit, new Drift());
            case LISTENBRAINZ -> new ListenBrainzSource(host, clock, limit, new Drift());
            case MUSICBRAINZ -> new MusicBrainzSource(host, new Drift());
            case SPOTIFY ->
                new SpotifySource(
                        host,
                        host,
                        new SpotifySource.Credentials("stub-client", "stub-secret"),
                        clock,
                        limit,
                        new Drift());
        };
    }

    /// The same way to ask, at another address.
    Host hostAt(java.net.URI base) {
        return new Host(
                base,
                client,
                gate,
                3,
                Duration.ofMillis(50),
                InstantSource.system(),
                new Random(1),
                (failure, bytes, took) -> {
                    if (failure != null) {
                        failures.merge(failure, 1, Integer::sum);
                    }
                });
    }

    ShapeDrift drifting() {
        return new Drift();
    }

    private final class Drift implements ShapeDrift {
        @Override
        public void appeared(String source, String shape, String field) {
            drift.add("+" + shape + "." + field);
        }

        @Override
        public void vanished(String source, String shape, String field) {
            drift.add("-" + shape + "." + field);
        }

        @Override
        public void skippedTrack(String source) {
            skipped++;
        }
    }

    LiveTarget playlist(int number) {
        return playlist(number, null, 0);
    }

    LiveTarget playlist(int number, @Nullable String fingerprint, long version) {
        return playlist(number, fingerprint, null, version);
    }

    LiveTarget playlist(int number, @Nullable String fingerprint, @Nullable String validator, long version) {
        return new LiveTarget(Kind.PLAYLIST, stub.playlistId(number), "jazz", fingerprint, validator, version, 0);
    }

    static LiveTarget keyword(String word, int limit) {
        return new LiveTarget(Kind.KEYWORD, word, null, null, null, 0, limit);
    }

    List<Finding> read(LiveTarget target) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        try (var reading = source.open(target)) {
            for (Finding finding = reading.next(); finding != null; finding = reading.next()) {
                findings.add(finding);
            }
        }
        return findings;
    }

    Finding one(LiveTarget target) throws InterruptedException {
        var findings = read(target);
        if (findings.size() != 1) {
            throw new AssertionError("Expected one finding, got " + findings);
        }
        return findings.getFirst();
    }

    Finding.Seen seen(LiveTarget target) throws InterruptedException {
        return (Finding.Seen) one(target);
    }

    /// The ids of the tracks that the catalogue holds of a playlist now.
    List<String> trackIds(int number) {
        return catalogue.playlist(number, now).orElseThrow().tracks().stream()
                .map(stub::trackId)
                .toList();
    }

    @Override
    public void close() {
        client.close();
        stub.close();
        vertx.close();
    }
}
