package dev.segue.preprocessor.app;

import dev.segue.corpus.TrackAliases;
import dev.segue.platform.ReadinessGate;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.stream.Backlog;
import dev.segue.preprocessor.stream.CommittedStatistics;
import dev.segue.preprocessor.stream.CorpusFiguresPublisher;
import dev.segue.preprocessor.stream.Identity;
import dev.segue.preprocessor.stream.Partitions;
import dev.segue.preprocessor.stream.PlaylistStreams;
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
    CountedCorpus countedCorpus(PreprocessorConfig config) {
        return Partitions.OF_TOPICS.corpus(config.playlists().neighbours());
    }

    @Produces
    @Singleton
    Identity identity() {
        return new Identity(new TrackAliases());
    }

    @Produces
    @Singleton
    PlaylistStreams playlistStreams(PreprocessorConfig config, CountedCorpus corpus, Identity identity) {
        return new PlaylistStreams(
                config.kafka(),
                config.playlists(),
                config.streams(),
                Partitions.OF_TOPICS,
                corpus,
                identity,
                InstantSource.system());
    }

    @Produces
    @Singleton
    CommittedStatistics committedStatistics(PreprocessorConfig config, CountedCorpus corpus, MeterRegistry meters) {
        var statistics = new CommittedStatistics(config.kafka());
        PreprocessorMeters.bind(statistics, corpus, meters);
        return statistics;
    }

    @Produces
    @Singleton
    CorpusFiguresPublisher corpusFigures(PreprocessorConfig config, CountedCorpus corpus) {
        return new CorpusFiguresPublisher(corpus, config.playlists(), config.kafka(), CorpusFiguresPublisher.INTERVAL);
    }

    @Produces
    @Singleton
    Backlog backlog(PreprocessorConfig config) {
        return new Backlog(config.kafka(), Partitions.OF_TOPICS);
    }

    void close(@Disposes Backlog backlog) {
        backlog.close();
    }
}
