package dev.segue.trainer.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/// When the trainer trains and how, as it is written; [TrainerConfig] is what became of it.
@ConfigMapping(prefix = "segue.trainer")
interface TrainerMapping {

    /// Playlists to wait for before the first training.
    @WithDefault("100")
    int minPlaylists();

    /// How long no playlist may have changed before a training begins.
    @WithDefault("3s")
    Duration settleTime();

    /// Share of changed playlists that makes the next model due.
    @WithDefault("0.5")
    double retrainShare();

    /// Threads of a training; left out, one for each processor.
    OptionalInt threads();

    /// Whether a model comes with a second stage, where there are enough playlists to fit one.
    @WithDefault("true")
    boolean secondStage();

    /// The model: `name`, `text` without sentences when left out, and any of its settings, for example
    /// `segue.trainer.model.vector-epochs`.
    /// What there is, and the defaults, is said in docs/models.md and by `segue train --list`.
    Map<String, String> model();
}
