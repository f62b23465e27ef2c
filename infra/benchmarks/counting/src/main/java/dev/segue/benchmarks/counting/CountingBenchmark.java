package dev.segue.benchmarks.counting;

import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.TopicCreator;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// All of it in one run. Arguments: the folder for brokers and state; then, if wanted, `--scale F` (1 is the load of the
/// documentation), `--data DIR` for real playlists, `--only part,part,…`.
public final class CountingBenchmark {

    private static final long SEED = 7;
    private static final Set<String> PARTS = Set.of("limits", "naive", "table", "publish", "real");

    private final Path folder;
    private final double scale;
    private final Load load = new Load(SEED);
    private final Map<String, Double> rates = new TreeMap<>();

    private CountingBenchmark(Path folder, double scale) {
        this.folder = folder;
        this.scale = scale;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("Expected a folder for brokers and state, got nothing");
            System.exit(2);
        }
        double scale = Double.parseDouble(option(arguments, "--scale").orElse("1"));
        List<String> only = List.of(option(arguments, "--only").orElse(String.join(",", PARTS)).split(",", -1));
        if (!PARTS.containsAll(only)) {
            System.err.println("--only: expected some of " + PARTS + ", got " + only);
            System.exit(2);
        }
        var benchmark = new CountingBenchmark(Files.createDirectories(Path.of(arguments[0])), scale);
        if (only.contains("limits")) {
            benchmark.limits();
        }
        if (only.contains("naive")) {
            benchmark.naive();
        }
        if (only.contains("table")) {
            benchmark.table();
        }
        if (only.contains("publish")) {
            benchmark.publish();
        }
        Optional<String> data = option(arguments, "--data");
        if (only.contains("real") && data.isPresent()) {
            benchmark.real(Path.of(data.get()));
        }
        benchmark.ratios();
    }

    private void limits() {
        int playlists = scaled(60_000);
        List<int[]> numbers = MemoryLimits.numbers(load, playlists);
        say("load: %,d playlists, mean length %.1f", playlists, numbers.stream().mapToInt(t -> t.length).average().orElse(0));
        MemoryLimits.HashCount hash = MemoryLimits.hash(numbers);
        rate("memory: hash of pairs, one thread", playlists, hash.seconds());
        say(
                "  %,d increments, %.1f M/s, %,d distinct unordered pairs",
                hash.increments(),
                hash.increments() / hash.seconds() / 1e6,
                hash.distinct());
        var ids = new ArrayList<String>();
        var named = new ArrayList<List<String>>();
        for (int i = 0; i < playlists; i++) {
            ids.add(Load.playlistId(i));
            var tracks = new ArrayList<String>();
            for (int track : numbers.get(i)) {
                tracks.add(Load.trackId(track).intern());
            }
            named.add(tracks);
        }
        postings("memory: postings, one thread", ids, named);
    }

    private void postings(String what, List<String> ids, List<List<String>> playlists) {
        MemoryLimits.PostingsCount count = MemoryLimits.postings(ids, playlists);
        rate(what + ", load", playlists.size(), count.loadSeconds());
        rate(what + ", recount of every track", playlists.size(), count.recountSeconds());
        say(
                "  %,d entries of %,d tracks; %,d distinct ordered pairs within the window (%,d unordered), occurring %,d times",
                count.entries(),
                count.tracks(),
                count.orderedPairs(),
                count.orderedPairs() / 2,
                count.occurrences());
        say(
                "  %,d bytes: %.1f an entry, %.2f a distinct ordered pair",
                count.bytes(), (double) count.bytes() / count.entries(), (double) count.bytes() / count.orderedPairs());
    }

    private void naive() throws Exception {
        int playlists = scaled(2_500);
        try (var broker = broker("naive")) {
            produce(broker.kafka(), playlists);
            try (var worker = ChildJvm.start(
                    "2g", NaiveWorker.class, broker.address(), folder.resolve("naive-state").toString())) {
                worker.await("ready");
                rate("naive: flatMap, groupByKey, count", playlists, Double.parseDouble(worker.await("counted")));
                sizes(broker.kafka());
            }
        }
    }

    private void table() throws Exception {
        int playlists = scaled(200_000);
        try (var broker = broker("table")) {
            produce(broker.kafka(), playlists);
            try (var worker = preprocessor(broker, "table-state", playlists, "table")) {
                worker.await("ready");
                rate("preprocessor: table and postings", playlists, Double.parseDouble(worker.await("counted")));
                sizes(broker.kafka());
                worker.kill();
            }
            long start = System.nanoTime();
            try (var worker = preprocessor(broker, "other-state", playlists, "table")) {
                String held = worker.await("ready");
                say(
                        "restored after kill -9 with the state lost: %s playlists in %.1f s from the start of the process",
                        held, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private void publish() throws Exception {
        int playlists = scaled(60_000);
        try (var broker = broker("publish")) {
            produce(broker.kafka(), playlists);
            try (var worker = preprocessor(broker, "publish-state", playlists, "publish")) {
                worker.await("ready");
                rate("preprocessor: to the postings, publishing", playlists, Double.parseDouble(worker.await("counted")));
                rate("preprocessor: all top-100 lists published", playlists, Double.parseDouble(worker.await("published")));
                sizes(broker.kafka());
                var seen = Latency.measure(broker.kafka(), load, playlists, 500, Duration.ofSeconds(20));
                latency("first list of a playlist", seen.firstOfPlaylist());
                latency("every list of a playlist", seen.all());
                say("  lists not seen in time: %,d", seen.unseen());
            }
        }
    }

    private void latency(String what, double[] sorted) {
        say(
                "latency at 500 playlists/s, %s: p50 %,.0f ms, p99 %,.0f ms, of %,d",
                what, Latency.Seen.quantile(sorted, 0.5), Latency.Seen.quantile(sorted, 0.99), sorted.length);
    }

    private void real(Path data) {
        Map<String, List<String>> mpd = RealPlaylists.mpd(data.resolve("mpd_popular"));
        postings("real: mpd_popular", List.copyOf(mpd.keySet()), List.copyOf(mpd.values()));
        Map<String, List<String>> polimi =
                RealPlaylists.pairs(data.resolve("polimi2018").resolve("train.reconstructed.csv.gz"));
        postings("real: polimi2018", List.copyOf(polimi.keySet()), List.copyOf(polimi.values()));
    }

    private void ratios() {
        Double naive = rates.get("naive: flatMap, groupByKey, count");
        Double hash = rates.get("memory: hash of pairs, one thread");
        rates.forEach((what, rate) -> {
            if (what.startsWith("preprocessor")) {
                say(
                        "%s: %s × naive, %s × hash in memory",
                        what, ratio(rate, naive, "%.0f"), ratio(rate, hash, "%.2f"));
            }
        });
    }

    private static String ratio(double rate, @org.jspecify.annotations.Nullable Double to, String format) {
        return to == null ? "?" : format.formatted(rate / to);
    }

    private ChildJvm preprocessor(Broker broker, String state, int playlists, String mode) {
        return ChildJvm.start(
                "3g",
                PreprocessorWorker.class,
                broker.address(),
                folder.resolve(state).toString(),
                Integer.toString(playlists),
                mode);
    }

    private record Broker(ChildJvm process, String address, KafkaSettings kafka) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }

    private Broker broker(String name) throws IOException, InterruptedException, ExecutionException {
        Path data = folder.resolve(name + "-broker");
        deleteAll(data);
        deleteAll(folder.resolve(name + "-state"));
        deleteAll(folder.resolve("other-state"));
        var process = ChildJvm.start("1g", EmbeddedBroker.class, data.toString(), "0");
        String address = process.await(EmbeddedBroker.READY);
        var kafka = new KafkaSettings(address, Optional.empty(), Map.of());
        try (var admin = Admin.create(kafka.admin("benchmark"))) {
            TopicCreator.createMissing(admin, Optional.empty());
        }
        return new Broker(process, address, kafka);
    }

    private void produce(KafkaSettings kafka, int playlists) {
        long start = System.nanoTime();
        try (var producer = new KafkaProducer<>(
                kafka.producer("load"),
                new StringSerializer(),
                AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer())) {
            for (int i = 0; i < playlists; i++) {
                var unused = producer.send(new ProducerRecord<>(
                        Topics.PLAYLIST_SNAPSHOTS.name(), Load.playlistId(i), load.snapshot(i)));
            }
        }
        say("produced %,d playlists in %.1f s", playlists, (System.nanoTime() - start) / 1e9);
    }

    /// Bytes on the broker's disk, and how many times the input they are.
    private static void sizes(KafkaSettings kafka) throws InterruptedException, ExecutionException {
        var bytes = new TreeMap<String, Long>();
        try (var admin = Admin.create(kafka.admin("benchmark"))) {
            admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values().forEach(disk -> disk
                    .replicaInfos()
                    .forEach((partition, replica) -> bytes.merge(partition.topic(), replica.size(), Long::sum)));
        }
        double input = bytes.getOrDefault(Topics.PLAYLIST_SNAPSHOTS.name(), 1L);
        long changelogs = 0;
        for (var topic : bytes.entrySet()) {
            if (topic.getValue() > 100_000) {
                say("  %-60s %,14d bytes, %5.2f × input", topic.getKey(), topic.getValue(), topic.getValue() / input);
            }
            changelogs += topic.getKey().endsWith("-changelog") ? topic.getValue() : 0;
        }
        say("  %-60s %,14d bytes, %5.2f × input", "changelogs together", changelogs, changelogs / input);
    }

    private void rate(String what, int playlists, double seconds) {
        rates.put(what, playlists / seconds);
        say("%s: %,d playlists in %.1f s, %,.0f playlists/s", what, playlists, seconds, playlists / seconds);
    }

    private int scaled(int playlists) {
        return (int) Math.max(100, playlists * scale);
    }

    private static void say(String format, Object... arguments) {
        System.out.printf(format + "%n", arguments);
    }

    private static Optional<String> option(String[] arguments, String name) {
        for (int i = 1; i + 1 < arguments.length; i++) {
            if (arguments[i].equals(name)) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
