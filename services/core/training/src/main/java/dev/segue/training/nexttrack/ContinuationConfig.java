package dev.segue.training.nexttrack;

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

    @Override
    default int epochs() {
        return vectorEpochs() + networkEpochs();
    }
}
