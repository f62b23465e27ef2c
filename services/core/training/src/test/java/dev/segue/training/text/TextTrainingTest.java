package dev.segue.training.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.TitleProjection;
import dev.segue.training.EpochLoop;
import dev.segue.training.MadeUp;
import dev.segue.training.Settings;
import dev.segue.training.Trained;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTrainingTest {

    private static final TextConfig CONFIG = Settings.changed(
            TextConfig.DEFAULTS,
            Map.of(
                    "dimension", "16",
                    "sentences", "false",
                    "min-playlists", "1",
                    "vector-epochs", "12",
                    "text-epochs", "6",
                    "learning-rate", "0.003",
                    "batch-titles", "64"));

    private final TrainingSet set =
            TrainingSet.of(MadeUp.corpus(MadeUp.styles(6, 30, 30, 12, 1)), 1, MadeUp.STYLE_TITLES);

    @Test
    void aTitleInAnyLanguageLeadsToTheTracksOfItsStyle() throws InterruptedException {
        // When
        TrainedVectors model = trained(CONFIG).model();

        // Then: playlists 60 to 89 are the third style, whose titles are Korean
        assertThat(styleOf(model, "발라드")).isEqualTo("test:2");
        assertThat(styleOf(model, "流行")).isEqualTo("test:3");
        assertThat(styleOf(model, "DARK techno!!")).isEqualTo("test:1");
    }

    @Test
    void theEpochThatIsBestOnHeldOutPlaylistsIsServed() throws InterruptedException {
        // When
        var trained = trained(Settings.changed(CONFIG, Map.of("text-epochs", "12", "learning-rate", "0.2")));

        // Then
        double best = trained.history().stream()
                .mapToDouble(report -> report.terms().get("validation"))
                .filter(Double::isFinite)
                .min()
                .orElseThrow();
        int at = 0;
        while (trained.history().get(at).terms().get("validation") != best) {
            at++;
        }
        var until = trained(Settings.changed(CONFIG, Map.of("text-epochs", "12", "learning-rate", "0.2")), at + 1);
        assertThat(trained.model().titles().orElseThrow().projection().weights())
                .isEqualTo(until.titles().orElseThrow().projection().weights());
    }

    @Test
    void refusesPlaylistsWithoutTitles() {
        // Given
        var untitled = TrainingSet.of(MadeUp.corpus(MadeUp.styles(2, 10, 10, 6, 1)), 1);

        // When // Then
        assertThatThrownBy(() -> new TextTraining(untitled, CONFIG, 1))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessage("Too few titles to train on: expected at least 5 playlists with a title, got 0");
    }

    @Test
    void refusesSentencesWithoutTheirEncoder() {
        // Given
        var config = Settings.changed(CONFIG, Map.of("sentences", "true"));

        // When // Then
        assertThatThrownBy(() -> new TextTraining(set, config, 1))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessageContaining("expected the jar of all-minilm-l6-v2-q on the class path");
    }

    private Trained<TrainedVectors> trained(TextConfig config) throws InterruptedException {
        try (var training = new TextTraining(set, config, 2)) {
            return EpochLoop.run(training, report -> {});
        }
    }

    /// The model after so many of its epochs.
    private TrainedVectors trained(TextConfig config, int epochs) throws InterruptedException {
        try (var training = new TextTraining(set, config, 2)) {
            for (int epoch = 1; epoch <= epochs; epoch++) {
                training.epoch(epoch);
            }
            return training.model();
        }
    }

    /// The style of the track nearest to a title.
    private static String styleOf(TrainedVectors model, String title) {
        TitleProjection titles = model.titles().orElseThrow();
        double[] vector = titles.reference(titles.table().of(title));
        int best = 0;
        double greatest = -2;
        for (int row = 0; row < model.trackIds().size(); row++) {
            double sum = 0;
            for (int i = 0; i < model.dimension(); i++) {
                sum += vector[i] * model.rows()[row * model.dimension() + i];
            }
            if (sum > greatest) {
                greatest = sum;
                best = row;
            }
        }
        String id = model.trackIds().get(best);
        return id.substring(0, id.indexOf('-'));
    }
}
