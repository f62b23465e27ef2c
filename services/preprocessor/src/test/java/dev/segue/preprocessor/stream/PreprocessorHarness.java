package dev.segue.preprocessor.stream;

import dev.segue.corpus.TrackAliases;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.testkit.TopologyHarness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/// The topology under test with what it has written so far, folded to tables.
final class PreprocessorHarness implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofMillis(200);
    static final Filters FILTERS = new Filters(15, UnknownSaves.KEEP, 3, 12);
    static final NeighbourRules RULES = new NeighbourRules(2, 5, 1);

    private static final Partitions PARTITIONS = new Partitions(1, 1);

    final CountedCorpus corpus;
    final Identity identity = new Identity(new TrackAliases());
    private final CorpusFollower follower;
    private final TopologyHarness topology;
    private final Map<String, Map<String, SpecificRecord>> tables = new HashMap<>();
    private final List<TestRecord<String, CleanPlaylist>> playlists = new ArrayList<>();
    private int playlistsRead;
    private long aliases;
    private int playlistsApplied;

    private PreprocessorHarness(PlaylistSettings settings) {
        corpus = PARTITIONS.corpus(settings.neighbours());
        follower = new CorpusFollower(corpus, new KafkaSettings("none:1", Optional.empty(), Map.of()), PARTITIONS);
        topology = TopologyHarness.of(topology(settings, PARTITIONS, corpus, identity));
    }

    static PreprocessorHarness standard() {
        return of(FILTERS, RULES);
    }

    static PreprocessorHarness of(Filters filters, NeighbourRules rules) {
        return new PreprocessorHarness(settings(filters, rules));
    }

    static PlaylistSettings settings(Filters filters, NeighbourRules rules) {
        return new PlaylistSettings(filters, rules, INTERVAL, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    static Topology topology(
            PlaylistSettings settings, Partitions partitions, CountedCorpus corpus, Identity identity) {
        var streams = new Properties();
        streams.setProperty("application.id", PlaylistTopology.APPLICATION_ID);
        streams.setProperty("bootstrap.servers", "none:1");
        return PlaylistTopology.build(settings, streams, partitions, corpus, identity);
    }

    PreprocessorHarness send(PlaylistSnapshot snapshot) {
        topology.send(Topics.PLAYLIST_SNAPSHOTS, snapshot.getPlaylistId(), snapshot);
        return follow();
    }

    PreprocessorHarness delete(String playlistId) {
        topology.send(Topics.PLAYLIST_SNAPSHOTS, playlistId, null);
        return follow();
    }

    PreprocessorHarness sendBytes(String key, byte[] value) {
        topology.sendBytes(Topics.PLAYLIST_SNAPSHOTS, key, value);
        return follow();
    }

    /// Says that an id is another name; of none when `trackId` is null. It takes effect when time goes on.
    PreprocessorHarness alias(String alias, @Nullable String trackId) {
        identity.aliases().say(alias, trackId, 0, aliases++);
        return this;
    }

    /// Sends what is no text: keys of other bytes, or none.
    PreprocessorHarness sendRaw(byte @Nullable [] key, byte @Nullable [] value) {
        topology.driver()
                .createInputTopic(
                        Topics.PLAYLIST_SNAPSHOTS.name(),
                        new org.apache.kafka.common.serialization.ByteArraySerializer(),
                        new org.apache.kafka.common.serialization.ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value));
        return follow();
    }

    /// Brings the clean playlists to the corpus, as its follower does.
    private PreprocessorHarness follow() {
        playlists.addAll(topology.read(Topics.PLAYLISTS));
        corpus.write(() -> {
            for (; playlistsApplied < playlists.size(); playlistsApplied++) {
                follower.take(consumed(playlists.get(playlistsApplied), playlistsApplied));
            }
        });
        return this;
    }

    private static ConsumerRecord<byte[], byte[]> consumed(TestRecord<String, CleanPlaylist> record, long offset) {
        try (var serializer = AvroSerde.of(Topics.PLAYLISTS).serializer()) {
            byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
            byte[] value = serializer.serialize("", record.value());
            return new ConsumerRecord<>(
                    Topics.PLAYLISTS.name(),
                    0,
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    key.length,
                    value == null ? -1 : value.length,
                    key,
                    value,
                    record.headers(),
                    Optional.empty());
        }
    }

    /// Lets time go on until everything is published.
    PreprocessorHarness settle() {
        do {
            topology.advance(Duration.ofSeconds(1));
            follow();
        } while (identity.tasksBehind() > 0 || corpus.pending() > 0);
        return this;
    }

    static byte[] bytes(PlaylistSnapshot snapshot) {
        try (var serializer = AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer()) {
            return serializer.serialize("", snapshot);
        }
    }

    /// What the topic says now, tombstones applied.
    @SuppressWarnings("unchecked") // the topic decides the type of its table
    <V extends SpecificRecord> Map<String, V> table(Topic<V> topic) {
        var table = (Map<String, V>) tables.computeIfAbsent(topic.name(), name -> new HashMap<>());
        read(topic).forEach(record -> {
            if (record.value() == null) {
                table.remove(record.key());
            } else {
                table.put(record.key(), record.value());
            }
        });
        return table;
    }

    /// What was written since the last call.
    @SuppressWarnings("unchecked") // the topic decides the type of its records
    <V extends SpecificRecord> List<TestRecord<String, V>> read(Topic<V> topic) {
        if (!topic.equals(Topics.PLAYLISTS)) {
            return topology.read(topic);
        }
        var news = List.copyOf(playlists.subList(playlistsRead, playlists.size()));
        playlistsRead = playlists.size();
        return (List<TestRecord<String, V>>) (List<?>) news;
    }

    /// The counts so far.
    PlaylistStatistics statistics() {
        settle();
        PlaylistStatistics statistics = table(Topics.PLAYLIST_STATISTICS).get("partition-0");
        if (statistics == null) {
            throw new AssertionError("No statistics of partition-0");
        }
        return statistics;
    }

    TopologyHarness harness() {
        return topology;
    }

    @Override
    public void close() {
        topology.close();
    }
}
