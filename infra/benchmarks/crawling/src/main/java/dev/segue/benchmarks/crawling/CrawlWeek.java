package dev.segue.benchmarks.crawling;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.CrawlLease;
import dev.segue.stubupstreams.Catalogue;
import dev.segue.stubupstreams.FaultPlan;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A week in minutes: three stubs whose playlists change, vanish and come back, wrong answers among the good ones, two
/// crawlers that share the sources, one of which is killed and started again every 20 seconds, in turn. At the end the
/// raw topic's last versions are the catalogues of the stubs, by a comparison here and by `segue verify`.
///
/// Arguments: folder, repository, playlists of all stubs together, seconds that the week takes. Exit code 1 when
/// something is not as it must be.
public final class CrawlWeek {

    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration KILL_EVERY = Duration.ofSeconds(20);
    private static final Duration SETTLE = Duration.ofMinutes(8);
    private static final double FAULTS = 0.05;
    private static final double MOST_OF_IDEAL = 1.2;
    private static final int BUDGET = 1_000;
    private static final Duration WINDOW = Duration.ofSeconds(5);

    /// By source its partition of the frontier: with these three, two crawlers that share four partitions evenly both
    /// have something to do.
    private static final Map<Upstream, Integer> SOURCES =
            new TreeMap<>(Map.of(Upstream.LISTENBRAINZ, 0, Upstream.DEEZER, 1, Upstream.SPOTIFY, 2));

    private final Bench bench;
    private final Path folder;
    private final Path repository;
    private final long seconds;
    private final long begun = System.nanoTime();
    private final Bounds bounds = new Bounds();
    private final List<Stub> stubs = new ArrayList<>();
    private final Map<String, TreeSet<String>> owners = new TreeMap<>();
    private long memory;

    /// A stand-in and what it holds.
    private record Stub(Upstream upstream, Catalogue catalogue, StubServer server) {}

    private CrawlWeek(Bench bench, Path folder, Path repository, long seconds) {
        this.bench = bench;
        this.folder = folder;
        this.repository = repository;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path folder = Path.of(arguments[0]);
        Path repository = Path.of(arguments[1]);
        int exitCode;
        try (var bench = new Bench(folder, repository)) {
            exitCode = new CrawlWeek(bench, folder, repository, Long.parseLong(arguments[3]))
                    .run(Integer.parseInt(arguments[2]));
        }
        System.exit(exitCode);
    }

    private int run(int playlists) throws IOException, InterruptedException {
        double speed = (double) WEEK.toSeconds() / seconds;
        InstantSource clock = () ->
                START.plusMillis((long) Math.min(WEEK.toMillis(), sinceBegun().toMillis() * speed));
        int each = (playlists + SOURCES.size() - 1) / SOURCES.size();
        for (Upstream upstream : SOURCES.keySet()) {
            var plan = new Catalogue.Plan(7 + upstream.ordinal(), each, 20_000, Math.max(1, each / 5), START, WEEK);
            var catalogue = new Catalogue(plan);
            var stub = new Stub(upstream, catalogue, StubServer.start(upstream, catalogue, clock, 0));
            stub.server().faults(FaultPlan.share(FAULTS, 3));
            stub.server().quota(new StubServer.Quota(BUDGET, WINDOW));
            stubs.add(stub);
            wish(upstream);
        }
        try {
            var crawlers = new Process[] {crawler(), crawler()};
            int kills = week(crawlers);
            say("the week is over, %d kills; the crawlers catch up".formatted(kills));
            var raw = bench.new RawTopic();
            compare(crawlers, raw);
            for (Process crawler : crawlers) {
                Bench.end(crawler);
            }
            tell(raw);
            verify();
            return bounds.exitCode();
        } finally {
            stubs.forEach(stub -> stub.server().close());
        }
    }

    private Duration sinceBegun() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private Process crawler() throws IOException {
        var bases = new HashMap<String, URI>();
        stubs.forEach(stub -> bases.put(stub.upstream().name(), stub.server().base()));
        return bench.crawler(bases, settings());
    }

    /// @return how often a crawler was killed
    private int week(Process[] crawlers) throws IOException, InterruptedException {
        int kills = 0;
        long lastKill = System.nanoTime();
        var leases = new HashMap<org.apache.kafka.common.TopicPartition, Long>();
        while (sinceBegun().toSeconds() < seconds) {
            Bench.sleep(Duration.ofMillis(500));
            watch(crawlers);
            follow(leases);
            if (System.nanoTime() - lastKill > KILL_EVERY.toNanos()) {
                int victim = kills % crawlers.length;
                Bench.kill(crawlers[victim]);
                crawlers[victim] = crawler();
                lastKill = System.nanoTime();
                kills++;
            }
        }
        return kills;
    }

    private void watch(Process[] crawlers) {
        memory = Math.max(
                memory,
                Arrays.stream(crawlers)
                        .mapToLong(Bench::residentMebibytes)
                        .max()
                        .orElse(-1));
    }

    /// Who crawled what.
    private void follow(Map<org.apache.kafka.common.TopicPartition, Long> positions) {
        var wire = Wire.of(CrawlLease.class);
        bench.read(Topics.CRAWL_LEASES.name(), positions, record -> {
            if (record.value() != null) {
                CrawlLease lease = wire.require(record.value());
                owners.computeIfAbsent(lease.getSource(), key -> new TreeSet<>())
                        .add(lease.getOwner());
            }
        });
    }

    private void compare(Process[] crawlers, Bench.RawTopic raw) {
        var expected = expected();
        long different = Long.MAX_VALUE;
        long until = System.nanoTime() + SETTLE.toNanos();
        while (different > 0 && System.nanoTime() < until) {
            Bench.sleep(Duration.ofSeconds(2));
            different = different(expected, raw.playlists());
            watch(crawlers);
        }
        bounds.check(
                "%,d playlists in the catalogues, %,d in the raw topic, %,d of them differ"
                        .formatted(expected.size(), raw.playlists().size(), different),
                "0 differ",
                different == 0);
    }

    private void tell(Bench.RawTopic raw) {
        say("%,d raw records".formatted(raw.records()));
        bounds.check("%,d versions that do not grow".formatted(raw.backwards()), "none", raw.backwards() == 0);
        bounds.check("%,d tombstones".formatted(raw.tombstones()), "some", raw.tombstones() > 0);
        var unchanged = new Looks();
        for (Stub stub : stubs) {
            String name = stub.upstream().wireName();
            int busiest = stub.server().log().busiest(WINDOW);
            bounds.check(
                    "%s: %,d requests, at most %,d in any %d s, %,d refused; %d crawlers in turn"
                            .formatted(
                                    name,
                                    stub.server().log().count(),
                                    busiest,
                                    WINDOW.toSeconds(),
                                    stub.server().requests("over quota"),
                                    owners.getOrDefault(name, new TreeSet<>()).size()),
                    BUDGET + " in any window",
                    busiest <= BUDGET);
            unchanged.add(stub);
        }
        double ratio = (double) unchanged.requests / unchanged.ideal;
        bounds.check(
                "%,d playlists that never changed: %,d requests, %,d would have done, %.3f of that; %.2f looks at each"
                        .formatted(
                                unchanged.playlists,
                                unchanged.requests,
                                unchanged.ideal,
                                ratio,
                                (double) unchanged.looks / unchanged.playlists),
                "at most " + MOST_OF_IDEAL,
                ratio <= MOST_OF_IDEAL);
        say("largest resident memory of a crawler: %,d MiB".formatted(memory));
    }

    /// The requests for playlists that were the same all week, and what would have done: for the first look as many as
    /// the service needs to show a whole playlist, one for every other look.
    private final class Looks {
        private final Map<String, Integer> known = looks();
        private long playlists;
        private long requests;
        private long looks;
        private long ideal;

        private void add(Stub stub) {
            Catalogue catalogue = stub.catalogue();
            IntStream.range(0, catalogue.size())
                    .filter(number -> catalogue.isSteady(number))
                    .forEach(number -> {
                        String id = stub.server().playlistId(number);
                        int of =
                                known.getOrDefault("playlist:" + stub.upstream().wireName() + ":" + id, 0);
                        int tracks = catalogue
                                .playlist(number, START)
                                .orElseThrow()
                                .tracks()
                                .size();
                        playlists++;
                        looks += of;
                        ideal += of == 0 ? 0 : first(stub.upstream(), tracks) + of - 1;
                        requests += stub.server().requestsFor(id);
                    });
        }
    }

    /// Requests for a whole playlist: Spotify's are asked for once more behind their pages of 50, and the stub has
    /// something that is no track behind every eleventh.
    private static int first(Upstream upstream, int tracks) {
        return upstream == Upstream.SPOTIFY ? 2 + (tracks + tracks / 11 + 49) / 50 : 1;
    }

    /// By frontier entry how many records of looks at it there are: those after which it was seen, missed or failed.
    private Map<String, Integer> looks() {
        var wire = Wire.of(CrawlFrontierEntry.class);
        var looks = new HashMap<String, Integer>();
        bench.read(Topics.CRAWL_FRONTIER.name(), new HashMap<>(), record -> {
            if (record.value() != null && record.key().startsWith("playlist:")) {
                CrawlFrontierEntry entry = wire.require(record.value());
                if (!entry.getState().equals("waiting") || entry.getAttempts() > 0) {
                    looks.merge(record.key(), 1, Integer::sum);
                }
            }
        });
        return looks;
    }

    /// Lets a preprocessor read all of it, and the verifier compare all that both of them say.
    private void verify() throws IOException, InterruptedException {
        Path catalogue = folder.resolve("catalogue.txt");
        Files.write(catalogue, expected().keySet());
        URI preprocessor = bench.preprocessor();
        say("a preprocessor has begun; segue verify waits until it has read everything");
        Process verifier = new ProcessBuilder(
                        repository.resolve("segue").toString(),
                        "verify",
                        "--bootstrap-servers",
                        bench.bootstrapServers(),
                        "--preprocessor",
                        preprocessor.toString(),
                        "--catalogue",
                        catalogue.toString(),
                        "--patience",
                        "600")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        int exitCode = verifier.waitFor();
        bounds.check("segue verify: exit code %d".formatted(exitCode), "0", exitCode == 0);
    }

    /// Intervals as a week has them, shortened like the week.
    private Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        double hour = seconds * 1000.0 / 168;
        for (Upstream upstream : SOURCES.keySet()) {
            String prefix = "SEGUE_CRAWLER_LIVE_SOURCES_" + upstream.name() + "_";
            settings.put(prefix + "BUDGET", BUDGET + "/" + WINDOW.toSeconds() + "s");
            settings.put(prefix + "CONCURRENCY", "24");
        }
        for (Stub stub : stubs) {
            if (stub.upstream() == Upstream.SPOTIFY) {
                String prefix = "SEGUE_CRAWLER_LIVE_SOURCES_SPOTIFY_";
                settings.put(prefix + "ACCOUNTS_URI", stub.server().base().toString());
                settings.put(prefix + "CLIENT_ID", StubServer.CLIENT_ID);
                settings.put(prefix + "CLIENT_SECRET", StubServer.CLIENT_SECRET);
            }
        }
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

    private void wish(Upstream upstream) {
        var wire = Wire.of(CrawlFrontierEntry.class);
        String source = upstream.wireName();
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
                        Topics.CRAWL_FRONTIER.name(), SOURCES.get(upstream), entry.getId(), wire.encode(entry)));
            }
        }
    }

    /// What the catalogues hold at the end of the week: platform ids to track ids.
    private Map<String, String> expected() {
        Instant end = START.plus(WEEK);
        var expected = new TreeMap<String, String>();
        for (Stub stub : stubs) {
            for (int number = 0; number < stub.catalogue().size(); number++) {
                String id = stub.upstream().wireName() + ":" + stub.server().playlistId(number);
                stub.catalogue().playlist(number, end).ifPresent(playlist -> {
                    var tracks = new StringBuilder();
                    playlist.tracks()
                            .forEach(track ->
                                    tracks.append(stub.server().trackId(track)).append(' '));
                    expected.put(id, tracks.toString());
                });
            }
        }
        return expected;
    }

    private static long different(Map<String, String> expected, Map<String, String> published) {
        var ids = new TreeSet<>(expected.keySet());
        ids.addAll(published.keySet());
        return ids.stream()
                .filter(id -> !Objects.equals(expected.get(id), published.get(id)))
                .count();
    }

    private void say(String text) {
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", sinceBegun().toMillis() / 1e3, text);
    }
}
