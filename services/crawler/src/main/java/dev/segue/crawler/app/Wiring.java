package dev.segue.crawler.app;

import dev.segue.crawler.frontier.Frontier;
import dev.segue.crawler.importing.ImportMeters;
import dev.segue.crawler.importing.ImportQueue;
import dev.segue.crawler.publishing.Publishers;
import dev.segue.crawler.source.file.FileSearch;
import dev.segue.crawler.source.file.FileSources;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.ReadinessGate;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Who gets what in the crawler.
final class Wiring {

    static final String TOPICS = "topics";
    static final String FRONTIER = "frontier";

    @Produces
    @Singleton
    ReadinessGate readinessGate() {
        return new ReadinessGate(TOPICS, FRONTIER);
    }

    @Produces
    @Singleton
    KafkaSettings kafkaSettings(KafkaConfig config) {
        return config.settings();
    }

    @Produces
    @Singleton
    CrawlerSettings crawlerSettings(CrawlerConfig config, StateConfig state) {
        return CrawlerSettings.of(config, state, Runtime.getRuntime().maxMemory());
    }

    @Produces
    @Singleton
    Publishers publishers(KafkaSettings kafka, CrawlerSettings settings) {
        var count = new AtomicLong();
        return new Publishers(
                () -> new KafkaProducer<>(
                        kafka.producer("crawler-" + count.incrementAndGet()),
                        new StringSerializer(),
                        new ByteArraySerializer()),
                settings.inFlightBytes());
    }

    @Produces
    @Singleton
    Frontier frontier() {
        return new Frontier();
    }

    @Produces
    @Singleton
    ImportQueue importQueue(
            CrawlerSettings settings, Frontier frontier, Publishers publishers, MeterRegistry registry) {
        var clock = InstantSource.system();
        return new ImportQueue(
                new FileSearch(settings.importRoots()),
                new FileSources(clock, settings.playlistLimit(), settings.spillFolder(), settings.sortMemoryBytes()),
                frontier,
                publishers,
                new ImportMeters(registry),
                clock,
                () -> UUID.randomUUID().toString(),
                settings.limits());
    }
}
