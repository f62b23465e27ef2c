package dev.segue.crawler.app;

import dev.segue.crawler.crawling.LiveCrawls;
import dev.segue.crawler.frontier.Frontier;
import dev.segue.crawler.importing.ImportQueue;
import dev.segue.crawler.importing.WatchedFolders;
import dev.segue.crawler.publishing.Publishers;
import dev.segue.domain.SegueException;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.ReadinessGate;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The crawler's life: wait for the topics, read the frontier, go on with what was interrupted, be ready; at the end
/// be not ready first, then stop. HTTP answers all the while.
@Singleton
final class Crawler {

    private static final Logger LOG = LoggerFactory.getLogger(Crawler.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaSettings kafka;
    private final Duration patience;
    private final CrawlerSettings settings;
    private final Frontier frontier;
    private final ImportQueue imports;
    private final WatchedFolders watched;
    private final LiveCrawls crawls;
    private final LiveSettings live;
    private final Publishers publishers;
    private final ReadinessGate gate;
    private final Thread starter = Thread.ofVirtual().name("crawler-start").unstarted(this::start);

    Crawler(
            KafkaSettings kafka,
            KafkaConfig kafkaConfig,
            CrawlerSettings settings,
            Frontier frontier,
            ImportQueue imports,
            WatchedFolders watched,
            LiveCrawls crawls,
            LiveSettings live,
            Publishers publishers,
            ReadinessGate gate) {
        this.kafka = kafka;
        this.patience = kafkaConfig.patience();
        this.settings = settings;
        this.frontier = frontier;
        this.imports = imports;
        this.watched = watched;
        this.crawls = crawls;
        this.live = live;
        this.publishers = publishers;
        this.gate = gate;
    }

    void onStart(@Observes StartupEvent event) throws IOException {
        LOG.info("Crawler {} with {}, {} and {}", CodeVersion.current(), kafka, settings, live);
        if (live.sources().isEmpty()) {
            LOG.info("No live source is crawled: segue.crawler.live.contact is not set, or none is switched on");
        }
        emptySpillFolder();
        starter.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        gate.unmet(Wiring.FRONTIER, "stopping");
        starter.interrupt();
        starter.join();
        watched.close();
        imports.close();
        crawls.close();
        publishers.close();
    }

    private void start() {
        try {
            while (true) {
                try {
                    kafka.awaitTopics("crawler-start", patience);
                    gate.met(Wiring.TOPICS);
                    frontier.restore(kafka, patience);
                    imports.start();
                    watched.start();
                    crawls.start();
                    LOG.info("Read the frontier: {} entries", frontier.size());
                    gate.met(Wiring.FRONTIER);
                    return;
                } catch (SegueException e) {
                    LOG.warn("Not ready yet: {}", e.getMessage());
                    gate.unmet(Wiring.TOPICS, String.valueOf(e.getMessage()));
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            LOG.info("Stopped before it was ready");
        }
    }

    /// Runs that an interrupted sort left behind are of no use to the next one.
    private void emptySpillFolder() throws IOException {
        if (!Files.isDirectory(settings.spillFolder())) {
            return;
        }
        try (Stream<Path> runs = Files.list(settings.spillFolder())) {
            for (Path run : runs.toList()) {
                Files.deleteIfExists(run);
            }
        }
    }
}
