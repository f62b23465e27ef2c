package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import org.junit.jupiter.api.Test;

class InfoNceConfigTest {

    @Test
    void canonicalTextNamesEveryComponentButTheSeed() {
        // When
        String text = MadeUp.config(8, 3, 64, 5).canonicalText();

        // Then
        assertThat(text)
                .isEqualTo("model=infonce dimension=8 temperature=0.1 uniformityWeight=0.5 hubCap=500 window=10"
                        + " minPlaylists=1 epochs=3 batchTracks=64 segment=4 learningRate=0.02 weightDecay=0.0"
                        + " logQ=false");
    }

    @Test
    void refusesWhatCannotBeTrained() {
        // When // Then
        assertThatThrownBy(() -> MadeUp.config(1, 3, 64, 5))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessage("InfoNCE dimension: expected 2 to 4096, got 1");
        assertThatThrownBy(() -> MadeUp.config(8, 0, 64, 5)).hasMessageContaining("epochs: expected 1 to");
        assertThatThrownBy(() -> MadeUp.config(8, 1, 15, 5)).hasMessageContaining("batch tracks: expected 16 to");
        assertThatThrownBy(() -> new InfoNceConfig(8, Double.NaN, 0.5, 500, 10, 2, 1, 64, 4, 0.01, 0, false, 1))
                .hasMessageContaining("temperature: expected 0.02 to 10, got NaN");
        assertThatThrownBy(() -> new InfoNceConfig(8, 0.1, 0.5, 500, -1, 2, 1, 64, 4, 0.01, 0, false, 1))
                .hasMessageContaining("window");
        assertThatThrownBy(() -> new InfoNceConfig(8, 0.1, 0.5, 500, 0, 2, 1, 64, 65, 0.01, 0, false, 1))
                .hasMessageContaining("segment: expected 2 to 64");
        assertThatThrownBy(() -> new InfoNceConfig(8, 0.1, 0.5, 500, 0, 2, 1, 64, 4, 0, 0, false, 1))
                .hasMessageContaining("learning rate");
    }
}
