package dev.segue.testkit;

import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.TopicCreator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// A real broker in this JVM with every topic of the platform, for the length of a test class or a block.
///
/// As a parameter of a test class annotated `@ExtendWith(BrokerExtension.class)`, or by hand:
///
/// ```java
/// try (var broker = Broker.start()) {
///     broker.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:1", playlist("mpd:1").of("a", "b"));
///     assertThat(broker.values(Topics.PLAYLISTS)).hasSize(1);
/// }
/// ```
public final class Broker implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration READ_LIMIT = Duration.ofSeconds(60);
    private static final int LARGEST_REQUEST = 64 << 20;

    private final Path folder;
    private EmbeddedBroker embedded;
    private @Nullable Clients clients;

    private Broker(Path folder, EmbeddedBroker embedded) {
        this.folder = folder;
        this.embedded = embedded;
    }

    /// Starts one on a new temporary folder and an ephemeral port.
    public static Broker start() {
        try {
            Path folder = Files.createTempDirectory("segue-broker");
            var broker = new Broker(folder, EmbeddedBroker.start(folder, EmbeddedBroker.ANY_PORT));
            TopicCreator.createMissing(broker.admin(), Optional.empty());
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating topics", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The topics could not be created", e.getCause());
        }
    }

    /// `host:port` for clients; the same for the whole life of this object, restarts included.
    public String bootstrapServers() {
        return embedded.bootstrapServers();
    }

    /// An admin client, closed together with this broker.
    public Admin admin() {
        return clients().admin;
    }

    /// Stops the broker and starts it on the same folder and port.
    public void restart() {
        int port = embedded.port();
        closeClients();
        embedded.close();
        embedded = EmbeddedBroker.start(folder, port);
    }

    /// Sends one record and waits until the broker has it.
    ///
    /// @param value null for a tombstone
    public <V extends SpecificRecord> RecordMetadata send(Topic<V> topic, String key, @Nullable V value) {
        try (var serializer = AvroSerde.of(topic).serializer()) {
            return sendBytes(topic, key, value == null ? null : serializer.serialize(topic.name(), value));
        }
    }

    /// Sends bytes as they are, poison for instance, and waits until the broker has them.
    public RecordMetadata sendBytes(Topic<?> topic, String key, byte @Nullable [] value) {
        try {
            return clients()
                    .producer
                    .send(new ProducerRecord<>(topic.name(), key, value))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Sending to " + topic.name() + " failed", e.getCause());
        }
    }

    /// Every committed record of the topic up to its end at the time of the call, partition by partition in order
    /// of offsets. Tombstones have a null value.
    public <V extends SpecificRecord> List<ConsumerRecord<String, V>> read(Topic<V> topic) {
        return read(topic, AvroSerde.of(topic).deserializer());
    }

    /// As [#read], with the bytes as they are.
    public List<ConsumerRecord<String, byte[]>> readBytes(Topic<?> topic) {
        return read(topic, new ByteArrayDeserializer());
    }

    /// Values of [#read], tombstones left out.
    public <V extends SpecificRecord> List<V> values(Topic<V> topic) {
        return read(topic).stream()
                .map(ConsumerRecord::value)
                .filter(value -> value != null)
                .toList();
    }

    /// What a compacted topic says now: the last value of every key, keys that end in a tombstone left out.
    public <V extends SpecificRecord> Map<String, V> table(Topic<V> topic) {
        var table = new LinkedHashMap<String, V>();
        for (var record : read(topic)) {
            if (record.value() == null) {
                table.remove(record.key());
            } else {
                table.put(record.key(), record.value());
            }
        }
        return table;
    }

    /// Offset of the next record a read_committed consumer could see, by partition.
    public Map<Integer, Long> endOffsets(Topic<?> topic) {
        var ends = new HashMap<Integer, Long>();
        ends(partitions(topic)).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /// Stops it and removes its folder.
    @Override
    public void close() {
        closeClients();
        embedded.close();
        TemporaryFolders.delete(folder);
    }

    private <T> List<ConsumerRecord<String, T>> read(Topic<?> topic, Deserializer<T> values) {
        var partitions = partitions(topic);
        var ends = ends(partitions);
        var records = new ArrayList<ConsumerRecord<String, T>>();
        long deadline = System.nanoTime() + READ_LIMIT.toNanos();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new StringDeserializer(),
                values)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Reading " + topic.name() + " to its end took longer than " + READ_LIMIT
                            + "; got " + records.size() + " records");
                }
                consumer.poll(POLL).forEach(records::add);
            }
        }
        records.removeIf(record ->
                record.offset() >= ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L));
        records.sort(Comparator.comparingInt((ConsumerRecord<String, T> record) -> record.partition())
                .thenComparingLong(ConsumerRecord::offset));
        return records;
    }

    private static List<TopicPartition> partitions(Topic<?> topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        try {
            var ends = new HashMap<TopicPartition, Long>();
            admin().listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while listing offsets", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The offsets of " + partitions + " could not be listed", e.getCause());
        }
    }

    private synchronized Clients clients() {
        if (clients == null) {
            clients = new Clients(bootstrapServers());
        }
        return clients;
    }

    private synchronized void closeClients() {
        if (clients != null) {
            clients.close();
            clients = null;
        }
    }

    private static final class Clients implements AutoCloseable {

        private final Admin admin;
        private final KafkaProducer<String, byte @Nullable []> producer;

        Clients(String bootstrapServers) {
            admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers));
            producer = new KafkaProducer<>(
                    Map.<String, Object>of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                            ProducerConfig.ACKS_CONFIG, "all",
                            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }

        @Override
        public void close() {
            producer.close();
            admin.close();
        }
    }
}
