package dev.segue.crawler.app;

import dev.segue.crawler.crawling.CrawlMeters;
import dev.segue.crawler.crawling.LiveCrawls;
import dev.segue.crawler.frontier.Frontier;
import dev.segue.crawler.importing.ImportMeters;
import dev.segue.crawler.importing.ImportQueue;
import dev.segue.crawler.importing.WatchedFolders;
import dev.segue.crawler.publishing.Publishers;
import dev.segue.crawler.source.file.FileSearch;
import dev.segue.crawler.source.file.FileSources;
import dev.segue.crawler.upstream.UpstreamClient;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.ReadinessGate;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
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
    LiveSettings liveSettings(CrawlerConfig config, CrawlerSettings settings) {
        return LiveSettings.of(config.live(), settings.limits().maxRecordBytes(), CodeVersion.current());
    }

    @Produces
    @Singleton
    LiveCrawls liveCrawls(
            KafkaSettings kafka,
            LiveSettings live,
            CrawlerSettings settings,
            Publishers publishers,
            MeterRegistry registry,
            Vertx vertx) {
        var meters = new CrawlMeters(registry);
        var client = new UpstreamClient(vertx, live.userAgent(), live.limits(), live.trusted());
        return new LiveCrawls(
                kafka,
                live.sources(),
                "crawler-" + UUID.randomUUID().toString().substring(0, 8),
                live.session(),
                new UpstreamSources(live, settings.playlistLimit(), client, meters),
                publishers,
                meters,
                InstantSource.system(),
                new SecureRandom());
    }

    @Produces
    @Singleton
    Frontier frontier() {
        return new Frontier();
    }

    @Produces
    @Singleton
    WatchedFolders watchedFolders(CrawlerConfig config, ImportQueue imports) {
        var folders = config.imports().watched().orElse(List.of());
        folders.forEach(folder -> {
            if (!folder.isAbsolute()) {
                throw new SegueException(
                        ErrorCode.INVALID_CONFIGURATION,
                        "segue.crawler.imports.watched: expected absolute paths, got " + folder);
            }
        });
        return new WatchedFolders(folders, config.imports().watchEvery(), imports);
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
