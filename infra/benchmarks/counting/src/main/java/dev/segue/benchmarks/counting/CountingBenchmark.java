package dev.segue.benchmarks.counting;

import dev.segue.benchmarks.counting.Figures.Bound;
import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.TopicCreator;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// All of it in one run; tells every figure when it is measured, and at the end the table, and the same as JSON.
///
/// Arguments: the folder for brokers and state; then, if wanted, `--scale F` (1 is the load of the documentation),
/// `--data DIR` for real playlists, `--only part,part,…`. Exits with 1 when a figure is out of its bound.
public final class CountingBenchmark {

    private static final long SEED = 7;
    private static final Set<String> PARTS =
            Set.of("limits", "naive", "table", "restore", "publish", "latency", "real");
    private static final int PER_SECOND = 500;
    /// As `segue up` runs it: its own work is little, and compiling that well would take more than it brings.
    private static final List<String> BROKER_OPTIONS =
            List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1");

    private static final String HASH = "one thread in memory: growing hash of pairs";
    private static final String NAIVE = "naive topology: flatMap, groupByKey, count";
    private static final String TABLE = "playlist table and postings";
    private static final String PUBLISHED = "with window-10 counts, all top-100 lists published";

    private static final String PLAYLISTS_A_SECOND = "playlists/s";

    private final Path folder;
    private final double scale;
    private final Load load = new Load(SEED);
    private final Figures figures = new Figures();

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
        List<String> only = List.of(
                option(arguments, "--only").orElse(String.join(",", PARTS)).split(",", -1));
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
        if (only.contains("restore")) {
            benchmark.restore();
        }
        if (only.contains("publish")) {
            benchmark.publish();
        }
        if (only.contains("latency")) {
            benchmark.latency();
        }
        Optional<String> data = option(arguments, "--data");
        if (only.contains("real") && data.isPresent()) {
            benchmark.real(Path.of(data.get()));
        }
        benchmark.ratios();
        say("%n%s", benchmark.figures.table());
        say("%s", benchmark.figures.json());
        System.exit(benchmark.figures.areMet() ? 0 : 1);
    }

    private void limits() {
        int playlists = scaled(60_000);
        List<int[]> numbers = MemoryLimits.numbers(load, playlists);
        say(
                "load: %,d playlists, mean length %.1f",
                playlists, numbers.stream().mapToInt(t -> t.length).average().orElse(0));
        MemoryLimits.HashCount hash = MemoryLimits.hash(numbers);
        figure(HASH, playlists / hash.seconds(), PLAYLISTS_A_SECOND);
        say(
                "  %,d increments, %.1f M/s, %,d distinct unordered pairs",
                hash.increments(), hash.increments() / hash.seconds() / 1e6, hash.distinct());
        var playlistsById = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < playlists; i++) {
            playlistsById.put(
                    Load.playlistId(i),
                    Arrays.stream(numbers.get(i))
                            .mapToObj(track -> Load.trackId(track).intern())
                            .toList());
        }
        MemoryLimits.PostingsCount postings = postings("one thread in memory", playlistsById);
        figure(
                "memory of the postings, ids included, an ordered pair of the window",
                (double) postings.bytes() / postings.orderedPairs(),
                "B",
                Bound.atMost(3));
    }

    private MemoryLimits.PostingsCount postings(String where, Map<String, List<String>> playlists) {
        MemoryLimits.PostingsCount count =
                MemoryLimits.postings(List.copyOf(playlists.keySet()), List.copyOf(playlists.values()));
        figure(where + ": postings made", playlists.size() / count.loadSeconds(), PLAYLISTS_A_SECOND);
        figure(
                where + ": every track's neighbours counted from postings",
                playlists.size() / count.recountSeconds(),
                PLAYLISTS_A_SECOND);
        say(
                "  %,d entries of %,d tracks; %,d distinct ordered pairs within the window (%,d unordered), occurring %,d"
                        + " times",
                count.entries(), count.tracks(), count.orderedPairs(), count.orderedPairs() / 2, count.occurrences());
        say(
                "  %,d bytes: %.1f an entry, %.2f a distinct ordered pair",
                count.bytes(), (double) count.bytes() / count.entries(), (double) count.bytes() / count.orderedPairs());
        return count;
    }

    private void naive() throws Exception {
        int playlists = scaled(2_500);
        try (var broker = broker("naive")) {
            produce(broker.kafka(), playlists);
            try (var worker = ChildJvm.start(
                    List.of("-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"),
                    NaiveWorker.class,
                    broker.address(),
                    folder.resolve("naive-state").toString())) {
                worker.await("ready");
                var watch = new Stopwatch(broker, worker);
                watch.tell(NAIVE, playlists, clock(worker, "counted"), Bound.none());
                sizes(broker.kafka());
            }
        }
    }

    private void table() throws Exception {
        int warmUp = scaled(100_000);
        int playlists = warmUp + scaled(200_000);
        try (var broker = broker("table")) {
            produce(broker.kafka(), warmUp);
            try (var worker = preprocessor(broker, "table-state", List.of(warmUp, playlists), Mode.TABLE)) {
                worker.await("ready");
                var cold = new Stopwatch(broker, worker);
                cold.tell(TABLE + ", the first after the start", warmUp, clock(worker, "counted"), Bound.none());
                produceAtOnce(broker.kafka(), warmUp, playlists);
                var warm = new Stopwatch(broker, worker);
                warm.tell(TABLE, playlists - warmUp, clock(worker, "counted"), Bound.atLeast(15_000));
                sizes(broker.kafka());
            }
        }
    }

    private void restore() throws Exception {
        int playlists = scaled(200_000);
        try (var broker = broker("restore")) {
            produce(broker.kafka(), playlists);
            try (var worker = preprocessor(broker, "restore-state", List.of(playlists), Mode.TABLE)) {
                worker.await("ready");
                worker.await("counted");
                produce(broker.kafka(), playlists, playlists + scaled(5_000), load::snapshot);
                worker.kill();
            }
            long start = System.nanoTime();
            try (var worker = preprocessor(broker, "other-state", List.of(playlists), Mode.TABLE)) {
                String held = worker.await("ready");
                say("  restored: %s playlists", held);
                figure(
                        "%,d playlists restored after kill -9 in a transaction with the state directory lost, from start to ready"
                                .formatted(playlists),
                        Integer.parseInt(held) >= playlists ? (System.nanoTime() - start) / 1e9 : Double.NaN,
                        "s",
                        Bound.atMost(20));
            }
        }
    }

    private void publish() throws Exception {
        int warmUp = scaled(50_000);
        int playlists = warmUp + scaled(150_000);
        try (var broker = broker("publish")) {
            produce(broker.kafka(), warmUp);
            try (var worker = preprocessor(broker, "publish-state", List.of(warmUp, playlists), Mode.PUBLISH)) {
                worker.await("ready");
                var cold = new Stopwatch(broker, worker);
                worker.await("counted");
                cold.tell(PUBLISHED + ", the first after the start", warmUp, clock(worker, "published"), Bound.none());
                produceAtOnce(broker.kafka(), warmUp, playlists);
                var warm = new Stopwatch(broker, worker);
                say("  all in the postings after %.1f s", (clock(worker, "counted") - warm.start) / 1e3);
                warm.tell(PUBLISHED, playlists - warmUp, clock(worker, "published"), Bound.atLeast(3_000));
                Sizes sizes = sizes(broker.kafka());
                figure("changelogs, of the input's bytes", sizes.changelogs() / sizes.input(), "×", Bound.atMost(1.5));
            }
        }
    }

    private void latency() throws Exception {
        int playlists = scaled(50_000);
        try (var broker = broker("latency")) {
            produce(broker.kafka(), playlists);
            try (var worker = preprocessor(broker, "latency-state", List.of(playlists), Mode.TELL)) {
                worker.await("published");
                var seen = Latency.measure(broker.kafka(), worker, load, playlists, PER_SECOND, Duration.ofSeconds(30));
                say("  lists not seen in time: %,d of %,d", seen.unseen(), seen.unseen() + seen.all().length);
                String event = "event → visible, %d playlists/s, ".formatted(PER_SECOND);
                figure(event + "in queries of neighbours, p50", Latency.Seen.quantile(seen.queried(), 0.5), "ms");
                figure(
                        event + "in queries of neighbours, p99",
                        Latency.Seen.quantile(seen.queried(), 0.99),
                        "ms",
                        Bound.atMost(2_000));
                figure(event + "first changed list, p50", Latency.Seen.quantile(seen.firstOfPlaylist(), 0.5), "ms");
                figure(event + "first changed list, p99", Latency.Seen.quantile(seen.firstOfPlaylist(), 0.99), "ms");
                figure(event + "every changed list, p50", Latency.Seen.quantile(seen.all(), 0.5), "ms");
                figure(
                        event + "every changed list, p99",
                        seen.unseen() == 0 ? Latency.Seen.quantile(seen.all(), 0.99) : Double.NaN,
                        "ms",
                        Bound.atMost(2_000));
            }
        }
    }

    /// What the worker's clock showed when it said so, in milliseconds.
    private static long clock(ChildJvm worker, String what) {
        return Long.parseLong(worker.await(what));
    }

    private void real(Path data) throws Exception {
        real("mpd_popular", RealPlaylists.mpd(data.resolve("mpd_popular")));
        real("polimi2018", RealPlaylists.pairs(data.resolve("polimi2018").resolve("train.reconstructed.csv.gz")));
    }

    private void real(String name, Map<String, List<String>> playlists) throws Exception {
        String which = "real, " + name + ": ";
        figure(which + "playlists", playlists.size(), "");
        MemoryLimits.PostingsCount count = postings(which + "one thread in memory", playlists);
        figure(which + "distinct ordered pairs of the window", count.orderedPairs(), "");
        figure(which + "memory of the postings", count.bytes() / 1e6, "MB");
        try (var broker = broker(name)) {
            produce(broker.kafka(), playlists);
            try (var worker = preprocessor(broker, name + "-state", List.of(playlists.size()), Mode.EVERYTHING)) {
                worker.await("ready");
                var watch = new Stopwatch(broker, worker);
                figure(which + "counted, from topic to postings", watch.seconds(clock(worker, "counted")), "s");
                figure(which + "all top-100 lists published", watch.seconds(clock(worker, "published")), "s");
                Sizes sizes = sizes(broker.kafka());
                figure(which + "snapshots on disk", sizes.input() / 1e6, "MB");
                figure(which + "changelogs on disk", sizes.changelogs() / 1e6, "MB");
            }
        }
    }

    private void ratios() {
        for (String what : List.of(TABLE, PUBLISHED)) {
            ratio(what, NAIVE, 25);
            ratio(what, HASH, 0.2);
        }
    }

    private void ratio(String what, String to, double floor) {
        Optional<Double> value = figures.value(what);
        Optional<Double> other = figures.value(to);
        if (value.isPresent() && other.isPresent()) {
            figure(what + " ÷ " + to, value.get() / other.get(), "×", Bound.atLeast(floor));
        }
    }

    /// Time from now on: that of the clock, and the processor time of broker and worker, which other work on the
    /// machine changes less.
    private final class Stopwatch {

        final long start = InstantSource.system().millis();
        private final List<ChildJvm> processes;
        private final double before;

        Stopwatch(Broker broker, ChildJvm worker) {
            processes = List.of(broker.process(), worker);
            before = processorSeconds();
        }

        double seconds(long clock) {
            return (clock - start) / 1e3;
        }

        void tell(String what, int playlists, long end, Bound bound) {
            double spent = processorSeconds() - before;
            figure(what, playlists / seconds(end), PLAYLISTS_A_SECOND, bound);
            figure(what + ": playlists a second of processor time, broker included", playlists / spent, "");
        }

        private double processorSeconds() {
            return processes.stream().mapToDouble(ChildJvm::processorSeconds).sum();
        }
    }

    /// What the preprocessor does, as [PreprocessorWorker] takes it.
    private enum Mode {
        /// Of all playlists the table and the postings.
        TABLE,
        /// The lists of neighbours too.
        PUBLISH,
        /// As [#PUBLISH], and tells up to where queries count.
        TELL,
        /// As [#PUBLISH], with no filter.
        EVERYTHING
    }

    /// @param marks how many playlists there are when the worker says so
    private ChildJvm preprocessor(Broker broker, String state, List<Integer> marks, Mode mode) {
        return ChildJvm.start(
                List.of("-Xmx3g", "-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"),
                PreprocessorWorker.class,
                broker.address(),
                folder.resolve(state).toString(),
                marks.stream().map(String::valueOf).collect(Collectors.joining(",")),
                mode.name().toLowerCase(Locale.ROOT));
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
        var process = ChildJvm.start(BROKER_OPTIONS, EmbeddedBroker.class, data.toString(), "0");
        String address = process.await(EmbeddedBroker.READY);
        var kafka = new KafkaSettings(address, Optional.empty(), Map.of());
        try (var admin = Admin.create(kafka.admin("benchmark"))) {
            TopicCreator.createMissing(admin, Optional.empty());
        }
        return new Broker(process, address, kafka);
    }

    private void produce(KafkaSettings kafka, int playlists) {
        produce(kafka, 0, playlists, load::snapshot);
    }

    private static void produce(KafkaSettings kafka, Map<String, List<String>> playlists) {
        List<Map.Entry<String, List<String>>> all = List.copyOf(playlists.entrySet());
        produce(
                kafka,
                0,
                all.size(),
                i -> Load.snapshot(all.get(i).getKey(), all.get(i).getValue()));
    }

    private static void produce(KafkaSettings kafka, int from, int to, IntFunction<PlaylistSnapshot> snapshots) {
        long start = System.nanoTime();
        try (var producer = new KafkaProducer<>(
                kafka.producer("load"),
                new StringSerializer(),
                AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer())) {
            for (int i = from; i < to; i++) {
                PlaylistSnapshot snapshot = snapshots.apply(i);
                var unused = producer.send(
                        new ProducerRecord<>(Topics.PLAYLIST_SNAPSHOTS.name(), snapshot.getPlaylistId(), snapshot));
            }
        }
        say("produced %,d playlists in %.1f s", to - from, (System.nanoTime() - start) / 1e9);
    }

    /// In one transaction, so that readers have them all at the same moment, and nobody waits for the producer.
    private void produceAtOnce(KafkaSettings kafka, int from, int to) {
        Map<String, Object> settings = kafka.producer("load");
        settings.put("transactional.id", "load");
        settings.put("transaction.timeout.ms", 600_000);
        long start = System.nanoTime();
        try (var producer = new KafkaProducer<>(
                settings,
                new StringSerializer(),
                AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = from; i < to; i++) {
                PlaylistSnapshot snapshot = load.snapshot(i);
                var unused = producer.send(
                        new ProducerRecord<>(Topics.PLAYLIST_SNAPSHOTS.name(), snapshot.getPlaylistId(), snapshot));
            }
            producer.commitTransaction();
        }
        say("produced %,d playlists more in %.1f s", to - from, (System.nanoTime() - start) / 1e9);
    }

    /// Bytes on the broker's disk, compressed as producers wrote them.
    private record Sizes(double input, double changelogs) {}

    private static Sizes sizes(KafkaSettings kafka) throws InterruptedException, ExecutionException {
        var bytes = new TreeMap<String, Long>();
        try (var admin = Admin.create(kafka.admin("benchmark"))) {
            for (var disks :
                    admin.describeLogDirs(List.of(1)).allDescriptions().get().values()) {
                disks.values().forEach(disk -> disk.replicaInfos()
                        .forEach((partition, replica) -> bytes.merge(partition.topic(), replica.size(), Long::sum)));
            }
        }
        double input = bytes.getOrDefault(Topics.PLAYLIST_SNAPSHOTS.name(), 1L);
        double changelogs = 0;
        for (var topic : bytes.entrySet()) {
            if (topic.getValue() > 100_000) {
                say("  %-60s %,14d bytes, %5.2f × input", topic.getKey(), topic.getValue(), topic.getValue() / input);
            }
            changelogs += topic.getKey().endsWith("-changelog") ? topic.getValue() : 0;
        }
        return new Sizes(input, changelogs);
    }

    private void figure(String what, double value, String unit) {
        figure(what, value, unit, Bound.none());
    }

    private void figure(String what, double value, String unit, Bound bound) {
        figures.add(what, value, unit, bound);
        say("%s: %,.2f %s", what, value, unit);
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
