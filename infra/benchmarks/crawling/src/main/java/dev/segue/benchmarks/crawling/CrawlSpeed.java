package dev.segue.benchmarks.crawling;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.CrawlLease;
import dev.segue.stubupstreams.Catalogue;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// How fast a crawler fetches, parses and publishes when no budget binds, what it holds in memory, how well it keeps
/// budgets, and how fast it restores a large frontier.
///
/// Arguments: folder, repository, playlists, entries to restore. Exit code 1 when a bound is missed.
public final class CrawlSpeed {

    private static final int RESTORING_HEAP = 768;
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    /// Far enough that nothing is due.
    private static final Instant DUE_LATE = Instant.parse("2100-01-01T00:00:00Z");

    private static final int DEEZER_PARTITION = 1;
    private static final int LEAST_RATE = 400;
    private static final int MOST_MEBIBYTES = 300;
    private static final int MOST_RESTORING = 10;
    private static final double LEAST_OF_BUDGET = 0.98;
    private static final Duration BUDGET_WATCHED = Duration.ofSeconds(30);

    private CrawlSpeed() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path folder = Path.of(arguments[0]);
        Path repository = Path.of(arguments[1]);
        int playlists = Integer.parseInt(arguments[2]);
        int entries = Integer.parseInt(arguments[3]);
        var bounds = new Bounds();
        if (playlists > 0) {
            try (var bench = new Bench(Files.createDirectories(folder.resolve("speed")), repository)) {
                speed(bench, playlists, bounds);
            }
            for (String budget : List.of("50/5s", "20/1s")) {
                String name = "budget-" + budget.replace('/', '-');
                try (var bench = new Bench(Files.createDirectories(folder.resolve(name)), repository)) {
                    budget(bench, budget, bounds);
                }
            }
        }
        if (entries > 0) {
            try (var bench = new Bench(Files.createDirectories(folder.resolve("restore")), repository)) {
                restore(bench, entries, bounds);
            }
        }
        System.exit(bounds.exitCode());
    }

    private static StubServer stub(int playlists) {
        var plan = new Catalogue.Plan(7, playlists, 50_000, Math.max(1, playlists / 10), START, Duration.ofDays(7));
        return StubServer.start(Upstream.DEEZER, new Catalogue(plan), () -> START, 0);
    }

    private static Map<String, String> settings(String budget) {
        return Map.of(
                "SEGUE_CRAWLER_LIVE_SOURCES_DEEZER_BUDGET", budget,
                "SEGUE_CRAWLER_LIVE_SOURCES_DEEZER_CONCURRENCY", "32",
                "SEGUE_CRAWLER_LIVE_LEASE", "4s",
                "SEGUE_CRAWLER_LIVE_SESSION", "6s");
    }

    private static void speed(Bench bench, int playlists, Bounds bounds) throws IOException {
        try (var stub = stub(playlists)) {
            entries(bench, playlists);
            Process crawler = bench.crawler(Map.of("DEEZER", stub.base()), settings("unlimited"));
            var positions = new HashMap<TopicPartition, Long>();
            var published = new AtomicLong();
            long begun = 0;
            long before = 0;
            Duration busy = Duration.ZERO;
            Duration busyBeside = Duration.ZERO;
            long memory = 0;
            long memoryHalfway = 0;
            while (published.get() < playlists && crawler.isAlive()) {
                Bench.sleep(Duration.ofMillis(250));
                bench.read(Topics.PLAYLIST_SNAPSHOTS.name(), positions, record -> published.incrementAndGet());
                if (begun == 0 && published.get() > 0) {
                    begun = System.nanoTime();
                    before = published.get();
                    busy = Bench.processorTime(crawler.toHandle());
                    busyBeside = Bench.processorTime(ProcessHandle.current());
                }
                memory = Math.max(memory, Bench.residentMebibytes(crawler));
                memoryHalfway = published.get() < playlists / 2 ? memory : memoryHalfway;
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            long counted = published.get() - before;
            double rate = counted / seconds;
            double own = Bench.processorTime(crawler.toHandle()).minus(busy).toMillis() / 1e3;
            double beside = Bench.processorTime(ProcessHandle.current())
                            .minus(busyBeside)
                            .toMillis()
                    / 1e3;
            bounds.check(
                    "%,d playlists in %.1f s, %.0f a second".formatted(published.get(), seconds, rate),
                    LEAST_RATE + " a second",
                    crawler.isAlive() && rate >= LEAST_RATE);
            bounds.tell("%.0f a second of the crawler's processor time, %.0f of all that of crawler, stub and broker"
                    .formatted(counted / own, counted / (own + beside)));
            bounds.check(
                    "resident %,d MiB at half of them, %,d MiB at most".formatted(memoryHalfway, memory),
                    MOST_MEBIBYTES + " MiB",
                    memory <= MOST_MEBIBYTES);
        }
    }

    private static void budget(Bench bench, String budget, Bounds bounds) throws IOException {
        String[] parts = budget.substring(0, budget.length() - 1).split("/", 2);
        int requests = Integer.parseInt(parts[0]);
        var window = Duration.ofSeconds(Long.parseLong(parts[1]));
        try (var stub = stub(20_000)) {
            entries(bench, 5_000);
            bench.crawler(Map.of("DEEZER", stub.base()), settings(budget));
            while (stub.log().count() == 0) {
                Bench.sleep(Duration.ofMillis(50));
            }
            Bench.sleep(window.multipliedBy(2));
            // A budget may be used up at once: only whole windows can be compared.
            int windows = (int) BUDGET_WATCHED.dividedBy(window);
            int before = stub.log().count();
            int after = before + windows * requests;
            while (stub.log().count() <= after) {
                Bench.sleep(Duration.ofMillis(50));
            }
            Duration took = stub.log().between(before, after);
            double share = (double) window.multipliedBy(windows).toNanos() / took.toNanos();
            bounds.check(
                    "budget %s: %,d requests in %.1f s, %.1f %% of what is allowed"
                            .formatted(budget, after - before, took.toMillis() / 1e3, 100 * share),
                    "98 to 100 %",
                    share >= LEAST_OF_BUDGET && share <= 1);
            int busiest = stub.log().busiest(window);
            bounds.check(
                    "budget %s: at most %,d in any %d s".formatted(budget, busiest, window.toSeconds()),
                    Integer.toString(requests),
                    busiest <= requests);
        }
    }

    private static void restore(Bench bench, int entries, Bounds bounds) throws IOException {
        try (var stub = stub(1_000)) {
            entries(bench, entries, DUE_LATE);
            long begun = System.nanoTime();
            Process crawler = bench.crawler(Map.of("DEEZER", stub.base()), settings("unlimited"), RESTORING_HEAP);
            var wire = Wire.of(CrawlLease.class);
            var positions = new HashMap<TopicPartition, Long>();
            var told = new HashMap<String, Long>();
            while (told.getOrDefault("entries", 0L) < entries && crawler.isAlive()) {
                Bench.sleep(Duration.ofMillis(100));
                bench.read(Topics.CRAWL_LEASES.name(), positions, record -> {
                    if (record.value() != null) {
                        told.putAll(wire.require(record.value()).getNumbers());
                    }
                });
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            double restoring = told.getOrDefault("restoringMs", Long.MAX_VALUE) / 1e3;
            bounds.check(
                    "%,d entries restored in %.1f s".formatted(told.getOrDefault("entries", 0L), restoring),
                    MOST_RESTORING + " s",
                    restoring <= MOST_RESTORING);
            bounds.tell("crawling with them %.1f s after the process was started; resident %,d MiB"
                    .formatted(seconds, Bench.residentMebibytes(crawler)));
        }
    }

    private static void entries(Bench bench, int count) {
        entries(bench, count, START);
    }

    /// Writes playlists to look at into the frontier.
    private static void entries(Bench bench, int count, Instant dueAt) {
        var wire = Wire.of(CrawlFrontierEntry.class);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", bench.bootstrapServers(), "linger.ms", 20, "compression.type", "lz4"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; number < count; number++) {
                var entry = CrawlFrontierEntry.newBuilder()
                        .setId("playlist:deezer:" + (1_000_000 + number))
                        .setKind("playlist")
                        .setSource("deezer")
                        .setState(dueAt.equals(START) ? "waiting" : "done")
                        .setFingerprint(dueAt.equals(START) ? null : "%032x-%016x".formatted(number, number * 31L))
                        .setPosition(0)
                        .setPublished(0)
                        .setRefused(0)
                        .setDueAt(dueAt.plusMillis(number % 100_000))
                        .setUpdatedAt(START)
                        .setOwner(Integer.toString(1_000_000 + number / 10))
                        .build();
                producer.send(new ProducerRecord<>(
                        Topics.CRAWL_FRONTIER.name(), DEEZER_PARTITION, entry.getId(), wire.encode(entry)));
            }
        }
    }
}
