package dev.segue.verification.log;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// The topics of a broker. A topic's ends are those of the first time it is asked for; records of open or aborted
/// transactions are not seen. Not safe for use by many threads.
public final class KafkaLog implements RecordLog, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final int REQUEST_MILLIS = 15_000;
    private static final int PARTITION_FETCH = 4 << 20;

    private final String bootstrapServers;
    private final Map<String, Object> settings;
    private final Admin admin;
    private final Map<String, SortedMap<Integer, Extent>> extents = new HashMap<>();

    /// @param client settings given to every client as they are, for security and the like
    public KafkaLog(String bootstrapServers, Map<String, String> client) {
        this.bootstrapServers = bootstrapServers;
        var common = new HashMap<String, Object>();
        common.put("bootstrap.servers", bootstrapServers);
        common.put("client.id", "segue-verification");
        common.put("request.timeout.ms", REQUEST_MILLIS);
        common.put("default.api.timeout.ms", REQUEST_MILLIS);
        common.putAll(client);
        this.settings = Map.copyOf(common);
        this.admin = Admin.create(settings);
    }

    /// Forgets the ends: the next question for a topic takes them anew.
    public void refresh() {
        extents.clear();
    }

    /// Names of all topics, internal ones too.
    public Set<String> topics() {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw unreadable("its topics", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public SortedMap<Integer, Extent> extents(String topic) {
        SortedMap<Integer, Extent> known = extents.get(topic);
        if (known == null) {
            known = topics().contains(topic) ? ask(topic) : Collections.emptySortedMap();
            extents.put(topic, known);
        }
        return known;
    }

    /// By partition the offset of the first record at or after a time; the end where there is none.
    public SortedMap<Integer, Long> offsetsAt(String topic, long timestamp) {
        var partitions = extents(topic);
        var found = new TreeMap<Integer, Long>();
        list(topic, partitions.keySet(), OffsetSpec.forTimestamp(timestamp)).forEach((partition, at) -> {
            Extent extent = partitions.get(partition.partition());
            long end = extent == null ? 0 : extent.end();
            found.put(partition.partition(), at.offset() < 0 ? end : Math.min(at.offset(), end));
        });
        return found;
    }

    @Override
    public void read(String topic, Consumer<StoredRecord> reader) {
        SortedMap<Integer, Extent> ends = extents(topic);
        if (ends.isEmpty()) {
            throw new UnreadableLog("Kafka at " + bootstrapServers + " has no topic " + topic);
        }
        var assigned = ends.keySet().stream()
                .map(partition -> new TopicPartition(topic, partition))
                .toList();
        try (var consumer = consumer()) {
            consumer.assign(assigned);
            consumer.seekToBeginning(assigned);
            var left = new HashMap<TopicPartition, Long>();
            assigned.forEach(partition -> left.put(partition, end(ends, partition)));
            drop(consumer, left);
            long deadline = System.nanoTime() + STALLED.toNanos();
            while (!left.isEmpty()) {
                var batch = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : batch) {
                    if (record.offset() < end(ends, new TopicPartition(topic, record.partition()))) {
                        reader.accept(stored(record));
                    }
                }
                if (drop(consumer, left) || !batch.isEmpty()) {
                    deadline = System.nanoTime() + STALLED.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new UnreadableLog("Reading " + topic + " stands still: nothing came for "
                            + STALLED.toSeconds() + " s, with the ends " + left + " not reached");
                }
            }
        } catch (KafkaException e) {
            throw unreadable(topic, e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }

    /// Stops fetching the partitions that are read to their end.
    ///
    /// @return whether there was one
    private static boolean drop(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> left) {
        List<TopicPartition> done = left.entrySet().stream()
                .filter(end -> consumer.position(end.getKey()) >= end.getValue())
                .map(Map.Entry::getKey)
                .toList();
        done.forEach(left::remove);
        consumer.pause(done);
        return !done.isEmpty();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var all = new HashMap<>(settings);
        all.put("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "earliest");
        all.put("allow.auto.create.topics", false);
        all.put("max.poll.records", 5_000);
        all.put("max.partition.fetch.bytes", PARTITION_FETCH);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private SortedMap<Integer, Extent> ask(String topic) {
        try {
            var description =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            if (description == null) {
                return Collections.emptySortedMap();
            }
            var partitions = new TreeMap<Integer, Extent>();
            description.partitions().forEach(partition -> partitions.put(partition.partition(), new Extent(0, 0)));
            Map<TopicPartition, ListOffsetsResultInfo> begins = list(topic, partitions.keySet(), OffsetSpec.earliest());
            list(topic, partitions.keySet(), OffsetSpec.latest()).forEach((partition, end) -> {
                ListOffsetsResultInfo begin = begins.get(partition);
                partitions.put(partition.partition(), new Extent(begin == null ? 0 : begin.offset(), end.offset()));
            });
            return Collections.unmodifiableSortedMap(partitions);
        } catch (ExecutionException e) {
            throw unreadable(topic, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Map<TopicPartition, ListOffsetsResultInfo> list(String topic, Set<Integer> partitions, OffsetSpec spec) {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(new TopicPartition(topic, partition), spec));
        try {
            return admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw unreadable(topic, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static long end(SortedMap<Integer, Extent> ends, TopicPartition partition) {
        Extent extent = ends.get(partition.partition());
        return extent == null ? 0 : extent.end();
    }

    private static StoredRecord stored(ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = Map.of();
        if (record.headers().iterator().hasNext()) {
            headers = new HashMap<>();
            for (Header header : record.headers()) {
                byte[] value = header.value();
                if (value != null) {
                    headers.put(header.key(), value);
                }
            }
        }
        return new StoredRecord(
                record.partition(), record.offset(), record.timestamp(), record.key(), record.value(), headers);
    }

    private UnreadableLog unreadable(String what, @Nullable Throwable cause) {
        String message = "Kafka at " + bootstrapServers + " does not give " + what + ": " + cause;
        return cause == null ? new UnreadableLog(message) : new UnreadableLog(message, cause);
    }

    private static UnreadableLog interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnreadableLog("Interrupted while reading", e);
    }
}
