package dev.segue.testkit;

import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/// A topology that runs in the test's thread without a broker: what is sent has been processed when the call returns.
///
/// One partition, wall clock standing still at the epoch of the test until [#advance]. State lives in a temporary
/// folder.
public final class TopologyHarness implements AutoCloseable {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Path folder;
    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<String, ?>> outputs = new HashMap<>();

    private TopologyHarness(Path folder, TopologyTestDriver driver) {
        this.folder = folder;
        this.driver = driver;
    }

    /// Starts `topology` with default settings.
    public static TopologyHarness of(Topology topology) {
        return of(topology, new Properties());
    }

    /// Starts `topology` with the settings it runs with.
    ///
    /// @param settings of Kafka Streams; application id, broker and state folder are the harness's
    public static TopologyHarness of(Topology topology, Properties settings) {
        try {
            Path folder = Files.createTempDirectory("segue-topology");
            var all = new Properties();
            all.putAll(settings);
            all.setProperty(StreamsConfig.APPLICATION_ID_CONFIG, "topology-under-test");
            all.setProperty(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
            all.setProperty(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
            return new TopologyHarness(folder, new TopologyTestDriver(topology, all, START));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Gives the topology one record.
    ///
    /// @param value null for a tombstone
    public <V extends SpecificRecord> void send(Topic<V> topic, String key, @Nullable V value) {
        try (var serializer = AvroSerde.of(topic).serializer()) {
            sendBytes(topic, key, value == null ? null : serializer.serialize(topic.name(), value));
        }
    }

    /// Bytes as they are, poison for instance.
    @SuppressWarnings("NullAway") // Kafka's test driver takes null for a tombstone, its signature does not say so
    public void sendBytes(Topic<?> topic, String key, byte @Nullable [] value) {
        inputs.computeIfAbsent(
                        topic.name(),
                        name -> driver.createInputTopic(name, new StringSerializer(), new ByteArraySerializer()))
                .pipeInput(key, value);
    }

    /// What the topology wrote to `topic` since the last call, in order; tombstones have a null value.
    @SuppressWarnings("unchecked") // a topic's name decides its type
    public <V extends SpecificRecord> List<TestRecord<String, V>> read(Topic<V> topic) {
        var output = (TestOutputTopic<String, V>) outputs.computeIfAbsent(
                topic.name(),
                name -> driver.createOutputTopic(
                        name, new StringDeserializer(), AvroSerde.of(topic).deserializer()));
        return output.readRecordsToList();
    }

    /// What the topology wrote since the last call, folded to the last value of each key; null means a tombstone.
    public <V extends SpecificRecord> Map<String, @Nullable V> changes(Topic<V> topic) {
        var last = new HashMap<String, @Nullable V>();
        read(topic).forEach(record -> last.put(record.key(), record.value()));
        return last;
    }

    /// A state store by its name.
    public StateStore store(String name) {
        StateStore store = driver.getStateStore(name);
        if (store == null) {
            throw new AssertionError("No store " + name + "; there are "
                    + driver.getAllStateStores().keySet());
        }
        return store;
    }

    /// Lets the wall clock go on, which fires punctuations.
    public void advance(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /// The driver itself, for what is not above.
    public TopologyTestDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.close();
        TemporaryFolders.delete(folder);
    }
}
