package dev.segue.benchmarks.crawling;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.stubupstreams.Catalogue;
import dev.segue.stubupstreams.FaultPlan;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A week in minutes: two stubs whose playlists change, vanish and come back, wrong answers among the good ones, two
/// crawlers, one of which is killed and started again every 20 seconds. At the end the raw topic's last versions are
/// the catalogues of the stubs, or the exit code is 1.
///
/// Arguments: folder, repository, playlists of each stub, seconds that the week takes.
public final class CrawlWeek {

    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration KILL_EVERY = Duration.ofSeconds(20);
    private static final Duration SETTLE = Duration.ofMinutes(8);
    private static final double FAULTS = 0.05;
    private static final double MOST_REQUESTS_A_LOOK = 1.2;
    private static final int BUDGET = 2_000;
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final int DEEZER_PARTITION = 1;
    private static final int LISTENBRAINZ_PARTITION = 0;

    private CrawlWeek() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int playlists = Integer.parseInt(arguments[2]);
        long seconds = Long.parseLong(arguments[3]);
        boolean exact;
        try (var bench = new Bench(Path.of(arguments[0]), Path.of(arguments[1]))) {
            exact = run(bench, playlists, seconds);
        }
        System.exit(exact ? 0 : 1);
    }

    private static boolean run(Bench bench, int playlists, long seconds) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        double speed = (double) WEEK.toSeconds() / seconds;
        var catalogue = new Catalogue(new Catalogue.Plan(7, playlists, 20_000, playlists / 5, START, WEEK));
        java.time.InstantSource clock = () -> START.plusMillis((long) Math.min(
                WEEK.toMillis(), Duration.ofNanos(System.nanoTime() - begun).toMillis() * speed));
        try (var deezer = StubServer.start(Upstream.DEEZER, catalogue, clock, 0);
                var listenBrainz = StubServer.start(Upstream.LISTENBRAINZ, catalogue, clock, 0)) {
            var stubs = List.of(deezer, listenBrainz);
            for (StubServer stub : stubs) {
                stub.faults(FaultPlan.share(FAULTS, 3));
                stub.quota(new StubServer.Quota(BUDGET, WINDOW));
            }
            wish(bench, "deezer", DEEZER_PARTITION);
            wish(bench, "listenbrainz", LISTENBRAINZ_PARTITION);
            var sources = Map.of("DEEZER", deezer.base(), "LISTENBRAINZ", listenBrainz.base());
            var settings = settings(seconds);
            Process steady = bench.crawler(sources, settings);
            Process victim = bench.crawler(sources, settings);
            int kills = 0;
            long lastKill = System.nanoTime();
            long memory = 0;
            while (System.nanoTime() - begun < Duration.ofSeconds(seconds).toNanos()) {
                Bench.sleep(Duration.ofMillis(500));
                memory = Math.max(memory, Bench.residentMebibytes(steady));
                if (System.nanoTime() - lastKill > KILL_EVERY.toNanos()) {
                    Bench.kill(victim);
                    victim = bench.crawler(sources, settings);
                    lastKill = System.nanoTime();
                    kills++;
                }
            }
            say(begun, "the week is over, %d kills; the crawlers catch up".formatted(kills));
            var raw = bench.new RawTopic();
            var expected = expected(catalogue, clock.instant(), stubs);
            long different = Long.MAX_VALUE;
            long until = System.nanoTime() + SETTLE.toNanos();
            while (different > 0 && System.nanoTime() < until) {
                Bench.sleep(Duration.ofSeconds(2));
                different = different(expected, raw.playlists());
                memory = Math.max(memory, Bench.residentMebibytes(steady));
            }
            say(
                    begun,
                    "%,d playlists expected, %,d in the raw topic, %,d of them differ"
                            .formatted(expected.size(), raw.playlists().size(), different));
            say(
                    begun,
                    "%,d raw records, %,d tombstones, %,d versions that do not grow"
                            .formatted(raw.records(), raw.tombstones(), raw.backwards()));
            boolean kept = true;
            for (StubServer stub : stubs) {
                int busiest = stub.log().busiest(WINDOW);
                kept &= busiest <= BUDGET;
                say(
                        begun,
                        "%s: %,d requests, at most %,d in %d s of %,d allowed, %,d refused"
                                .formatted(
                                        stub == deezer ? "deezer" : "listenbrainz",
                                        stub.log().count(),
                                        busiest,
                                        WINDOW.toSeconds(),
                                        BUDGET,
                                        stub.requests("over quota")));
            }
            long looks = looks(bench);
            long asked = deezer.requests("/playlist/") + listenBrainz.requests("/1/playlist/{id}");
            say(
                    begun,
                    "%,d requests for playlists, %,d looks known: %.3f requests a look, of which %.3f are answers that were wrong"
                            .formatted(asked, looks, (double) asked / looks, FAULTS));
            say(begun, "largest resident memory of the crawler that lived: %,d MiB".formatted(memory));
            return different == 0 && kept && raw.backwards() == 0 && asked <= MOST_REQUESTS_A_LOOK * looks;
        }
    }

    /// Intervals as a week has them, shortened like the week.
    private static Map<String, String> settings(long seconds) {
        var settings = new HashMap<String, String>();
        double hour = seconds * 1000.0 / 168;
        settings.put("SEGUE_CRAWLER_LIVE_SOURCES_DEEZER_BUDGET", BUDGET + "/" + WINDOW.toSeconds() + "s");
        settings.put("SEGUE_CRAWLER_LIVE_SOURCES_LISTENBRAINZ_BUDGET", BUDGET + "/" + WINDOW.toSeconds() + "s");
        settings.put("SEGUE_CRAWLER_LIVE_SOURCES_DEEZER_CONCURRENCY", "24");
        settings.put("SEGUE_CRAWLER_LIVE_SOURCES_LISTENBRAINZ_CONCURRENCY", "24");
        settings.put("SEGUE_CRAWLER_LIVE_REVISIT_FIRST", millis(24 * hour));
        settings.put("SEGUE_CRAWLER_LIVE_REVISIT_SHORTEST", millis(4 * hour));
        settings.put("SEGUE_CRAWLER_LIVE_REVISIT_LONGEST", millis(72 * hour));
        settings.put("SEGUE_CRAWLER_LIVE_REVISIT_LISTING", millis(24 * hour));
        settings.put("SEGUE_CRAWLER_LIVE_REVISIT_CONFIRM", millis(2 * hour));
        settings.put("SEGUE_CRAWLER_LIVE_LEASE", "4s");
        settings.put("SEGUE_CRAWLER_LIVE_SESSION", "6s");
        settings.put("SEGUE_CRAWLER_LIVE_DEADLINE", "5s");
        settings.put("SEGUE_CRAWLER_LIVE_LARGEST_ANSWER", "4M");
        return settings;
    }

    private static String millis(double millis) {
        return Math.max(200, Math.round(millis)) + "ms";
    }

    private static void wish(Bench bench, String source, int partition) {
        var wire = Wire.of(CrawlFrontierEntry.class);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bench.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (String keyword : Catalogue.KEYWORDS) {
                var entry = CrawlFrontierEntry.newBuilder()
                        .setId("keyword:" + source + ":" + keyword)
                        .setKind("keyword")
                        .setSource(source)
                        .setState("waiting")
                        .setPosition(0)
                        .setPublished(0)
                        .setRefused(0)
                        .setDueAt(START)
                        .setUpdatedAt(START)
                        .build();
                producer.send(new ProducerRecord<>(
                        Topics.CRAWL_FRONTIER.name(), partition, entry.getId(), wire.encode(entry)));
            }
        }
    }

    private static Map<String, String> expected(Catalogue catalogue, Instant when, List<StubServer> stubs) {
        var expected = new TreeMap<String, String>();
        for (int number = 0; number < catalogue.size(); number++) {
            var held = catalogue.playlist(number, when);
            if (held.isPresent()) {
                for (StubServer stub : stubs) {
                    var tracks = new StringBuilder();
                    held.get().tracks().forEach(track -> tracks.append(stub.trackId(track))
                            .append(' '));
                    expected.put(stub.playlistId(number), tracks.toString());
                }
            }
        }
        return expected;
    }

    private static long different(Map<String, String> expected, Map<String, String> published) {
        var ids = new ArrayList<>(expected.keySet());
        ids.addAll(published.keySet());
        return ids.stream()
                .distinct()
                .filter(id -> !java.util.Objects.equals(expected.get(id), published.get(id)))
                .count();
    }

    /// Records of the frontier that a look at a playlist wrote: those that were seen, missed or failed.
    private static long looks(Bench bench) {
        var wire = Wire.of(CrawlFrontierEntry.class);
        long[] looks = new long[1];
        bench.read(Topics.CRAWL_FRONTIER.name(), new HashMap<>(), record -> {
            if (record.value() != null && record.key().startsWith("playlist:")) {
                looks[0] += wire.require(record.value()).getState().equals("waiting") ? 0 : 1;
            }
        });
        return looks[0];
    }

    private static void say(long begun, String text) {
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - begun) / 1e9, text);
    }
}
