package dev.segue.training.nexttrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.training.EpochLoop;
import dev.segue.training.MadeUp;
import dev.segue.training.Settings;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextTracksTest {

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(6, 30, 30, 12, 1)), 1);

    @ParameterizedTest
    @ValueSource(strings = {"64", "8192"})
    void expectsTracksOfTheSameStyleWithConfidence(String candidates) throws InterruptedException {
        // Given
        var config = Settings.changed(
                NextTrackConfig.DEFAULTS,
                Map.of(
                        "dimension", "16",
                        "hidden", "32",
                        "candidates", candidates,
                        "min-playlists", "1",
                        "vector-epochs", "12",
                        "network-epochs", "6"));
        TrainedVectors model;
        double first;
        double last;
        try (var training = new ContinuationTraining(set, config, 2)) {
            var trained = EpochLoop.run(training, report -> {});
            model = trained.model();
            first = trained.history().get(12).loss();
            last = trained.history().getLast().loss();
        }
        List<Integer> seeds = rowsOf(model, "test:3-1", "test:3-4", "test:3-9", "test:3-17");

        // When
        List<NextTracks.Expected> expected = new NextTracks(model, config.temperature()).after(seeds, 15);

        // Then
        assertThat(last).isLessThan(first);
        assertThat(expected).hasSize(15);
        assertThat(expected).allSatisfy(track -> assertThat(model.trackIds().get(track.row()))
                .startsWith("test:3-"));
        assertThat(expected).extracting(NextTracks.Expected::row).doesNotContainAnyElementsOf(seeds);
        double sum = 0;
        double before = 1;
        for (NextTracks.Expected track : expected) {
            assertThat(track.confidence()).isBetween(0.0, before);
            before = track.confidence();
            sum += track.confidence();
        }
        assertThat(sum).isBetween(0.2, 1.0);
    }

    @Test
    void confidencesOfAllTracksSumToOne() throws InterruptedException {
        // Given
        var config = Settings.changed(
                NextTrackConfig.DEFAULTS,
                Map.of("dimension", "8", "min-playlists", "1", "vector-epochs", "1", "network-epochs", "1"));
        TrainedVectors model;
        try (var training = new ContinuationTraining(set, config, 1)) {
            model = EpochLoop.run(training, report -> {}).model();
        }

        // When
        var all = new NextTracks(model, config.temperature()).after(List.of(3), set.tracks());

        // Then
        assertThat(all).hasSize(set.tracks() - 1);
        assertThat(all.stream().mapToDouble(NextTracks.Expected::confidence).sum())
                .isCloseTo(1, within(1e-9));
    }

    private static List<Integer> rowsOf(TrainedVectors model, String... ids) {
        return List.of(ids).stream().map(model.trackIds()::indexOf).toList();
    }
}
