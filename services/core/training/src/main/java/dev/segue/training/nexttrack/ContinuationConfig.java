package dev.segue.training.nexttrack;

import static dev.segue.training.Settings.within;

import dev.segue.training.ModelConfig;

/// How a network that continues playlists is trained, whatever the network: see [NextTrackConfig] for what each means.
public sealed interface ContinuationConfig extends ModelConfig permits NextTrackConfig, AggregatorConfig {

    int seeds();

    int targets();

    double temperature();

    int candidates();

    int vectorEpochs();

    int networkEpochs();

    int batchExamples();

    /// Refuses what no network can be trained with.
    ///
    /// @param what the model's name at the beginning of a sentence
    /// @throws dev.segue.domain.SegueException with `INVALID_CONFIGURATION`: which, expected, got
    static void check(
            String what,
            int dimension,
            int hidden,
            int seeds,
            int targets,
            double temperature,
            int candidates,
            int minPlaylists,
            int vectorEpochs,
            int networkEpochs,
            int batchExamples,
            double learningRate,
            double weightDecay) {
        within(what + " dimension", dimension, 2, 4096);
        within(what + " hidden", hidden, 1, 8192);
        within(what + " seeds", seeds, 1, 1000);
        within(what + " targets", targets, 1, 100);
        within(what + " temperature", temperature, 0.02, 10);
        within(what + " candidates", candidates, 16, Integer.MAX_VALUE);
        within(what + " minimum playlists", minPlaylists, 1, Integer.MAX_VALUE);
        within(what + " vector epochs", vectorEpochs, 1, 10_000);
        within(what + " network epochs", networkEpochs, 1, 10_000);
        within(what + " batch examples", batchExamples, 1, 65_536);
        within(what + " learning rate", learningRate, Double.MIN_NORMAL, Float.MAX_VALUE);
        within(what + " weight decay", weightDecay, 0, 1);
    }

    @Override
    default int epochs() {
        return vectorEpochs() + networkEpochs();
    }
}
