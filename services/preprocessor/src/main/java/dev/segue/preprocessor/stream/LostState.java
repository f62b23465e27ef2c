package dev.segue.preprocessor.stream;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistStatistics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// What the preprocessor kept is not there any more, though its place in the snapshots is. To go on would mean to
/// count from nothing without saying so.
public final class LostState extends SegueException {

    private static final String TABLE = changelog(PlaylistTopology.PLAYLIST_TABLE);
    private static final String TALLY = changelog(PlaylistTopology.SNAPSHOT_TALLY);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    LostState(String what) {
        super(
                ErrorCode.INTERNAL,
                "Lost: " + what + ". Nothing is counted, because all counts would be wrong. Bring the topic back from a"
                        + " backup; or stop every preprocessor, delete the group and the internal topics "
                        + PlaylistTopology.APPLICATION_ID + "…, the topics " + Topics.PLAYLISTS.name() + ", "
                        + Topics.TRACKS.name() + ", " + Topics.TRACK_NEIGHBOURS.name() + " and "
                        + Topics.PLAYLIST_STATISTICS.name() + " and the state folders, and start again: all is counted"
                        + " anew from " + Topics.PLAYLIST_SNAPSHOTS.name() + ". See \"Count everything again\" in the"
                        + " runbook");
    }

    /// What was kept of the snapshots read, by partition of them.
    record Kept(Map<Integer, PlaylistStatistics> tallies) {

        /// Compares it with a corpus that began to read after this was looked up, and has caught up.
        ///
        /// @throws LostState when clean playlists are missing
        void requireIn(CountedCorpus corpus) {
            tallies.forEach((partition, tally) -> {
                CountedCorpus.Holding holding = corpus.holding(partition);
                // What was changed since the tally cannot be compared with it.
                if (holding.sourceOffset() <= tally.getInputOffset() && holding.playlists() != tally.getPlaylists()) {
                    throw new LostState("playlists of " + Topics.PLAYLISTS.name() + ": expected "
                            + tally.getPlaylists() + " made of partition " + partition + " of "
                            + Topics.PLAYLIST_SNAPSHOTS.name() + ", got " + holding.playlists());
                }
            });
        }
    }

    /// Looks up what is kept.
    ///
    /// @throws LostState when some of it is missing
    static Kept kept(KafkaSettings kafka, Partitions partitions) throws InterruptedException {
        try (Admin admin = Admin.create(kafka.admin("preprocessor-lost-state"))) {
            Map<Integer, Long> read = read(admin);
            if (read.isEmpty()) {
                return new Kept(Map.of());
            }
            Set<String> topics = admin.listTopics().names().get();
            requireTopic(topics, TALLY, read);
            requireTopic(topics, TABLE, read);
            requireWhole(admin, TABLE, read.keySet());
            requireWhole(
                    admin,
                    Topics.PLAYLISTS.name(),
                    IntStream.range(0, partitions.snapshots()).boxed().toList());
            return new Kept(tallies(kafka, admin, read));
        } catch (ExecutionException e) {
            throw new SegueException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka at " + kafka.bootstrapServers() + " does not say what is kept: " + e.getCause(),
                    e);
        }
    }

    /// By partition, the snapshots that were read and committed; partitions of which none was are left out.
    private static Map<Integer, Long> read(Admin admin) throws InterruptedException, ExecutionException {
        var read = new HashMap<Integer, Long>();
        admin.listConsumerGroupOffsets(PlaylistTopology.APPLICATION_ID)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, committed) -> {
                    if (partition.topic().equals(Topics.PLAYLIST_SNAPSHOTS.name())
                            && committed != null
                            && committed.offset() > 0) {
                        read.put(partition.partition(), committed.offset());
                    }
                });
        return read;
    }

    private static void requireTopic(Set<String> topics, String topic, Map<Integer, Long> read) {
        if (!topics.contains(topic)) {
            throw new LostState(
                    "the topic " + topic + ", though " + Topics.PLAYLIST_SNAPSHOTS.name() + " was read up to " + read);
        }
    }

    /// Topics that are compacted for ever begin at 0; another beginning means that records were deleted.
    private static void requireWhole(Admin admin, String topic, Iterable<Integer> partitions)
            throws InterruptedException, ExecutionException {
        for (var begin :
                offsets(admin, topic, partitions, OffsetSpec.earliest()).entrySet()) {
            if (begin.getValue().offset() > 0) {
                throw new LostState("records of " + begin.getKey() + ": expected its beginning at 0, got "
                        + begin.getValue().offset());
            }
        }
    }

    private static Map<Integer, PlaylistStatistics> tallies(KafkaSettings kafka, Admin admin, Map<Integer, Long> read)
            throws InterruptedException, ExecutionException {
        var ends = offsets(admin, TALLY, read.keySet(), OffsetSpec.latest());
        var tallies = new HashMap<Integer, PlaylistStatistics>();
        try (var consumer = new KafkaConsumer<>(
                kafka.consumer("preprocessor-lost-state"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (var end : ends.entrySet()) {
                int partition = end.getKey().partition();
                ConsumerRecord<byte[], byte[]> last =
                        last(consumer, end.getKey(), end.getValue().offset());
                if (last == null) {
                    throw new LostState("the records of " + end.getKey() + ", though partition " + partition + " of "
                            + Topics.PLAYLIST_SNAPSHOTS.name() + " was read up to " + read.get(partition));
                }
                tallies.put(
                        partition,
                        AvroSerde.of(PlaylistStatistics.class).deserializer().deserialize(TALLY, last.value()));
            }
        }
        return tallies;
    }

    /// The last committed record before `end`, looked for in ever longer stretches.
    private static @Nullable ConsumerRecord<byte[], byte[]> last(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
        consumer.assign(List.of(partition));
        for (long stretch = 16; ; stretch *= 8) {
            long from = Math.max(0, end - stretch);
            ConsumerRecord<byte[], byte[]> last = lastSince(consumer, partition, from, end);
            if (last != null || from == 0) {
                return last;
            }
        }
    }

    private static @Nullable ConsumerRecord<byte[], byte[]> lastSince(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.seek(partition, from);
        ConsumerRecord<byte[], byte[]> last = null;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                last = record;
            }
            if (System.nanoTime() > deadline) {
                throw new SegueException(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "Reading " + partition + " from " + from + " to " + end + " took longer than " + PATIENCE);
            }
        }
        return last;
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, String topic, Iterable<Integer> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        var specs = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> specs.put(new TopicPartition(topic, partition), spec));
        return admin.listOffsets(specs, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get();
    }

    private static String changelog(String store) {
        return PlaylistTopology.APPLICATION_ID + "-" + store + "-changelog";
    }
}
