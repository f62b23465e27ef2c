package dev.segue.testkit;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.Test;

class TopologyHarnessTest {

    @Test
    void givesBackWhatTheTopologyMadeOfARecord() {
        // Given
        var snapshots = AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS);
        var builder = new StreamsBuilder();
        builder.stream(Topics.PLAYLIST_SNAPSHOTS.name(), Consumed.with(Serdes.String(), snapshots))
                .mapValues(snapshot -> PlaylistSnapshot.newBuilder(snapshot)
                        .setTitle("copy of " + snapshot.getTitle())
                        .build())
                .to(Topics.PLAYLIST_SNAPSHOTS.name() + "-copy", Produced.with(Serdes.String(), snapshots));
        var copies = new Topic<>(
                Topics.PLAYLIST_SNAPSHOTS.name() + "-copy",
                PlaylistSnapshot.class,
                1,
                Topics.PLAYLIST_SNAPSHOTS.cleanup(),
                1 << 20,
                "Copies");
        try (var harness = TopologyHarness.of(builder.build())) {

            // When
            harness.send(
                    Topics.PLAYLIST_SNAPSHOTS,
                    "mpd:1",
                    playlist("mpd:1").titled("dub").of("a"));

            // Then
            assertThat(harness.changes(copies)).hasEntrySatisfying("mpd:1", copy -> assertThat(copy.getTitle())
                    .isEqualTo("copy of dub"));
        }
    }
}
