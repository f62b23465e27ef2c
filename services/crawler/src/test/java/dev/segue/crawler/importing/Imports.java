package dev.segue.crawler.importing;

import dev.segue.crawler.frontier.Frontier;
import dev.segue.crawler.publishing.Publishers;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.file.FileSearch;
import dev.segue.crawler.source.file.FileSources;
import dev.segue.platform.KafkaSettings;
import dev.segue.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// The import half of a crawler, as a process would have it: it restores the frontier and goes on with what is there.
final class Imports implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MEBIBYTE = 1 << 20;

    private final Frontier frontier = new Frontier();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger ids = new AtomicInteger();
    private final Publishers publishers;
    private final ImportQueue queue;

    private Imports(Path spill, String name, int checkpointRecords, Supplier<Producer<String, byte[]>> producers) {
        InstantSource clock = InstantSource.system();
        this.publishers = new Publishers(producers, MEBIBYTE);
        this.queue = new ImportQueue(
                new FileSearch(List.of()),
                new FileSources(clock, new PlaylistLimit(8 * MEBIBYTE, 64 * MEBIBYTE), spill, MEBIBYTE),
                frontier,
                publishers,
                new ImportMeters(meters),
                clock,
                () -> name + "-" + ids.incrementAndGet(),
                new ImportQueue.Limits(checkpointRecords, 8 * MEBIBYTE, 10, 100));
    }

    /// @param name of this process; its imports are called `<name>-1` and on
    static Imports on(String bootstrapServers, Path spill, String name, int checkpointRecords)
            throws InterruptedException {
        var kafka = new KafkaSettings(bootstrapServers, Optional.empty(), Map.of());
        var imports = new Imports(
                spill,
                name,
                checkpointRecords,
                () -> new KafkaProducer<>(kafka.producer(name), new StringSerializer(), new ByteArraySerializer()));
        imports.frontier.restore(kafka, PATIENCE);
        imports.queue.start();
        return imports;
    }

    /// Without a broker: an empty frontier, and these producers one after the other.
    static Imports with(Path spill, Supplier<Producer<String, byte[]>> producers) {
        var imports = new Imports(spill, "test", 2, producers);
        imports.queue.start();
        return imports;
    }

    ImportQueue queue() {
        return queue;
    }

    ImportReport run(Path path) throws InterruptedException {
        return await(queue.submit(path.toString(), null).importId());
    }

    ImportReport await(String importId) {
        Eventually.eventually(
                "import " + importId + " to end",
                PATIENCE,
                () -> queue.report(importId).orElseThrow().state().isEnd());
        return queue.report(importId).orElseThrow();
    }

    double counted(String meter) {
        return meters.get(meter).counter().count();
    }

    int entries() {
        return frontier.size();
    }

    @Override
    public void close() throws InterruptedException {
        queue.close();
        publishers.close();
    }
}
