package dev.segue.trainer.app;

import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.trainer.work.TrainerSettings;
import dev.segue.training.InfoNceConfig;
import java.nio.file.Path;

/// The validated configuration of the trainer.
///
/// @param artefactsRoot of the artefact store
/// @param stateDirectory may be lost
record TrainerConfig(KafkaSettings kafka, Path artefactsRoot, Path stateDirectory, TrainerSettings trainer) {

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
                        model(own.model())));
    }

    private static InfoNceConfig model(TrainerMapping.Model model) {
        try {
            return new InfoNceConfig(
                    model.dimension(),
                    model.temperature(),
                    model.uniformityWeight(),
                    model.hubCap(),
                    model.window(),
                    model.minPlaylists(),
                    model.epochs(),
                    model.batchTracks(),
                    model.segment(),
                    model.learningRate(),
                    model.weightDecay(),
                    model.seed());
        } catch (SegueException e) {
            throw new SegueException(e.code(), "segue.trainer.model: " + e.getMessage(), e);
        }
    }
}
