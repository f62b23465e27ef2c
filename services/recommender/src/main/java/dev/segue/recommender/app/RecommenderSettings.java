package dev.segue.recommender.app;

import dev.segue.platform.KafkaSettings;
import dev.segue.recommender.serving.LiveSettings;
import java.nio.file.Path;

/// The recommender's settings, checked.
///
/// @param artefacts root of the artefact store
record RecommenderSettings(KafkaSettings kafka, Path artefacts, LiveSettings live) {

    /// @param processors this machine gives to the process
    static RecommenderSettings of(RecommenderConfig config, int processors) {
        var own = config.recommender();
        return new RecommenderSettings(
                new KafkaSettings(
                        config.kafka().bootstrapServers(),
                        config.kafka().replicationFactor(),
                        config.kafka().client()),
                config.artefacts().root(),
                new LiveSettings(
                        config.state().directory().resolve("recommender"),
                        own.refreshInterval(),
                        own.concurrency().orElse(2 * processors),
                        own.patience(),
                        own.queueing(),
                        own.trialFloor(),
                        own.servedLog(),
                        own.acknowledgement()));
    }
}
