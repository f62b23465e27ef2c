package dev.segue.preprocessor.stream;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/// The clients of Kafka Streams. A producer that does not get to know how its transaction ended says that it was
/// fenced: then the thread drops all its tasks, which begin anew where the last transaction left them.
///
/// For a timeout alone Kafka Streams rebuilds only those tasks of the thread that have read a record since they began,
/// though the transaction it aborts was one of all of them. Whatever the others had published there, at their
/// punctuations, they would think told; and no one would ever be told.
public class SelfFencingClients implements KafkaClientSupplier {

    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        return Admin.create(settings);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new SelfFencingProducer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return consumer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return consumer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return consumer(settings);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static class SelfFencingProducer extends KafkaProducer<byte[], byte[]> {

        SelfFencingProducer(Map<String, Object> settings) {
            super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public final void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            known(() -> super.sendOffsetsToTransaction(offsets, group));
        }

        @Override
        public final void commitTransaction() {
            known(this::endTransaction);
        }

        /// Asks the broker to commit.
        void endTransaction() {
            super.commitTransaction();
        }

        private static void known(Runnable step) {
            try {
                step.run();
            } catch (TimeoutException e) {
                throw new ProducerFencedException("The end of the transaction is not known: " + e.getMessage());
            }
        }
    }
}
