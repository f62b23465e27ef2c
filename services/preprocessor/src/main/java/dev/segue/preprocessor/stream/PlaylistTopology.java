package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.cleaning.SnapshotRules;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.EditedTracks;
import dev.segue.schemas.avro.PlaylistEdit;
import dev.segue.schemas.avro.PlaylistStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/// Playlist snapshots in; clean playlists, the catalogue and every track's neighbours out, and a dead letter for
/// every snapshot that is not let through.
///
/// Two stages. **Clean**, partitioned by playlist, judges snapshots against the newest version of each. **Count**,
/// partitioned by track, publishes what changed of the tracks it owns. It counts in the [CountedCorpus], of which each
/// process has one: made of the clean playlists of all partitions as they are committed, outside of the topology, so
/// that a list of neighbours is exact and local wherever its partition is. The edits bring an owner what the clean
/// playlists do not tell.
///
/// Both stages resolve tracks by what the process knows of `track-aliases.v1` ([Identity]). It is read outside of the
/// topology too, because every task needs all of it. The edits are sent by the second stage too: an owner hands
/// on what is said of another name of a recording.
///
/// - input: `playlist-snapshots.v1`, key playlist id, read as bytes
/// - output: `playlists.v1`, `rejected-playlists.v1` (key playlist id), `playlist-statistics.v1` (key
///   `partition-<n>`), `tracks.v1`, `track-neighbours.v1` (key track id)
/// - guarantee: exactly once. Every snapshot has one outcome; the sum of the outcomes is the snapshots read. A list of
///   neighbours is exact at its `sourceOffsets`: every count, the anchor's playlists and those of its neighbours. A
///   playlist edited later changes the lists of the tracks it held and holds; in all other lists the playlists of
///   those tracks, and what is computed from them, are as of the list's own publication
/// - names: the application id names the consumer group, and with it the store names name the changelogs and the
///   repartition topic. Whoever changes one starts again from the snapshots, with the old topics left behind
public final class PlaylistTopology {

    /// Kafka Streams application: consumer group, state folder, prefix of internal topics.
    public static final String APPLICATION_ID = "preprocessor-playlists-v1";

    /// Topic of the edits, without the application's prefix and `-repartition`.
    public static final String PLAYLIST_EDITS = "playlist-edits";

    static final String PLAYLIST_TABLE = "playlist-table"; // playlist id -> newest version, its outcome and tracks
    static final String RESOLVED_THROUGH = "resolved-through"; // partition of the aliases, rewrites -> offset, number
    static final String SNAPSHOT_TALLY = "snapshot-tally"; // partition-<n> -> outcomes so far
    static final String EDITED_TRACKS = "edited-tracks"; // snapshot -> tracks of its edit, not published since
    static final String CATALOGUE = "catalogue"; // track id -> what is said of it
    static final String PUBLISHED_THROUGH = "published-through"; // partition, rules -> offset, number

    private PlaylistTopology() {}

    /// @param settings of the streams application; the check that every internal name is explicit is switched on here
    /// @param corpus that follows `playlists.v1`; it must have caught up before the topology starts
    /// @param identity whose aliases follow `track-aliases.v1`, caught up too
    public static Topology build(
            PlaylistSettings settings,
            Properties streams,
            Partitions partitions,
            CountedCorpus corpus,
            Identity identity) {
        var config = new Properties();
        config.putAll(streams);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        var builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(config)));
        var pace = new PublishingPace(settings.publishingInterval(), settings.publishingBudget(), partitions.anchors());

        KStream<byte[], Cleaned> cleaned = builder.stream(
                        Topics.PLAYLIST_SNAPSHOTS.name(),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor(PlaylistTopology::timestamp)
                                .withName("read-snapshots"))
                .process(cleaning(settings, partitions, identity, pace), Named.as("clean"));
        writeBytes(cleaned, Cleaned.Published.class, Cleaned.Published::playlist, Topics.PLAYLISTS, "playlists");
        write(cleaned, Cleaned.Refused.class, Cleaned.Refused::letter, Topics.REJECTED_PLAYLISTS, "rejected");
        write(cleaned, Cleaned.Tallied.class, Cleaned.Tallied::statistics, Topics.PLAYLIST_STATISTICS, "statistics");

        KStream<byte[], Counted> counted = only(cleaned, Cleaned.Edited.class, Cleaned.Edited::edit, "edits")
                .repartition(toOwners(partitions))
                .process(counting(settings, partitions, corpus, identity, pace), Named.as("count"));
        write(counted, Counted.Catalogued.class, Counted.Catalogued::track, Topics.TRACKS, "tracks");
        writeBytes(counted, Counted.Listed.class, Counted.Listed::neighbours, Topics.TRACK_NEIGHBOURS, "neighbours");
        only(counted, Counted.Handed.class, Counted.Handed::edit, "handed")
                .to(
                        PLAYLIST_EDITS + "-repartition",
                        Produced.with(Serdes.ByteArray(), AvroSerde.of(PlaylistEdit.class))
                                .withStreamPartitioner(PlaylistTopology::owner)
                                .withName("write-handed"));
        return builder.build();
    }

    /// An edit names the partition it is for.
    private static Repartitioned<byte[], PlaylistEdit> toOwners(Partitions partitions) {
        return Repartitioned.<byte[], PlaylistEdit>as(PLAYLIST_EDITS)
                .withKeySerde(Serdes.ByteArray())
                .withValueSerde(AvroSerde.of(PlaylistEdit.class))
                .withNumberOfPartitions(partitions.anchors())
                .withStreamPartitioner(PlaylistTopology::owner);
    }

    private static Optional<Set<Integer>> owner(String topic, byte[] key, PlaylistEdit edit, int partitions) {
        return Optional.of(Set.of(edit.getOwner()));
    }

    /// A broken clock at the producer must not stop the partition; the time is not used for any decision.
    private static long timestamp(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(record.timestamp(), 0);
    }

    private static <T, C extends T, V extends SpecificRecord> void write(
            KStream<byte[], T> stream, Class<C> kind, ValueMapper<C, @Nullable V> value, Topic<V> topic, String name) {
        only(stream, kind, value, name)
                .to(
                        topic.name(),
                        Produced.with(Serdes.ByteArray(), AvroSerde.of(topic)).withName("write-" + name));
    }

    /// Of records that were written as they are in the topic.
    private static <T, C extends T> void writeBytes(
            KStream<byte[], T> stream,
            Class<C> kind,
            ValueMapper<C, byte @Nullable []> value,
            Topic<?> topic,
            String name) {
        only(stream, kind, value, name)
                .to(
                        topic.name(),
                        Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("write-" + name));
    }

    private static <T, C extends T, V> KStream<byte[], V> only(
            KStream<byte[], T> stream, Class<C> kind, ValueMapper<C, @Nullable V> value, String name) {
        return stream.filter((key, sent) -> kind.isInstance(sent), Named.as("only-" + name))
                .mapValues(sent -> value.apply(kind.cast(sent)), Named.as("unwrap-" + name));
    }

    private static ProcessorSupplier<byte[], byte[], byte[], Cleaned> cleaning(
            PlaylistSettings settings, Partitions partitions, Identity identity, PublishingPace pace) {
        var rules = new SnapshotRules(settings.filters());
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], byte[], Cleaned> get() {
                return new SnapshotCleaning(
                        rules,
                        partitions,
                        settings.neighbours().minimumPlaylists() > 1,
                        identity,
                        settings.statisticsInterval(),
                        pace);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return inOrder(
                        persistent(PLAYLIST_TABLE, Serdes.ByteArray()),
                        inMemory(RESOLVED_THROUGH, Serdes.Long()),
                        inMemory(SNAPSHOT_TALLY, AvroSerde.of(PlaylistStatistics.class))
                                .withCachingEnabled());
            }
        };
    }

    private static ProcessorSupplier<byte[], PlaylistEdit, byte[], Counted> counting(
            PlaylistSettings settings,
            Partitions partitions,
            CountedCorpus corpus,
            Identity identity,
            PublishingPace pace) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], PlaylistEdit, byte[], Counted> get() {
                return new NeighbourCounting(
                        settings.neighbours(), corpus, identity, partitions, settings.publishingInterval(), pace);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return inOrder(
                        inMemory(EDITED_TRACKS, AvroSerde.of(EditedTracks.class)),
                        persistent(CATALOGUE, AvroSerde.of(CatalogueTrack.class)),
                        inMemory(PUBLISHED_THROUGH, Serdes.Long()));
            }
        };
    }

    /// The order of the stores is part of the topology's description, and a set of the JDK has none.
    private static Set<StoreBuilder<?>> inOrder(StoreBuilder<?>... stores) {
        return new LinkedHashSet<>(List.of(stores));
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> persistent(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values);
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> inMemory(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values);
    }
}
