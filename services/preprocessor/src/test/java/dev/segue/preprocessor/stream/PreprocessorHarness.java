package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.testkit.TopologyHarness;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/// The topology under test with what it has written so far, folded to tables.
final class PreprocessorHarness implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofMillis(200);
    static final Filters FILTERS = new Filters(15, UnknownSaves.KEEP, 3, 12);
    static final NeighbourRules RULES = new NeighbourRules(2, 5, 1);

    final LiveAnchors live = new LiveAnchors(new AnchorOwnership(1));
    private final TopologyHarness topology;
    private final Map<String, Map<String, SpecificRecord>> tables = new HashMap<>();

    private PreprocessorHarness(PlaylistSettings settings) {
        topology = TopologyHarness.of(topology(settings, live));
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

    static Topology topology(PlaylistSettings settings, LiveAnchors live) {
        var streams = new Properties();
        streams.setProperty("application.id", PlaylistTopology.APPLICATION_ID);
        streams.setProperty("bootstrap.servers", "none:1");
        return PlaylistTopology.build(settings, streams, live);
    }

    PreprocessorHarness send(PlaylistSnapshot snapshot) {
        topology.send(Topics.PLAYLIST_SNAPSHOTS, snapshot.getPlaylistId(), snapshot);
        return this;
    }

    PreprocessorHarness delete(String playlistId) {
        topology.send(Topics.PLAYLIST_SNAPSHOTS, playlistId, null);
        return this;
    }

    PreprocessorHarness sendBytes(String key, byte[] value) {
        topology.sendBytes(Topics.PLAYLIST_SNAPSHOTS, key, value);
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
        return this;
    }

    /// Lets time go on until everything is published.
    PreprocessorHarness settle() {
        do {
            topology.advance(Duration.ofSeconds(1));
        } while (live.pending() > 0);
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
        topology.changes(topic).forEach((key, value) -> {
            if (value == null) {
                table.remove(key);
            } else {
                table.put(key, value);
            }
        });
        return table;
    }

    <V extends SpecificRecord> List<TestRecord<String, V>> read(Topic<V> topic) {
        return topology.read(topic);
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
