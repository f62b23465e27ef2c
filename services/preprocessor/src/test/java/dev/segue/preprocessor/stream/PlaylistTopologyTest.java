package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.testkit.Golden;
import org.junit.jupiter.api.Test;

class PlaylistTopologyTest {

    @Test
    void isTheTopologyThatWasAgreedOn() {
        // Given
        var settings = PreprocessorHarness.settings(PreprocessorHarness.FILTERS, PreprocessorHarness.RULES);

        // When
        var ownership = new AnchorOwnership(4);
        var topology = PreprocessorHarness.topology(
                settings, ownership, new CountedCorpus(settings.neighbours(), 4, ownership::owner, 4));

        // Then
        Golden.assertGolden(
                "src/test/resources/golden/playlist-topology.txt",
                topology.describe().toString());
    }
}
