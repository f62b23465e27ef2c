package dev.segue.preprocessor.stream;

import dev.segue.corpus.TrackAliases;
import dev.segue.testkit.Golden;
import org.junit.jupiter.api.Test;

class PlaylistTopologyTest {

    @Test
    void isTheTopologyThatWasAgreedOn() {
        // Given
        var settings = PreprocessorHarness.settings(PreprocessorHarness.FILTERS, PreprocessorHarness.RULES);

        // When
        var partitions = new Partitions(4, 4);
        var topology = PreprocessorHarness.topology(
                settings, partitions, partitions.corpus(settings.neighbours()), new Identity(new TrackAliases()));

        // Then
        Golden.assertGolden(
                "src/test/resources/golden/playlist-topology.txt",
                topology.describe().toString());
    }
}
