package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class InfoNceTrainingTest {

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(6, 30, 30, 12, 1)), 1);

    @Test
    void tellsHowEveryEpochWentAndTheLossFalls() throws InterruptedException {
        // Given
        var told = new ArrayList<EpochReport>();

        // When
        Trained<TrainedVectors> trained;
        try (var training = new InfoNceTraining(set, MadeUp.config(16, 6, 96, 1), 2)) {
            trained = EpochLoop.run(training, told::add);
        }

        // Then
        assertThat(trained.history()).isEqualTo(told).hasSize(6);
        assertThat(told).extracting(EpochReport::epoch).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(told.getLast().loss()).isLessThan(told.getFirst().loss());
        var terms = told.getLast().terms();
        assertThat(terms.keySet()).containsExactly("contrastive", "uniformity");
        assertThat(told.getLast().loss())
                .isCloseTo(terms.get("contrastive") + 0.5 * terms.get("uniformity"), within(1e-12));
    }

    @Test
    void learnsFromWholePlaylistsWhenTheWindowIsZero() throws InterruptedException {
        // Given
        var config = new InfoNceConfig(16, 0.1, 0.5, 500, 0, 1, 15, 96, 4, 0.02, 0, false, 1);

        // When
        TrainedVectors trained;
        try (var training = new InfoNceTraining(set, config, 2)) {
            trained = EpochLoop.run(training, report -> {}).model();
        }

        // Then: by chance 1 in 6
        assertThat(MadeUp.shareOfOwnStyle(trained, 10)).isGreaterThan(0.95);
    }

    @Test
    void failsWhenTheFirstEpochDiverges() throws InterruptedException {
        // Given
        var config = new InfoNceConfig(16, 0.1, 0.5, 500, 10, 1, 3, 96, 4, 1e38, 0, false, 1);

        // When // Then
        try (var training = new InfoNceTraining(set, config, 2)) {
            assertThatThrownBy(() -> EpochLoop.run(training, report -> {}))
                    .isInstanceOfSatisfying(
                            SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                    .hasMessageContaining("Training diverged in epoch 1: expected a finite loss, got NaN");
        }
    }
}
