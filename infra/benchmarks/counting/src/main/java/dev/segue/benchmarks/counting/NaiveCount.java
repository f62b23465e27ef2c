package dev.segue.benchmarks.counting;

import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.SnapshotTrack;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;

/// Pairs counted as the textbook does: every playlist becomes its unordered pairs within the window, which are grouped
/// by their key and counted. It takes nothing back.
final class NaiveCount {

    static final String APPLICATION_ID = "naive-count";
    static final String PAIRS = "pairs";
    static final int WINDOW = 10;

    private NaiveCount() {}

    static Topology build() {
        var builder = new StreamsBuilder();
        builder.stream(
                        Topics.PLAYLIST_SNAPSHOTS.name(),
                        Consumed.with(Serdes.String(), AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS)))
                .flatMap((id, playlist) -> pairs(playlist.getTracks()))
                .groupByKey(Grouped.<String, Integer>as(PAIRS)
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.Integer()))
                .count(Materialized.as("pair-counts"));
        return builder.build();
    }

    private static List<KeyValue<String, Integer>> pairs(List<SnapshotTrack> tracks) {
        var pairs = new ArrayList<KeyValue<String, Integer>>();
        for (int i = 0; i < tracks.size(); i++) {
            for (int j = i + 1; j < tracks.size() && j <= i + WINDOW; j++) {
                String a = tracks.get(i).getTrackId();
                String b = tracks.get(j).getTrackId();
                pairs.add(KeyValue.pair(a.compareTo(b) < 0 ? a + "|" + b : b + "|" + a, 1));
            }
        }
        return pairs;
    }
}
