package dev.segue.preprocessor.app;

import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.stream.PlaylistSettings;
import dev.segue.preprocessor.stream.StreamsSettings;
import java.time.Duration;

/// The validated configuration of the preprocessor.
///
/// @param patience of one attempt to reach Kafka
record PreprocessorConfig(KafkaSettings kafka, Duration patience, PlaylistSettings playlists, StreamsSettings streams) {

    /// @throws SegueException `INVALID_CONFIGURATION`, with key, expectation and value
    static PreprocessorConfig of(KafkaMapping kafka, StateMapping state, PreprocessorMapping own) {
        return new PreprocessorConfig(
                new KafkaSettings(kafka.bootstrapServers(), kafka.replicationFactor(), kafka.client()),
                kafka.patience(),
                new PlaylistSettings(
                        new Filters(own.minimumSaves(), own.unknownSaves(), own.minimumTracks(), own.maximumTracks()),
                        new NeighbourRules(own.window(), own.neighbours(), own.minimumPlaylists()),
                        own.publishingInterval(),
                        own.publishingBudget(),
                        own.statisticsInterval()),
                new StreamsSettings(state.directory(), own.threads(), own.standbys(), own.commitInterval()));
    }
}
