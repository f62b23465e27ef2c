package dev.segue.indexer.app;

import dev.segue.indexer.building.Indexer;
import dev.segue.indexer.building.IndexerMetrics;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.ReadinessGate;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the indexer is put together. When it cannot go on the process ends, for whoever watches it to start it again.
@Singleton
public final class Wiring {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final int FAILED = 1;

    private final IndexerConfiguration configuration;
    private final MeterRegistry meters;

    public Wiring(IndexerConfiguration configuration, MeterRegistry meters) {
        this.configuration = configuration;
        this.meters = meters;
    }

    @Produces
    @Singleton
    ReadinessGate gate() {
        return new ReadinessGate(Indexer.TOPICS);
    }

    @Produces
    @Singleton
    Indexer indexer(ReadinessGate gate) {
        return new Indexer(
                configuration.kafkaSettings(),
                new ArtefactStore(configuration.artefacts().root()),
                configuration.state().directory(),
                configuration.indexSettings(),
                Clock.systemUTC(),
                gate,
                new IndexerMetrics(meters),
                cause -> Quarkus.asyncExit(FAILED));
    }

    void start(@Observes StartupEvent event, Indexer indexer) {
        LOG.info(
                "Indexer {} starts with {}, {}, artefacts in {}, state in {}",
                CodeVersion.current(),
                configuration.kafkaSettings(),
                configuration.indexSettings(),
                configuration.artefacts().root(),
                configuration.state().directory());
        indexer.start();
    }

    void stop(@Observes ShutdownEvent event, Indexer indexer) {
        indexer.close();
    }
}
