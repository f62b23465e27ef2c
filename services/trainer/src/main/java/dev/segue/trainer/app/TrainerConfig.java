package dev.segue.trainer.app;

import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.trainer.work.TrainerSettings;
import dev.segue.training.ModelConfig;
import dev.segue.training.experiment.TrackModels;
import dev.segue.training.ranking.RankerConfig;
import dev.segue.training.text.TextConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The validated configuration of the trainer.
///
/// @param artefactsRoot of the artefact store
/// @param stateDirectory may be lost
record TrainerConfig(KafkaSettings kafka, Path artefactsRoot, Path stateDirectory, TrainerSettings trainer) {

    private static final String MODEL_NAME = "name";
    private static final String SENTENCES = "sentences";

    /// Validates what was written.
    ///
    /// @param processors of this machine
    /// @throws dev.segue.domain.SegueException `INVALID_CONFIGURATION`, with key, expectation and value
    static TrainerConfig of(
            KafkaMapping kafka, ArtefactsMapping artefacts, StateMapping state, TrainerMapping own, int processors) {
        return new TrainerConfig(
                new KafkaSettings(kafka.bootstrapServers(), kafka.replicationFactor(), kafka.client()),
                artefacts.root(),
                state.directory(),
                new TrainerSettings(
                        own.minPlaylists(),
                        own.settleTime(),
                        own.retrainShare(),
                        own.threads().orElse(processors),
                        kafka.patience(),
                        model(own.model()),
                        own.secondStage() ? Optional.of(RankerConfig.DEFAULTS) : Optional.empty(),
                        state.directory()));
    }

    private static ModelConfig model(Map<String, String> written) {
        var settings = new HashMap<String, String>();
        // An environment variable does not tell a hyphen from a dot: BATCH_TRACKS arrives as batch.tracks.
        written.forEach((key, value) -> settings.put(key.replace('.', '-'), value));
        String name = settings.remove(MODEL_NAME);
        if (name == null) {
            // The sentence encoder's jar is no part of the service.
            settings.putIfAbsent(SENTENCES, "false");
        }
        try {
            return TrackModels.config(name == null ? TextConfig.NAME : name, settings);
        } catch (SegueException e) {
            throw new SegueException(e.code(), "segue.trainer.model: " + e.getMessage(), e);
        }
    }
}
