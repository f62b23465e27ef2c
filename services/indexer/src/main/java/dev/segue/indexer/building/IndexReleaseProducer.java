package dev.segue.indexer.building;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.IndexRelease;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// Announces and withdraws indexes, each time waiting until the broker has it.
final class IndexReleaseProducer implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final KafkaProducer<String, IndexRelease> producer;

    IndexReleaseProducer(KafkaSettings kafka) {
        producer = new KafkaProducer<>(
                kafka.producer("indexer-releases"),
                new StringSerializer(),
                AvroSerde.of(Topics.INDEX_RELEASES).serializer());
    }

    void announce(IndexRelease release) throws InterruptedException {
        send(release.getIndexId(), release);
    }

    void withdraw(String indexId) throws InterruptedException {
        send(indexId, null);
    }

    private void send(String indexId, @Nullable IndexRelease release) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(Topics.INDEX_RELEASES.name(), indexId, release))
                    .get();
        } catch (ExecutionException e) {
            throw new SegueException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Index " + indexId + " could not be " + (release == null ? "withdrawn" : "announced") + ": "
                            + e.getCause(),
                    e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_PATIENCE);
    }
}
