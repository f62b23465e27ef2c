package dev.segue.trainer.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
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

    Model model();

    /// What influences the model.
    interface Model {

        @WithDefault("128")
        int dimension();

        @WithDefault("0.07")
        double temperature();

        @WithDefault("0.5")
        double uniformityWeight();

        /// Most neighbours of one track that pull at it.
        @WithDefault("500")
        int hubCap();

        /// Places within which tracks are neighbours; 0 for the whole playlist.
        @WithDefault("10")
        int window();

        /// Playlists a track must be in to get a vector.
        @WithDefault("2")
        int minPlaylists();

        @WithDefault("5")
        int epochs();

        /// Most different tracks in a batch.
        @WithDefault("1024")
        int batchTracks();

        /// Consecutive tracks taken from a playlist at a time.
        @WithDefault("32")
        int segment();

        @WithDefault("0.03")
        double learningRate();

        @WithDefault("0")
        double weightDecay();

        @WithDefault("42")
        long seed();
    }
}
