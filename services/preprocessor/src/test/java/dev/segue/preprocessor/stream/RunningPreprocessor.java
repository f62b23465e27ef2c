package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Eventually.eventually;
import static dev.segue.testkit.Eventually.eventuallyPasses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.TrackAliases;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.testkit.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// An instance of the preprocessor in this process, without HTTP.
final class RunningPreprocessor implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(4);
    static final NeighbourRules RULES = new NeighbourRules(10, 20, 1);
    static final PlaylistSettings SETTINGS = new PlaylistSettings(
            new Filters(15, UnknownSaves.KEEP, 3, 100),
            RULES,
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            Duration.ofMillis(200));

    /// Who ended without a word is missed soon: as soon as a broker allows, and his transactions too.
    static final Map<String, String> IMPATIENT = Map.of(
            "main.consumer.session.timeout.ms", "6000",
            "main.consumer.heartbeat.interval.ms", "1500",
            "producer.transaction.timeout.ms", "5000");

    private final CountedCorpus corpus;
    private final Identity identity = new Identity(new TrackAliases());
    private final PlaylistStreams streams;
    private final CommittedStatistics statistics;
    private final Backlog backlog;

    /// How it differs from the usual: standbys, partitions, settings of Kafka's clients.
    record Options(int standbys, Partitions partitions, Map<String, String> client) {

        static final Options USUAL = new Options(0, Partitions.OF_TOPICS, IMPATIENT);

        Options with(int copies) {
            return new Options(copies, partitions, client);
        }

        Options with(Partitions others) {
            return new Options(standbys, others, client);
        }

        /// @param settings of Kafka's clients, more than the usual
        Options with(Map<String, String> settings) {
            var all = new HashMap<>(client);
            all.putAll(settings);
            return new Options(standbys, partitions, all);
        }
    }

    private RunningPreprocessor(KafkaSettings kafka, Path state, Options options) {
        corpus = options.partitions().corpus(RULES);
        streams = new PlaylistStreams(
                kafka,
                SETTINGS,
                new StreamsSettings(state, 2, options.standbys(), Duration.ofMillis(100)),
                options.partitions(),
                corpus,
                identity,
                InstantSource.system());
        statistics = new CommittedStatistics(kafka);
        backlog = new Backlog(kafka, options.partitions());
    }

    static RunningPreprocessor start(Broker broker, Path state) {
        return start(broker, state, Options.USUAL);
    }

    /// Starts one and waits until it runs, or has given up.
    static RunningPreprocessor start(Broker broker, Path state, Options options) {
        var kafka = new KafkaSettings(broker.bootstrapServers(), Optional.empty(), options.client());
        var started = new RunningPreprocessor(kafka, state, options);
        try {
            started.statistics.start();
            started.streams.start((running, now) -> {});
            eventually(
                    "the streams to run",
                    PATIENCE,
                    () -> started.streams.state().equals("RUNNING") || started.streams.hasGivenUp());
            return started;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    CountedCorpus corpus() {
        return corpus;
    }

    CommittedStatistics statistics() {
        return statistics;
    }

    PlaylistStreams streams() {
        return streams;
    }

    /// Waits until every snapshot is counted and every change of this instance published; readers see it with the next
    /// commit.
    void awaitIdle() {
        eventuallyPasses(PATIENCE, () -> assertThat(left()).isEqualTo(new Left(true, 0, 0, 0, 0, 0, 0)));
    }

    private Left left() {
        return new Left(
                statistics.isCaughtUp(),
                backlog.snapshots(statistics.total().inputOffsets()),
                backlog.aliases(streams.aliasPosition()),
                identity.tasksBehind(),
                backlog.playlists(streams.position()),
                backlog.edits(),
                corpus.pending());
    }

    private record Left(
            boolean known, long snapshots, long aliases, int tasks, long playlists, long edits, int neighbours) {}

    /// Leaves what is being done to be done again.
    void stopAbruptly() {
        streams.close(Duration.ZERO);
    }

    @Override
    public void close() {
        streams.close();
        statistics.close();
        backlog.close();
    }
}
