package dev.segue.crawler.crawling;

import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.frontier.Revisits;
import dev.segue.crawler.publishing.Publishers;
import dev.segue.crawler.quality.Caps;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.live.DeezerSource;
import dev.segue.crawler.source.live.ListenBrainzSource;
import dev.segue.crawler.source.live.LiveSource;
import dev.segue.crawler.source.live.MusicBrainzSource;
import dev.segue.crawler.upstream.Budget;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.HostGate;
import dev.segue.crawler.upstream.HostGate.Manners;
import dev.segue.crawler.upstream.QuietHours;
import dev.segue.crawler.upstream.UpstreamClient;
import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.stubupstreams.Catalogue;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import dev.segue.testkit.Broker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A stub upstream on a catalogue whose clock the test sets, and crawlers of it, as processes would have them.
final class Crawlers implements AutoCloseable {

    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final Duration WEEK = Duration.ofDays(7);
    private static final int MEBIBYTE = 1 << 20;

    final Catalogue catalogue;
    final StubServer stub;
    final Upstream upstream;
    private final Broker broker;
    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();
    volatile Instant now = START;
    Budget budget = Budget.UNLIMITED;
    Revisits revisits = revisits(Duration.ofMillis(300), Duration.ofMillis(600));
    Caps.Limits caps = new Caps.Limits(500, 3, 10, 0.9);
    boolean identify;
    int concurrency = 8;

    Crawlers(Broker broker, Upstream upstream, int playlists) {
        this.broker = broker;
        this.upstream = upstream;
        this.catalogue = new Catalogue(new Catalogue.Plan(11, playlists, 2_000, 40, START, WEEK));
        this.stub = StubServer.start(upstream, catalogue, () -> now, 0);
    }

    static Revisits revisits(Duration shortest, Duration longest) {
        return new Revisits(shortest, shortest, longest, longest, Duration.ofMillis(100));
    }

    /// Another crawler of the same deployment.
    LiveCrawls crawler(String name) {
        return crawler(name, settings(upstream.wireName()));
    }

    LiveCrawls crawler(String name, CrawlSettings... settings) {
        var kafka = new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of());
        var meters = new CrawlMeters(new SimpleMeterRegistry());
        var client = new UpstreamClient(
                vertx,
                "segue-test (mailto:test@example.org)",
                new UpstreamClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), 64 * MEBIBYTE));
        var publishers = new Publishers(
                () -> new KafkaProducer<>(kafka.producer(name), new StringSerializer(), new ByteArraySerializer()),
                MEBIBYTE);
        var clock = InstantSource.system();
        var crawls = new LiveCrawls(
                kafka,
                List.of(settings),
                name,
                Duration.ofSeconds(6),
                one -> gate -> source(one, gate, client, meters),
                publishers,
                meters,
                clock,
                new Random(5));
        crawls.start();
        open.add(crawls);
        open.add(publishers);
        return crawls;
    }

    private LiveSource source(CrawlSettings one, HostGate gate, UpstreamClient client, CrawlMeters meters) {
        var host = new Host(
                one.base(),
                client,
                gate,
                4,
                Duration.ofSeconds(2),
                InstantSource.system(),
                new Random(3),
                (failure, bytes, took) -> meters.request(one.source(), failure, bytes, took));
        var limit = new PlaylistLimit(8 * MEBIBYTE, 256 * MEBIBYTE);
        InstantSource clock = InstantSource.system();
        return switch (one.source()) {
            case "deezer" -> new DeezerSource(host, clock, limit, meters);
            case "listenbrainz" -> new ListenBrainzSource(host, clock, limit, meters);
            case "musicbrainz" -> new MusicBrainzSource(host, meters);
            default -> throw new IllegalArgumentException(one.source());
        };
    }

    CrawlSettings settings(String source) {
        return new CrawlSettings(
                source,
                stub.base(),
                new Manners(budget, Duration.ofSeconds(2), QuietHours.NEVER, 10, Duration.ofMillis(200)),
                concurrency,
                10_000,
                false,
                identify,
                Catalogue.KEYWORDS,
                revisits,
                caps,
                Duration.ofSeconds(2),
                8 * MEBIBYTE);
    }

    LiveEntry wish(String keyword) {
        return LiveEntry.found(LiveEntry.Kind.KEYWORD, upstream.wireName(), keyword, null, null, 1, 0);
    }

    /// Playlists that the catalogue holds now, as id and track ids.
    Map<String, List<String>> expected() {
        var expected = new TreeMap<String, List<String>>();
        for (int number = 0; number < catalogue.size(); number++) {
            String id = upstream.wireName() + ":" + stub.playlistId(number);
            catalogue
                    .playlist(number, now)
                    .ifPresent(playlist -> expected.put(
                            id, playlist.tracks().stream().map(stub::trackId).toList()));
        }
        return expected;
    }

    /// The last record of every playlist in the raw topic, tombstones left out.
    Map<String, List<String>> published() {
        var published = new TreeMap<String, List<String>>();
        for (var record : broker.read(Topics.PLAYLIST_SNAPSHOTS)) {
            PlaylistSnapshot snapshot = record.value();
            if (snapshot == null) {
                published.remove(record.key());
            } else {
                published.put(
                        record.key(),
                        snapshot.getTracks().stream()
                                .map(SnapshotTrack::getTrackId)
                                .toList());
            }
        }
        return published;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        stub.close();
        vertx.close();
    }
}
