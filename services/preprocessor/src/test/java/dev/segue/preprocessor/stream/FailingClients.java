package dev.segue.preprocessor.stream;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/// The preprocessor's clients with a broker that now and then does not answer in time.
final class FailingClients {

    /// Failures after which all goes well.
    static final int MOST = 6;

    private FailingClients() {}

    /// Every so many-th of these, until [#MOST] have failed.
    private static boolean isDue(AtomicInteger done, int every, AtomicInteger failures) {
        return done.incrementAndGet() % every == 0 && failures.get() < MOST && failures.incrementAndGet() > 0;
    }

    /// Commits without an answer.
    public static final class OfCommits extends SelfFencingClients {

        static final AtomicInteger FAILURES = new AtomicInteger();

        private static final AtomicInteger COMMITS = new AtomicInteger();

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
            return new SelfFencingProducer(settings) {
                @Override
                void endTransaction() {
                    if (isDue(COMMITS, 3, FAILURES)) {
                        throw new TimeoutException("not answered, as the test wants it");
                    }
                    super.endTransaction();
                }
            };
        }
    }

    /// Records that are not acknowledged, after which the producer can only abort its transaction. Kafka Streams takes
    /// the task for corrupted and throws its state away; the thread cannot commit the work of the others and is
    /// replaced.
    public static final class OfRecords extends SelfFencingClients {

        static final AtomicInteger FAILURES = new AtomicInteger();

        private static final AtomicInteger RECORDS = new AtomicInteger();

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
            return new SelfFencingProducer(settings) {

                private volatile boolean failed;

                @Override
                public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
                    if (isDue(RECORDS, 150, FAILURES)) {
                        failed = true;
                        var timeout = new TimeoutException("not acknowledged, as the test wants it");
                        callback.onCompletion(null, timeout);
                        return CompletableFuture.failedFuture(timeout);
                    }
                    return super.send(record, callback);
                }

                @Override
                void endTransaction() {
                    if (failed) {
                        throw new KafkaException("a record of the transaction was not acknowledged");
                    }
                    super.endTransaction();
                }

                @Override
                public void abortTransaction() {
                    failed = false;
                    super.abortTransaction();
                }
            };
        }
    }
}
