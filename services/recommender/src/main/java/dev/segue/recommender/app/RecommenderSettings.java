package dev.segue.recommender.app;

import dev.segue.platform.KafkaSettings;
import dev.segue.recommender.door.DoorSettings;
import dev.segue.recommender.door.Guest;
import dev.segue.recommender.serving.LiveSettings;
import java.nio.file.Path;

/// The recommender's settings, checked.
///
/// @param artefacts root of the artefact store
record RecommenderSettings(KafkaSettings kafka, Path artefacts, LiveSettings live, DoorSettings door) {

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
                        own.concurrency().orElse(processors),
                        own.patience(),
                        own.queueing(),
                        own.trialFloor(),
                        own.secondStage(),
                        own.servedLog(),
                        own.acknowledgement()),
                new DoorSettings(
                        own.keys().entrySet().stream()
                                .map(key -> new Guest(
                                        key.getKey(),
                                        key.getValue().sha256(),
                                        key.getValue().requestsPerSecond(),
                                        key.getValue()
                                                .burst()
                                                .orElse(2 * key.getValue().requestsPerSecond()),
                                        key.getValue().admin()))
                                .toList(),
                        own.anonymous(),
                        own.underWay(),
                        own.deadline()));
    }
}
