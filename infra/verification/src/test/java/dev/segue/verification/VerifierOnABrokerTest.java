package dev.segue.verification;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.testkit.Broker;
import dev.segue.verification.check.Finding;
import dev.segue.verification.check.Finding.Verdict;
import dev.segue.verification.check.Invariant;
import dev.segue.verification.log.KafkaLog;
import dev.segue.verification.log.UnreadableLog;
import dev.segue.verification.recount.PublishedRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The topics of a real broker, written by hand, right and wrong.
@Timeout(180)
class VerifierOnABrokerTest {

    private Broker broker;
    private KafkaProducer<String, byte @Nullable []> producer;
    private HandMadePlatform platform;

    @BeforeEach
    void start() {
        broker = Broker.start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        platform = new HandMadePlatform(this::send, Topics.STREAM_PARTITIONS);
    }

    @AfterEach
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void saysYesToWhatIsRightAndNoToEveryControl() throws Exception {
        // Given
        aLifeOfPlaylists();
        try (var log = log()) {
            assertThat(new Stillness(log, null, Duration.ofMillis(1), nothing -> {}).await(Duration.ofSeconds(20)))
                    .isInstanceOf(Stillness.Rest.Found.class);

            // When
            var report = new Verifier(inquiry(), nothing -> {}).verify(log);
            List<Finding> controls = new NegativeControls(log, report.history(), nothing -> {}).run();

            // Then
            assertThat(report.findings())
                    .noneMatch(finding -> finding.verdict() == Verdict.FAILED)
                    .filteredOn(finding -> finding.verdict() == Verdict.OK)
                    .extracting(Finding::invariant)
                    .contains(Invariant.I3, Invariant.I4, Invariant.I6);
            assertThat(controls).hasSize(4).allMatch(control -> control.verdict() == Verdict.OK);
        }
    }

    @Test
    void saysNoWhenAnythingIsWrong() throws Exception {
        // Given
        platform.bending(CleanPlaylist.class, clean -> clean.getPlaylistId().equals("mpd:1") ? null : clean)
                .bending(CatalogueTrack.class, track -> track.getTrackId().equals("track:exodus") ? null : track)
                .bending(TrackNeighbours.class, list -> TrackNeighbours.newBuilder(list)
                        .setCorpusPlaylists(list.getCorpusPlaylists() + 1)
                        .build())
                .bending(RejectedPlaylist.class, letter -> null);
        aLifeOfPlaylists();

        // When
        List<Finding> findings;
        try (var log = log()) {
            findings = new Verifier(inquiry(), nothing -> {}).verify(log).findings();
        }

        // Then
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .extracting(Finding::invariant)
                .containsOnly(Invariant.I3, Invariant.I4, Invariant.I6);
    }

    @Test
    void doesNotCallAPlatformStillThatHasNotReadEverything() throws Exception {
        // Given
        aLifeOfPlaylists();
        broker.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:50", playlist("mpd:50").of("a", "b", "c"));

        // When
        Stillness.Rest rest;
        try (var log = log()) {
            rest = new Stillness(log, null, Duration.ofMillis(1), nothing -> {}).await(Duration.ZERO);
        }

        // Then
        assertThat(rest).isInstanceOfSatisfying(Stillness.Rest.NotFound.class, found -> assertThat(found.why())
                .contains("is read to"));
    }

    @Test
    void saysWhichTopicIsNotThere() {
        try (var log = log()) {
            assertThatThrownBy(() -> log.read("never.v1", record -> {}))
                    .isInstanceOf(UnreadableLog.class)
                    .hasMessageContaining("never.v1");
        }
    }

    private void aLifeOfPlaylists() {
        for (int i = 0; i < 12; i++) {
            platform.clean(playlist("mpd:" + i).of("jamming", "exodus", "song-" + i, "song-" + i % 3));
        }
        platform.filtered(playlist("mpd:20").savedBy(3).of("a", "b", "c"), "SAVES_BELOW_MINIMUM")
                .poison("mpd:21")
                .clean(playlist("mpd:3").version(7).of("exodus", "roots", "song-3"))
                .deleted("mpd:4")
                .saying("track:exodus", "isrc:JMA347700011")
                .counting("track:exodus", "isrc:JMA347700011");
    }

    private long[] send(Topic<?> topic, @Nullable String key, byte @Nullable [] value, Headers headers) {
        try {
            RecordMetadata at = producer.send(new ProducerRecord<>(topic.name(), null, key, value, headers))
                    .get();
            return new long[] {at.partition(), at.offset()};
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("Sending to " + topic.name() + " failed", e);
        }
    }

    private KafkaLog log() {
        return new KafkaLog(broker.bootstrapServers(), Map.of());
    }

    private Verifier.Inquiry inquiry() {
        return new Verifier.Inquiry(
                PublishedRules.DEFAULTS, 100, null, null, Optional.empty(), List.of(), Optional.empty());
    }
}
