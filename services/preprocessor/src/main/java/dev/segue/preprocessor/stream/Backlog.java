package dev.segue.preprocessor.stream;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// How much there is still to read. The markers of transactions take offsets as records do, so a difference of
/// offsets never says that nothing is left: where the end is not reached this looks whether a record lies before it.
///
/// Safe for use by many threads, one at a time.
public final class Backlog implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_SECONDS = 5;
    private static final String EDITS =
            PlaylistTopology.APPLICATION_ID + "-" + PlaylistTopology.PLAYLIST_EDITS + "-repartition";

    private final KafkaSettings kafka;
    private final Partitions partitions;
    private @Nullable Clients clients;

    public Backlog(KafkaSettings kafka, Partitions partitions) {
        this.kafka = kafka;
        this.partitions = partitions;
    }

    /// Snapshots not read yet; 0 exactly when there is none, else an upper bound.
    ///
    /// @param read by partition, the offset of the next snapshot to be read
    public synchronized long snapshots(Map<Integer, Long> read) {
        var offsets = read.entrySet().stream()
                .collect(Collectors.toMap(
                        at -> new TopicPartition(Topics.PLAYLIST_SNAPSHOTS.name(), at.getKey()), Map.Entry::getValue));
        return left(partitions(Topics.PLAYLIST_SNAPSHOTS.name(), partitions.snapshots()), offsets);
    }

    /// Clean playlists not in the postings yet; 0 exactly when there is none, else an upper bound.
    ///
    /// @param read up to where they were read
    public synchronized long playlists(OffsetVector read) {
        var playlists = partitions(Topics.PLAYLISTS.name(), partitions.snapshots());
        return left(playlists, playlists.stream().collect(Collectors.toMap(at -> at, at -> read.get(at.partition()))));
    }

    /// Aliases not known yet; 0 exactly when there is none, else an upper bound.
    ///
    /// @param read up to where they were read
    public synchronized long aliases(OffsetVector read) {
        var aliases = partitions(Topics.TRACK_ALIASES.name(), Topics.TRACK_ALIASES.partitions());
        return left(aliases, aliases.stream().collect(Collectors.toMap(at -> at, at -> read.get(at.partition()))));
    }

    /// Edits sent to the owners of tracks and not counted yet; 0 exactly when there is none, else an upper bound.
    public synchronized long edits() {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = clients()
                    .admin
                    .listConsumerGroupOffsets(PlaylistTopology.APPLICATION_ID)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            var offsets = committed.entrySet().stream()
                    .filter(at -> at.getKey().topic().equals(EDITS) && at.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, at -> at.getValue().offset()));
            return left(partitions(EDITS, partitions.anchors()), offsets);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private long left(List<TopicPartition> partitions, Map<TopicPartition, Long> offsets) {
        try {
            var consumer = clients().consumer;
            // All are assigned and none is fetched: the client complains of ends of partitions that it does not have.
            consumer.assign(partitions);
            consumer.pause(partitions);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long left = 0;
            for (TopicPartition partition : partitions) {
                long end = ends.getOrDefault(partition, 0L);
                long from = Math.max(offsets.getOrDefault(partition, 0L), beginnings.getOrDefault(partition, 0L));
                left += from < end ? look(consumer, partition, from, end) : 0;
            }
            return left;
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /// From the first record at or after `from`, if there is one, to the end.
    private static long look(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.seek(partition, from);
        consumer.resume(List.of(partition));
        try {
            long deadline = System.nanoTime() + LOOK.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    return Math.max(end - record.offset(), 0);
                }
                if (System.nanoTime() > deadline) {
                    return end - consumer.position(partition);
                }
            }
            return 0;
        } finally {
            consumer.pause(List.of(partition));
        }
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private SegueException unavailable(Exception cause) {
        return new SegueException(
                ErrorCode.BROKER_UNAVAILABLE,
                "Kafka at " + kafka.bootstrapServers() + " does not say how much there is to read: " + cause,
                cause);
    }

    private Clients clients() {
        Clients current = clients;
        if (current == null) {
            current = new Clients(kafka);
            clients = current;
        }
        return current;
    }

    @Override
    public synchronized void close() {
        if (clients != null) {
            clients.consumer.close();
            clients.admin.close();
            clients = null;
        }
    }

    private static final class Clients {

        private final Admin admin;
        private final KafkaConsumer<byte[], byte[]> consumer;

        Clients(KafkaSettings kafka) {
            admin = Admin.create(kafka.admin("preprocessor-backlog"));
            var settings = kafka.consumer("preprocessor-backlog");
            settings.put("auto.offset.reset", "earliest");
            settings.put("max.poll.records", 1);
            settings.put("max.partition.fetch.bytes", 1);
            settings.put("default.api.timeout.ms", (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
    }
}
