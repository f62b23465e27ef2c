package dev.segue.testkit;

import static dev.segue.testkit.Eventually.eventuallyPasses;
import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BrokerTest {

    @Test
    void hasEveryTopicOfThePlatform(Broker broker) throws Exception {
        // When
        var names = broker.admin().listTopics().names().get();

        // Then
        assertThat(names).containsAll(Topics.ALL.stream().map(Topic::name).toList());
    }

    @Test
    void readsBackWhatWasSent(Broker broker) {
        // Given
        PlaylistSnapshot sunday = playlist("mpd:1").titled("sunday").of("jamming", "exodus");

        // When
        broker.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:1", sunday);

        // Then
        assertThat(broker.table(Topics.PLAYLIST_SNAPSHOTS)).containsEntry("mpd:1", sunday);
    }

    @Test
    void aTombstoneTakesTheKeyOutOfTheTable(Broker broker) {
        // Given
        broker.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:2", playlist("mpd:2").of("jamming"));

        // When
        broker.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:2", null);

        // Then
        assertThat(broker.table(Topics.PLAYLIST_SNAPSHOTS)).doesNotContainKey("mpd:2");
        assertThat(broker.read(Topics.PLAYLIST_SNAPSHOTS))
                .filteredOn(record -> record.key().equals("mpd:2"))
                .hasSize(2)
                .last()
                .extracting(ConsumerRecord::value)
                .isNull();
    }

    @Test
    void keepsRecordsAndItsAddressOverARestart() {
        // Given
        try (var broker = Broker.start()) {
            String address = broker.bootstrapServers();
            broker.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:3", playlist("mpd:3").of("exodus"));

            // When
            broker.restart();

            // Then
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(broker.table(Topics.PLAYLIST_SNAPSHOTS)).containsOnlyKeys("mpd:3");
        }
    }

    @Test
    void leavesOutWhatATransactionTookBack() {
        // Given
        try (var broker = Broker.start();
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "undecided"),
                        new StringSerializer(),
                        AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer())) {
            producer.initTransactions();

            // When
            producer.beginTransaction();
            var takenBack = producer.send(new ProducerRecord<>(
                    Topics.PLAYLIST_SNAPSHOTS.name(), "mpd:4", playlist("mpd:4").of("jamming")));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            var kept = producer.send(new ProducerRecord<>(
                    Topics.PLAYLIST_SNAPSHOTS.name(), "mpd:5", playlist("mpd:5").of("exodus")));
            producer.commitTransaction();

            // Then
            // A commit is answered before its markers are written, and only they make its records visible.
            eventuallyPasses(Duration.ofMinutes(1), () -> assertThat(broker.read(Topics.PLAYLIST_SNAPSHOTS))
                    .extracting(ConsumerRecord::key)
                    .containsExactly("mpd:5"));
            assertThat(takenBack).isDone();
            assertThat(kept).isDone();
        }
    }
}
