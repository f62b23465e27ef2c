package dev.segue.preprocessor.stream;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Ends the JVM at once when the broker has acknowledged so many records of a topic: in the middle of a transaction,
/// because it acknowledges before it commits.
public final class HaltAfterAcknowledged implements ProducerInterceptor<byte[], byte[]> {

    static final String TOPIC = "halt.topic";
    static final String RECORDS = "halt.records";
    static final int EXIT = 137;

    private static final AtomicInteger ACKNOWLEDGED = new AtomicInteger();

    private String topic = "";
    private int records;

    @Override
    public void configure(Map<String, ?> settings) {
        topic = String.valueOf(settings.get(TOPIC));
        records = Integer.parseInt(String.valueOf(settings.get(RECORDS)));
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception failure) {
        if (failure == null && metadata.topic().equals(topic) && ACKNOWLEDGED.incrementAndGet() == records) {
            Runtime.getRuntime().halt(EXIT);
        }
    }

    @Override
    public void close() {}
}
