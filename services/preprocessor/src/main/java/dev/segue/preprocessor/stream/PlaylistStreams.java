package dev.segue.preprocessor.stream;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.OffsetVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The [PlaylistTopology] running in this process.
///
/// A stream thread that fails is replaced; when that happens too often the streams give up, see [#hasGivenUp].
public final class PlaylistStreams implements AutoCloseable {

    /// Told of every change of state.
    @FunctionalInterface
    public interface StateListener {
        /// @param running whether records are processed and all stores are restored
        /// @param state for people
        void changed(boolean running, String state);
    }

    private static final Logger LOG = LoggerFactory.getLogger(PlaylistStreams.class);
    private static final Duration REPORT = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    /// A dead letter carries up to 63 MiB, and a record larger than the producer's memory is refused.
    private static final long PRODUCER_MEMORY = 80L << 20;
    private static final int BUFFERED_RECORDS = 250;
    private static final String TRANSACTION_TIMEOUT = StreamsConfig.producerPrefix("transaction.timeout.ms");

    private final KafkaSettings kafka;
    private final PlaylistSettings settings;
    private final StreamsSettings running;
    private final Partitions partitions;
    private final CountedCorpus corpus;
    private final Identity identity;
    private final CorpusFollower follower;
    private final AliasFollower aliases;
    private final InstantSource clock;
    private volatile @Nullable KafkaStreams streams;
    private volatile boolean refused;

    public PlaylistStreams(
            KafkaSettings kafka,
            PlaylistSettings settings,
            StreamsSettings running,
            Partitions partitions,
            CountedCorpus corpus,
            Identity identity,
            InstantSource clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.running = running;
        this.partitions = partitions;
        this.corpus = corpus;
        this.identity = identity;
        this.follower = new CorpusFollower(corpus, kafka, partitions);
        this.aliases = new AliasFollower(identity.aliases(), kafka);
        this.clock = clock;
    }

    /// Reads the aliases and rebuilds the corpus, then starts to process. The topics must exist.
    ///
    /// @throws SegueException when what was kept is lost, so that counts would be wrong
    public synchronized void start(StateListener listener) throws InterruptedException {
        if (streams != null) {
            throw new IllegalStateException("The streams are started once");
        }
        makeStateDirectory();
        try {
            readAliases();
            LostState.Kept kept = LostState.kept(kafka, partitions);
            rebuildCorpus();
            kept.requireIn(corpus);
        } catch (SegueException e) {
            refused = true;
            throw e;
        }
        Properties properties = properties();
        Topology topology = PlaylistTopology.build(settings, properties, partitions, corpus, identity);
        LOG.info("{}", topology.describe());
        var started = new KafkaStreams(topology, properties);
        started.setUncaughtExceptionHandler(new ThreadReplacement(clock));
        started.setStateListener((now, before) -> {
            LOG.info("Streams are {}, they were {}", now, before);
            listener.changed(now == KafkaStreams.State.RUNNING, "streams are " + now);
        });
        streams = started;
        started.start();
    }

    private void rebuildCorpus() throws InterruptedException {
        long start = System.nanoTime();
        follower.start();
        while (!follower.awaitCaughtUp(REPORT)) {
            LOG.info("Rebuilding the postings: {} playlists so far", corpus.playlists());
        }
        LOG.info(
                "Rebuilt the postings of {} playlists in {} s",
                corpus.playlists(),
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0);
    }

    private void readAliases() throws InterruptedException {
        long start = System.nanoTime();
        aliases.start();
        while (!aliases.awaitCaughtUp(REPORT)) {
            LOG.info("Reading the aliases: {} so far", identity.aliases().size());
        }
        OffsetVector position = aliases.position();
        for (int partition = 0; partition < position.partitions(); partition++) {
            identity.aliases().knowUntil(partition, position.get(partition));
        }
        LOG.info(
                "Read {} aliases in {} s",
                identity.aliases().size(),
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0);
    }

    /// Up to where the aliases are known.
    public OffsetVector aliasPosition() {
        return aliases.position();
    }

    /// Up to where the clean playlists are in the corpus.
    public OffsetVector position() {
        return follower.position();
    }

    /// Name of the state, as Kafka Streams has it; `NOT_STARTED` before it is.
    public String state() {
        KafkaStreams current = streams;
        return current == null ? "NOT_STARTED" : current.state().name();
    }

    /// Whether the streams have stopped for good: their threads kept failing, the clean playlists or the aliases cannot
    /// be read, or what was kept is lost.
    public boolean hasGivenUp() {
        KafkaStreams current = streams;
        if (refused || follower.failure().isPresent() || aliases.failure().isPresent()) {
            return true;
        }
        return current != null
                && switch (current.state()) {
                    case ERROR, PENDING_ERROR -> true;
                    case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN, NOT_RUNNING -> false;
                };
    }

    /// Commits what is done and stops.
    @Override
    public void close() {
        close(STOP_LIMIT);
    }

    /// @param limit how long to wait for what is being done; zero leaves it to be done again
    public synchronized void close(Duration limit) {
        KafkaStreams current = streams;
        if (current != null && !current.close(limit)) {
            LOG.warn("Streams did not stop within {}", limit);
        }
        follower.close();
        aliases.close();
    }

    private Properties properties() {
        Properties properties = kafka.streams(
                PlaylistTopology.APPLICATION_ID, running.stateDirectory(), running.threads(), running.commitInterval());
        properties.putIfAbsent(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, running.standbys());
        if (!kafka.client().containsKey(TRANSACTION_TIMEOUT)) {
            properties.put(
                    TRANSACTION_TIMEOUT,
                    Math.toIntExact(running.transactionTimeout().toMillis()));
        }
        properties.putIfAbsent(StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG, SelfFencingClients.class);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
        properties.putIfAbsent(StreamsConfig.producerPrefix("buffer.memory"), PRODUCER_MEMORY);
        return properties;
    }

    private void makeStateDirectory() {
        Path stateDirectory = running.stateDirectory();
        try {
            Files.createDirectories(stateDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "segue.state.directory: expected a folder that can be written, got " + stateDirectory, e);
        }
        if (!Files.isWritable(stateDirectory)) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.state.directory: expected a folder that can be written, got " + stateDirectory);
        }
    }
}
