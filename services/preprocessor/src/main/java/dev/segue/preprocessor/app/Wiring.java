package dev.segue.preprocessor.app;

import dev.segue.platform.ReadinessGate;
import dev.segue.preprocessor.stream.AnchorOwnership;
import dev.segue.preprocessor.stream.Backlog;
import dev.segue.preprocessor.stream.CommittedStatistics;
import dev.segue.preprocessor.stream.LiveAnchors;
import dev.segue.preprocessor.stream.PlaylistStreams;
import dev.segue.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Who gets what in the preprocessor.
final class Wiring {

    static final String TOPICS = "topics";
    static final String STREAMS = "streams";

    @Produces
    @Singleton
    ReadinessGate readinessGate() {
        return new ReadinessGate(TOPICS, STREAMS);
    }

    @Produces
    @Singleton
    PreprocessorConfig config(KafkaMapping kafka, StateMapping state, PreprocessorMapping preprocessor) {
        return PreprocessorConfig.of(kafka, state, preprocessor);
    }

    @Produces
    @Singleton
    LiveAnchors liveAnchors() {
        return new LiveAnchors(new AnchorOwnership(Topics.TRACK_NEIGHBOURS.partitions()));
    }

    @Produces
    @Singleton
    PlaylistStreams playlistStreams(PreprocessorConfig config, LiveAnchors anchors) {
        return new PlaylistStreams(
                config.kafka(),
                config.playlists(),
                config.stateDirectory(),
                config.threads(),
                config.commitInterval(),
                anchors,
                InstantSource.system());
    }

    @Produces
    @Singleton
    CommittedStatistics committedStatistics(PreprocessorConfig config, LiveAnchors anchors, MeterRegistry meters) {
        var statistics = new CommittedStatistics(config.kafka());
        PreprocessorMeters.bind(statistics, anchors, meters);
        return statistics;
    }

    @Produces
    @Singleton
    Backlog backlog(PreprocessorConfig config) {
        return new Backlog(config.kafka());
    }

    void close(@Disposes Backlog backlog) {
        backlog.close();
    }
}
