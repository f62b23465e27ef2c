package dev.segue.trainer.work;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.Digests;
import dev.segue.training.ModelConfig;
import dev.segue.training.ranking.RankerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// When the trainer trains, and how.
///
/// @param minPlaylists playlists to wait for before the first training, at least 1
/// @param settleTime how long no playlist may have changed, with nothing left to read, before a training begins
/// @param retrainShare changed playlists since the last model, as a share of those it was trained on, that make the
///     next one due; above 0
/// @param threads of the training, at least 1; of no influence on the model
/// @param patience of one attempt to reach Kafka
/// @param model that is trained unless another is asked for; of influence on the model, all of it
/// @param secondStage how the second stage of every model is fitted; empty to leave it out
/// @param workingFolder what is here may be lost
public record TrainerSettings(
        int minPlaylists,
        Duration settleTime,
        double retrainShare,
        int threads,
        Duration patience,
        ModelConfig model,
        Optional<RankerConfig> secondStage,
        Path workingFolder) {

    /// Refuses what cannot be meant.
    ///
    /// @throws SegueException with `INVALID_CONFIGURATION`: key, expected, got
    public TrainerSettings {
        if (minPlaylists < 1) {
            throw refused("segue.trainer.min-playlists", "at least 1", minPlaylists);
        }
        if (settleTime.isNegative()) {
            throw refused("segue.trainer.settle-time", "a duration from 0", settleTime);
        }
        // Written so that NaN fails it as well.
        if (!(retrainShare > 0)) {
            throw refused("segue.trainer.retrain-share", "a number above 0", retrainShare);
        }
        if (threads < 1 || threads > 1024) {
            throw refused("segue.trainer.threads", "1 to 1024", threads);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw refused("segue.kafka.patience", "a duration above 0", patience);
        }
    }

    /// SHA-256 of what influences the model, but its seed.
    public String configurationHash() {
        return configurationHash(model);
    }

    /// The same of another model.
    String configurationHash(ModelConfig other) {
        return Digests.sha256(other.canonicalText()
                + secondStage.map(ranker -> "\n" + ranker.canonicalText()).orElse(""));
    }

    private static SegueException refused(String key, String expected, Object got) {
        return new SegueException(ErrorCode.INVALID_CONFIGURATION, key + ": expected " + expected + ", got " + got);
    }
}
