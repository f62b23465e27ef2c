package dev.segue.local.broker;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.local.LoopbackPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// A one-node Kafka cluster, broker and KRaft controller in one JVM, that listens on loopback only and keeps its data
/// in a folder.
///
/// The folder survives: a broker started on it again, on whatever port and however the one before ended, has every
/// acknowledged record. Two brokers cannot have one folder at a time. A broker that loses its disk ends the JVM,
/// because that is what Kafka's fault handlers do.
public final class EmbeddedBroker implements AutoCloseable {

    /// Printed to standard output by [#main] once clients can connect, followed by `host:port`.
    public static final String READY = "Broker ready on ";

    /// Pass it for a port of the broker's own choice.
    public static final int ANY_PORT = 0;

    private static final String HOST = "127.0.0.1";
    private static final int NODE = 1;
    private static final int MEBIBYTE = 1 << 20;
    /// The largest topic takes batches of 64 MiB; the rest is room for a request's own framing.
    private static final int LARGEST_BATCH = 65 * MEBIBYTE;

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Starts a broker and returns once it takes requests: 2 to 4 s, up to 30 s on a loaded machine.
    ///
    /// @param folder made and formatted when it is empty or not there
    /// @param port where clients connect, or [#ANY_PORT]
    /// @throws SegueException BROKER_UNAVAILABLE when the folder is another broker's, cannot be written, or
    ///     the port is taken
    public static EmbeddedBroker start(Path folder, int port) {
        int clientPort = port == ANY_PORT ? LoopbackPorts.free() : port;
        if (!LoopbackPorts.isFree(clientPort)) {
            throw new SegueException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "The broker needs port " + clientPort + " on " + HOST + ", which another process listens on");
        }
        try {
            format(folder);
            requireUnlocked(folder);
            var config = new KafkaConfig(settings(folder, clientPort, LoopbackPorts.free()), false);
            var server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(server, clientPort);
        } catch (Exception e) {
            throw new SegueException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "The broker cannot start in " + folder + " on port " + clientPort + ": " + e.getMessage(),
                    e);
        }
    }

    /// `host:port` for clients.
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /// The port clients connect to.
    public int port() {
        return port;
    }

    /// Flushes everything, stops, and returns when the folder is free for another broker.
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path folder) throws Exception {
        Files.createDirectories(folder);
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        requireEmpty(folder);
        try (var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .setIgnoreFormatted(false)
                    .run();
        }
    }

    /// Formatting is not atomic: a process that dies in it leaves a snapshot without `meta.properties`, which is
    /// written last and makes the folder a broker's.
    private static void requireEmpty(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            var stranger = children.filter(child -> !isUnfinishedFormat(child)).findFirst();
            if (stranger.isPresent()) {
                throw new IOException("expected an empty folder or a broker's, found " + stranger.get());
            }
        }
    }

    /// Kafka itself ends the whole JVM when it finds its folder locked.
    private static void requireUnlocked(Path folder) throws IOException {
        Path lock = folder.resolve(".lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.tryLock()) {
            if (held == null) {
                throw new IOException("another process holds the lock " + lock);
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("another broker of this process holds the lock " + lock, e);
        }
    }

    private static boolean isUnfinishedFormat(Path child) {
        String name = child.getFileName().toString();
        return name.startsWith("bootstrap.checkpoint")
                || name.startsWith("meta.properties")
                || name.startsWith("__cluster_metadata-0");
    }

    private static Map<String, String> settings(Path folder, int clientPort, int controllerPort) {
        var settings = new HashMap<String, String>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put(
                "listeners", "PLAINTEXT://" + HOST + ":" + clientPort + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + clientPort);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", folder.toString());

        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // A home may rest for months: its groups must find their offsets again.
        settings.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));

        settings.put("message.max.bytes", Integer.toString(LARGEST_BATCH));
        settings.put("replica.fetch.max.bytes", Integer.toString(LARGEST_BATCH));
        settings.put("replica.fetch.response.max.bytes", Integer.toString(LARGEST_BATCH));
        settings.put("fetch.max.bytes", Integer.toString(LARGEST_BATCH));

        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("group.coordinator.threads", "1");
        settings.put("share.coordinator.threads", "1");
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * MEBIBYTE));
        settings.put("queued.max.request.bytes", Integer.toString(2 * LARGEST_BATCH));
        settings.put("log.segment.bytes", Integer.toString(256 * MEBIBYTE));
        return settings;
    }

    /// Runs a broker until the process is told to end. Arguments: folder, port.
    ///
    /// Exit code 1 when it cannot start, 2 when the arguments are not these two, otherwise that of the signal.
    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[1].matches("[0-9]{1,5}")) {
            System.err.println("Expected two arguments: folder and port (0 for any), got " + arguments.length);
            System.exit(2);
        }
        QuietLogging.configure();
        EmbeddedBroker broker;
        try {
            broker = start(Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1]));
        } catch (SegueException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("broker-stop").unstarted(broker::close));
        System.out.println(READY + broker.bootstrapServers());
        broker.server.awaitShutdown();
    }
}
