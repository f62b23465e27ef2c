package dev.segue.preprocessor.app;

import dev.segue.domain.SegueException;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.ReadinessGate;
import dev.segue.preprocessor.stream.CommittedStatistics;
import dev.segue.preprocessor.stream.CorpusFiguresPublisher;
import dev.segue.preprocessor.stream.PlaylistStreams;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The preprocessor's life: wait for the topics, start the streams, be ready while they run; at the end be not ready
/// first, then stop. HTTP answers all the while.
@Singleton
final class Preprocessor {

    private static final Logger LOG = LoggerFactory.getLogger(Preprocessor.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final PreprocessorConfig config;
    private final PlaylistStreams streams;
    private final CommittedStatistics statistics;
    private final CorpusFiguresPublisher figures;
    private final ReadinessGate gate;
    private final Thread starter =
            Thread.ofPlatform().name("preprocessor-start").unstarted(this::start);

    Preprocessor(
            PreprocessorConfig config,
            PlaylistStreams streams,
            CommittedStatistics statistics,
            CorpusFiguresPublisher figures,
            ReadinessGate gate) {
        this.config = config;
        this.streams = streams;
        this.statistics = statistics;
        this.figures = figures;
        this.gate = gate;
    }

    void onStart(@Observes StartupEvent event) {
        LOG.info("Preprocessor {} with {}", CodeVersion.current(), config);
        starter.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        gate.unmet(Wiring.STREAMS, "stopping");
        starter.interrupt();
        starter.join();
        figures.close();
        streams.close();
        statistics.close();
    }

    private void start() {
        try {
            awaitTopics();
            statistics.start();
            streams.start(this::onState);
            figures.start();
        } catch (InterruptedException e) {
            LOG.info("Stopped before it was ready");
        } catch (RuntimeException e) {
            LOG.error("The streams cannot start", e);
            gate.unmet(Wiring.STREAMS, String.valueOf(e.getMessage()));
        }
    }

    private void awaitTopics() throws InterruptedException {
        while (true) {
            try {
                config.kafka().awaitTopics("preprocessor-start", config.patience());
                gate.met(Wiring.TOPICS);
                return;
            } catch (SegueException e) {
                LOG.warn("Not ready yet: {}", e.getMessage());
                gate.unmet(Wiring.TOPICS, String.valueOf(e.getMessage()));
                Thread.sleep(PAUSE);
            }
        }
    }

    private void onState(boolean running, String state) {
        if (running) {
            gate.met(Wiring.STREAMS);
        } else {
            gate.unmet(Wiring.STREAMS, state);
        }
    }
}
