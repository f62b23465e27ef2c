package dev.segue.benchmarks.counting;

import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/// The [NaiveCount] with the settings of the preprocessor. Says `ready`, and when all that was there to be read is
/// counted and committed `counted` with the milliseconds of the clock.
///
/// Arguments: bootstrap servers, state folder.
public final class NaiveWorker {

    private static final Duration PAUSE = Duration.ofMillis(100);
    /// Ends of transactions after the last record of a partition.
    private static final long MARKERS = 4;

    private NaiveWorker() {}

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        var kafka = new KafkaSettings(arguments[0], Optional.empty(), Map.of());
        var properties = kafka.streams(NaiveCount.APPLICATION_ID, Path.of(arguments[1]), 2, Duration.ofSeconds(1));
        properties.put("ensure.explicit.internal.resource.naming", false);
        try (var streams = new KafkaStreams(NaiveCount.build(), properties);
                var admin = Admin.create(kafka.admin("naive-watch"))) {
            var ready = new CountDownLatch(1);
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    ready.countDown();
                }
            });
            streams.start();
            ready.await();
            System.out.println("ready");
            while (!isDone(admin)) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            System.out.println("counted " + InstantSource.system().millis());
            new CountDownLatch(1).await();
        }
    }

    /// All inputs of both halves are committed up to their ends. The offsets are read before the ends: where the first
    /// half has committed its last input, all that it wrote is before the ends.
    private static boolean isDone(Admin admin) throws InterruptedException, ExecutionException {
        var committed = admin.listConsumerGroupOffsets(NaiveCount.APPLICATION_ID)
                .partitionsToOffsetAndMetadata()
                .get();
        if (committed.size() < 2 * Topics.PLAYLIST_SNAPSHOTS.partitions()) {
            return false;
        }
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        committed.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return admin
                .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .entrySet()
                .stream()
                .allMatch(end -> committed.get(end.getKey()) != null
                        && end.getValue().offset() - committed.get(end.getKey()).offset() <= MARKERS);
    }
}
