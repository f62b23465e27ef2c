package dev.segue.trainer.app;

import dev.segue.platform.ArtefactStore;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.ReadinessGate;
import dev.segue.trainer.work.Trainer;
import dev.segue.trainer.work.TrainerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the trainer is put together. When it cannot go on the process ends, for whoever watches it to start it again.
@Singleton
final class Wiring {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final String NATIVE_LIBRARIES = "org.bytedeco.javacpp.cachedir";
    private static final int FAILED = 1;

    @Produces
    @Singleton
    TrainerConfig config(KafkaMapping kafka, ArtefactsMapping artefacts, StateMapping state, TrainerMapping trainer) {
        return TrainerConfig.of(
                kafka, artefacts, state, trainer, Runtime.getRuntime().availableProcessors());
    }

    @Produces
    @Singleton
    ReadinessGate gate() {
        return new ReadinessGate(Trainer.TOPICS, Trainer.PLAYLISTS);
    }

    @Produces
    @Singleton
    Trainer trainer(TrainerConfig config, ReadinessGate gate, MeterRegistry meters) {
        // BLAS is unpacked where the service may write, not into a home directory it may not have.
        System.setProperty(
                NATIVE_LIBRARIES,
                config.stateDirectory().resolve("native").toAbsolutePath().toString());
        return new Trainer(
                config.kafka(),
                new ArtefactStore(config.artefactsRoot()),
                config.trainer(),
                InstantSource.system(),
                gate,
                new TrainerMetrics(meters),
                cause -> Quarkus.asyncExit(FAILED));
    }

    void start(@Observes StartupEvent event, TrainerConfig config, Trainer trainer) {
        LOG.info("Trainer {} with {}", CodeVersion.current(), config);
        trainer.start();
    }

    void stop(@Observes ShutdownEvent event, Trainer trainer) {
        trainer.close();
    }
}
