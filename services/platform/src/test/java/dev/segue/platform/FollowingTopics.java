package dev.segue.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.domain.InputOffsets;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a [TopicFollower] promises, for any broker.
abstract class FollowingTopics {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private KafkaSettings kafka;

    /// `host:port` of the broker under test.
    abstract String bootstrapServers();

    @BeforeEach
    void createTopics() throws InterruptedException {
        kafka = new KafkaSettings(bootstrapServers(), Optional.empty(), Map.of());
        kafka.awaitTopics("test", PATIENCE);
    }

    @Test
    void handsOverWhatIsThereAndThenWhatComesTombstonesIncluded() throws Exception {
        // Given
        send("t:there", track("t:there"));
        var seen = new CopyOnWriteArrayList<String>();

        // When
        try (var follower = TopicFollower.named("test", kafka)
                .follow(Topics.TRACKS, record -> seen.add(record.key() + (record.value() == null ? " gone" : "")))
                .start()) {
            assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
            assertThat(seen).contains("t:there");
            send("t:comes", track("t:comes"));
            send("t:comes", null);

            // Then
            Eventually.eventually(PATIENCE, () -> seen.contains("t:comes gone"));
            assertThat(seen).containsSubsequence("t:comes", "t:comes gone");
            Eventually.eventually(PATIENCE, () -> follower.lag().orElse(-1) == 0);
        }
    }

    @Test
    void goesOnFromTheOffsetsItIsGiven() throws Exception {
        // Given
        send("t:old", track("t:old"));
        InputOffsets offsets;
        try (var first = TopicFollower.named("test", kafka)
                .follow(Topics.TRACKS, record -> {})
                .start()) {
            first.awaitCaughtUp(PATIENCE);
            offsets = first.offsets();
        }
        send("t:new", track("t:new"));
        var seen = new CopyOnWriteArrayList<String>();

        // When
        try (var second = TopicFollower.named("test", kafka)
                .follow(Topics.TRACKS, record -> seen.add(record.key()))
                .from(offsets)
                .start()) {
            assertThat(second.awaitCaughtUp(PATIENCE)).isTrue();
        }

        // Then
        assertThat(seen).isEqualTo(List.of("t:new"));
    }

    @Test
    void passesOverPoisonAndCountsIt() throws Exception {
        // Given
        sendBytes("t:poison", "poison".getBytes(StandardCharsets.UTF_8));
        send("t:poison", track("t:poison"));
        var seen = new CopyOnWriteArrayList<String>();

        // When
        try (var follower = TopicFollower.named("test", kafka)
                .follow(Topics.TRACKS, record -> seen.add(record.key()))
                .start()) {
            assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();

            // Then
            assertThat(follower.unreadable()).isPositive();
            assertThat(seen).contains("t:poison");
        }
    }

    @Test
    void movesItsOffsetsInsideTheBatch() throws Exception {
        // Given
        send("t:any", track("t:any"));
        var moves = new CopyOnWriteArrayList<Boolean>();
        var follower = new TopicFollower[1];

        // When
        follower[0] = TopicFollower.named("test", kafka)
                .follow(Topics.TRACKS, record -> {})
                .around(batch -> {
                    Eventually.eventually(PATIENCE, () -> follower[0] != null);
                    InputOffsets before = follower[0].offsets();
                    batch.run();
                    moves.add(!before.equals(follower[0].offsets()));
                })
                .start();

        // Then
        try (var running = follower[0]) {
            assertThat(running.awaitCaughtUp(PATIENCE)).isTrue();
            assertThat(moves).isNotEmpty().containsOnly(true);
        }
    }

    @Test
    void stopsAndSaysWhyWhenAHandlerFails() throws Exception {
        // Given
        send("t:any", track("t:any"));

        // When
        try (var follower = TopicFollower.named("test", kafka)
                .follow(Topics.TRACKS, record -> {
                    throw new IllegalStateException("no room");
                })
                .start()) {

            // Then
            Eventually.eventually(PATIENCE, () -> follower.failure().isPresent());
            assertThat(follower.failure())
                    .get()
                    .extracting(Throwable::getMessage)
                    .isEqualTo("no room");
            assertThat(follower.isCaughtUp()).isFalse();
        }
    }

    @Test
    void refusesOffsetsThatTheTopicDoesNotHave() {
        // Given
        var future = new InputOffsets(Map.of(Topics.MODEL_RELEASES.name(), Map.of(0, 1_000_000L)));

        // When
        try (var follower = TopicFollower.named("test", kafka)
                .follow(Topics.MODEL_RELEASES, record -> {})
                .from(future)
                .start()) {

            // Then
            Eventually.eventually(PATIENCE, () -> follower.failure().isPresent());
            assertThat(follower.failure()).get().asString().contains("cannot be trusted");
        }
    }

    private static CatalogueTrack track(String id) {
        return CatalogueTrack.newBuilder()
                .setTrackId(id)
                .setPlaylists(1)
                .setSourceOffsets(List.of())
                .build();
    }

    private void send(String key, @Nullable CatalogueTrack track) throws Exception {
        try (var serializer = AvroSerde.of(Topics.TRACKS).serializer()) {
            sendBytes(key, serializer.serialize(Topics.TRACKS.name(), track));
        }
    }

    private void sendBytes(String key, byte @Nullable [] value) throws Exception {
        try (var producer = new KafkaProducer<>(
                kafka.producer("test-producer"), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.TRACKS.name(), key, value))
                    .get();
        }
    }
}
