package dev.segue.crawler.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.PlaylistId;
import dev.segue.domain.SegueException;
import dev.segue.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());

    @Test
    void whoSendsMoreThanFitsUnderWayWaitsForAnAcknowledgement() throws InterruptedException {
        // Given
        var publisher = new Publisher(producer, 1000);
        List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
        publisher.snapshot("mpd:1", new byte[600], (partition, offset) -> acknowledged.add(offset));

        // When
        var second = Thread.ofVirtual().start(() -> {
            try {
                publisher.snapshot("mpd:2", new byte[600], (partition, offset) -> acknowledged.add(offset));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Eventually.eventually(Duration.ofSeconds(60), () -> second.getState() == Thread.State.WAITING);

        // Then
        assertThat(producer.history()).hasSize(1);
        assertThat(acknowledged).isEmpty();
        producer.completeNext();
        Eventually.eventually(Duration.ofSeconds(60), () -> producer.history().size() == 2);
        assertThat(acknowledged).containsExactly(0L);
    }

    @Test
    void aRecordThatIsBiggerThanTheRoomGoesAlone() throws InterruptedException {
        // Given
        var publisher = new Publisher(producer, 1000);

        // When
        publisher.snapshot("mpd:1", new byte[5000], (partition, offset) -> {});

        // Then
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void aRecordThatIsNotDeliveredEndsThePublisher() throws InterruptedException {
        // Given
        var publisher = new Publisher(producer, 1000);
        publisher.gone(new PlaylistId("mpd:1"), (partition, offset) -> {});

        // When
        producer.errorNext(new TimeoutException("no broker"));

        // Then
        assertThatThrownBy(publisher::flush).isInstanceOfSatisfying(SegueException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.BROKER_UNAVAILABLE));
        assertThatThrownBy(() -> publisher.frontierGone("file:a")).hasMessageContaining("no broker");
    }

    @Test
    void aRefusalThatWouldComeAgainIsOurFault() throws InterruptedException {
        // Given
        var publisher = new Publisher(producer, 1000);
        publisher.gone(new PlaylistId("mpd:1"), (partition, offset) -> {});

        // When
        producer.errorNext(new RecordTooLargeException("too large"));

        // Then
        assertThatThrownBy(publisher::flush).isInstanceOfSatisfying(SegueException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.INTERNAL));
    }
}
