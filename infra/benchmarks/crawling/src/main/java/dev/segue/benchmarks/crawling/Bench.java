package dev.segue.benchmarks.crawling;

import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.schemas.TopicCreator;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.PlaylistSnapshot;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// A broker in this process with all topics, and crawlers as processes of their own beside it.
final class Bench implements AutoCloseable {

    private final Path folder;
    private final Path repository;
    private final EmbeddedBroker broker;
    private final List<Process> processes = new ArrayList<>();

    /// @param folder for the broker and the logs
    /// @param repository where the crawler is built
    Bench(Path folder, Path repository) throws InterruptedException, ExecutionException {
        this.folder = folder;
        this.repository = repository;
        this.broker = EmbeddedBroker.start(folder.resolve("broker"), EmbeddedBroker.ANY_PORT);
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers()))) {
            TopicCreator.createMissing(admin, Optional.empty());
        }
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /// Starts a crawler in little memory of the sources given by their bases. Of the memory beside the heap the second
    /// compiler is the largest part, and a crawler waits for upstreams: it does without.
    ///
    /// @param settings environment on top of what every crawler here has
    Process crawler(Map<String, URI> sources, Map<String, String> settings) throws IOException {
        return crawler(sources, settings, 160, List.of("-XX:TieredStopAtLevel=1"));
    }

    /// Starts a crawler with both compilers.
    ///
    /// @param heap MiB
    Process crawler(Map<String, URI> sources, Map<String, String> settings, int heap) throws IOException {
        return crawler(sources, settings, heap, List.of());
    }

    private Process crawler(Map<String, URI> sources, Map<String, String> settings, int heap, List<String> flags)
            throws IOException {
        var environment = new HashMap<String, String>();
        environment.put("SEGUE_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put(
                "SEGUE_STATE_DIRECTORY",
                folder.resolve("state-" + processes.size()).toString());
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("SEGUE_CRAWLER_LIVE_CONTACT", "mailto:benchmark@example.org");
        for (String source : List.of("LISTENBRAINZ", "DEEZER", "SPOTIFY", "MUSICBRAINZ")) {
            environment.put("SEGUE_CRAWLER_LIVE_SOURCES_" + source + "_ENABLED", "false");
        }
        sources.forEach((source, base) -> {
            environment.put("SEGUE_CRAWLER_LIVE_SOURCES_" + source + "_ENABLED", "true");
            environment.put("SEGUE_CRAWLER_LIVE_SOURCES_" + source + "_BASE_URI", base.toString());
        });
        environment.put("SEGUE_CRAWLER_LIVE_STARTER_KEYWORDS", "false");
        environment.put("SEGUE_CRAWLER_LIVE_IDENTIFY", "false");
        environment.put("SEGUE_CRAWLER_LIVE_LISTING_LIMIT", "1000000");
        environment.putAll(settings);
        return service("crawler", heap, flags, environment);
    }

    /// Starts a preprocessor that lets through whatever its filters do without saves.
    ///
    /// @return its address
    URI preprocessor() throws IOException {
        int port = freePort();
        service(
                "preprocessor",
                1024,
                List.of(),
                Map.of(
                        "SEGUE_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
                        "SEGUE_STATE_DIRECTORY",
                                folder.resolve("state-preprocessor").toString(),
                        "SEGUE_PREPROCESSOR_MINIMUM_SAVES", "0",
                        "QUARKUS_HTTP_PORT", Integer.toString(port)));
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// @param heap MiB
    private Process service(String name, int heap, List<String> flags, Map<String, String> environment)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                classes()
                        + File.pathSeparator
                        + repository.resolve("services/" + name + "/target/quarkus-app/quarkus-run.jar"),
                Tied.class.getName(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve(name + "-" + processes.size() + ".log").toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /// Where this program's own classes are; with the rest of its class path a crawler would mix.
    private static Path classes() {
        try {
            return Path.of(Tied.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Classes lie at an address that is none", e);
        }
    }

    /// Reads a topic to its end, from where the last reading of these positions stopped.
    void read(
            String topic,
            Map<TopicPartition, Long> positions,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> each) {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", bootstrapServers());
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("max.poll.records", 10_000);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, positions.getOrDefault(partition, 0L)));
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(each);
            }
            partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
        }
    }

    /// The last version of every playlist in the raw topic as it grows.
    final class RawTopic {
        private final Wire<PlaylistSnapshot> wire = Wire.of(PlaylistSnapshot.class);
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final Map<String, String> last = new TreeMap<>();
        private final Map<String, Long> versions = new HashMap<>();
        private long records;
        private long tombstones;
        private long backwards;

        /// Reads what is new; platform ids to track ids.
        Map<String, String> playlists() {
            read(Topics.PLAYLIST_SNAPSHOTS.name(), positions, record -> {
                records++;
                String id = record.key();
                if (record.value() == null) {
                    tombstones++;
                    last.remove(id);
                    return;
                }
                PlaylistSnapshot snapshot = wire.require(record.value());
                Long before = versions.put(id, snapshot.getVersion());
                if (before != null && before >= snapshot.getVersion()) {
                    backwards++;
                }
                var tracks = new StringBuilder();
                snapshot.getTracks()
                        .forEach(track -> tracks.append(track.getTrackId()).append(' '));
                last.put(id, tracks.toString());
            });
            return last;
        }

        long records() {
            return records;
        }

        long tombstones() {
            return tombstones;
        }

        /// Records whose version is not above the one before.
        long backwards() {
            return backwards;
        }
    }

    /// Resident memory of a process in MiB, from the system's own file; -1 where there is none.
    static long residentMebibytes(Process process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /// Of all cores, so far.
    static Duration processorTime(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("The system does not tell processor times"));
    }

    static void sleep(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /// Asks it to end, and waits until it has.
    static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) {
            kill(process);
        }
        broker.close();
    }
}
