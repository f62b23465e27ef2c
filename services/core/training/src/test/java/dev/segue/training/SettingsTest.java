package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void namesEveryComponentInItsOrder() {
        // When
        var settings = Settings.of(InfoNceConfig.DEFAULTS);

        // Then
        assertThat(settings.keySet()).startsWith("dimension", "temperature", "uniformity-weight", "hub-cap");
        assertThat(settings).containsEntry("learning-rate", "0.03").containsEntry("seed", "42");
    }

    @Test
    void changesWhatIsNamedAndNothingElse() {
        // When
        var changed = Settings.changed(InfoNceConfig.DEFAULTS, Map.of("batch-tracks", "512", "learning-rate", "0.5"));

        // Then
        assertThat(changed.batchTracks()).isEqualTo(512);
        assertThat(changed.learningRate()).isEqualTo(0.5);
        assertThat(Settings.changed(changed, Map.of("batch-tracks", "1024", "learning-rate", "0.03")))
                .isEqualTo(InfoNceConfig.DEFAULTS);
    }

    @Test
    void refusesWhatIsUnknownUnreadableOrOutOfRange() {
        // When // Then
        assertThatThrownBy(() -> Settings.changed(InfoNceConfig.DEFAULTS, Map.of("epoch", "4")))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessageStartingWith("infonce: expected one of [dimension,")
                .hasMessageEndingWith("got epoch");
        assertThatThrownBy(() -> Settings.changed(InfoNceConfig.DEFAULTS, Map.of("epochs", "many")))
                .hasMessage("infonce epochs: expected a whole number, got 'many'");
        assertThatThrownBy(() -> Settings.changed(InfoNceConfig.DEFAULTS, Map.of("temperature", "warm")))
                .hasMessage("infonce temperature: expected a number, got 'warm'");
        assertThatThrownBy(() -> Settings.changed(InfoNceConfig.DEFAULTS, Map.of("epochs", "0")))
                .hasMessage("InfoNCE epochs: expected 1 to 10000, got 0");
    }
}
