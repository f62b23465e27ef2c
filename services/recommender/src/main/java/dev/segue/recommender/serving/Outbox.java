package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.Feedback;
import dev.segue.schemas.avro.ReleaseRole;
import dev.segue.schemas.avro.ServedRecommendation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// What the recommender writes to topics: decisions and feedback, each acknowledged by the broker before it is
/// answered, and what was served, which never holds an answer up: without room in its buffer it is dropped and counted.
public final class Outbox implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final int SERVED_BUFFER = 32 << 20;
    /// Milliseconds: nobody waits for it, and few large batches cost the broker less than many small ones.
    private static final int SERVED_LINGER = 200;

    private final KafkaProducer<String, byte[]> acknowledged;
    private final KafkaProducer<String, byte[]> served;
    private final Wire<ReleaseRole> roles = Wire.of(Topics.RELEASE_ROLES.value());
    private final Wire<Feedback> feedback = Wire.of(Topics.FEEDBACK.value());
    private final Wire<ServedRecommendation> recommendations = Wire.of(Topics.SERVED_RECOMMENDATIONS.value());
    private final RecommenderMetrics metrics;

    /// @param patience for the broker's acknowledgement
    public Outbox(KafkaSettings kafka, Duration patience, RecommenderMetrics metrics) {
        this.metrics = metrics;
        Map<String, Object> settings = kafka.producer("recommender-acknowledged");
        int millis = (int) patience.toMillis();
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", millis);
        settings.put("request.timeout.ms", millis);
        settings.put("delivery.timeout.ms", millis);
        acknowledged = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        settings = kafka.producer("recommender-served");
        settings.put("max.block.ms", 0);
        settings.put("linger.ms", SERVED_LINGER);
        settings.put("buffer.memory", (long) SERVED_BUFFER);
        served = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /// Tells a decision; null takes it back.
    ///
    /// @throws SegueException BROKER_UNAVAILABLE when the broker did not take it
    void decide(Role role, @Nullable ReleaseRole decision) {
        send(Topics.RELEASE_ROLES, role.label(), decision == null ? null : roles.encode(decision));
    }

    /// Tells what a listener did.
    ///
    /// @throws SegueException BROKER_UNAVAILABLE when the broker did not take it
    void tell(Feedback told) {
        send(Topics.FEEDBACK, told.getRequestId(), feedback.encode(told));
    }

    /// Logs what was served.
    void log(ServedRecommendation recommendation) {
        served.send(
                new ProducerRecord<>(
                        Topics.SERVED_RECOMMENDATIONS.name(),
                        recommendation.getRequestId(),
                        recommendations.encode(recommendation)),
                (_, failure) -> metrics.servedLog(failure == null));
    }

    private void send(Topic<? extends SpecificRecord> topic, String key, byte @Nullable [] value) {
        try {
            acknowledged.send(new ProducerRecord<>(topic.name(), key, value)).get();
        } catch (ExecutionException e) {
            throw new SegueException(
                    ErrorCode.BROKER_UNAVAILABLE, "The broker did not take it: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SegueException(ErrorCode.OVERLOADED, "Interrupted while waiting for the broker", e);
        }
    }

    @Override
    public void close() {
        acknowledged.close(CLOSE_PATIENCE);
        served.close(CLOSE_PATIENCE);
    }
}
