package dev.segue.preprocessor.app;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.stream.PlaylistSettings;
import java.nio.file.Path;
import java.time.Duration;

/// The validated configuration of the preprocessor.
///
/// @param patience of one attempt to reach Kafka
/// @param threads stream threads, 1 to 64
/// @param commitInterval 10 ms to 10 s; the transactions' timeout is 60 s
record PreprocessorConfig(
        KafkaSettings kafka,
        Duration patience,
        Path stateDirectory,
        PlaylistSettings playlists,
        int threads,
        Duration commitInterval) {

    private static final Duration SHORTEST_COMMIT = Duration.ofMillis(10);
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(10);

    PreprocessorConfig {
        if (threads < 1 || threads > 64) {
            throw refused("threads", "1 to 64", threads);
        }
        if (commitInterval.compareTo(SHORTEST_COMMIT) < 0 || commitInterval.compareTo(LONGEST_COMMIT) > 0) {
            throw refused("commit-interval", "PT0.01S to PT10S", commitInterval);
        }
    }

    /// @throws SegueException `INVALID_CONFIGURATION`, with key, expectation and value
    static PreprocessorConfig of(KafkaMapping kafka, StateMapping state, PreprocessorMapping own) {
        return new PreprocessorConfig(
                new KafkaSettings(kafka.bootstrapServers(), kafka.replicationFactor(), kafka.client()),
                kafka.patience(),
                state.directory(),
                new PlaylistSettings(
                        new Filters(own.minimumSaves(), own.unknownSaves(), own.minimumTracks(), own.maximumTracks()),
                        new NeighbourRules(own.window(), own.neighbours(), own.minimumPlaylists()),
                        own.publishingInterval(),
                        own.publishingBudget(),
                        own.statisticsInterval()),
                own.threads(),
                own.commitInterval());
    }

    private static SegueException refused(String key, String expected, Object got) {
        return new SegueException(
                ErrorCode.INVALID_CONFIGURATION,
                "segue.preprocessor." + key + ": expected " + expected + ", got " + got);
    }
}
