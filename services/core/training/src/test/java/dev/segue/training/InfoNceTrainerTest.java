package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfoNceTrainerTest {

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(6, 30, 30, 12, 1)), 1);

    @Test
    void nearestTracksAreOfTheSameStyle() throws InterruptedException {
        // Given
        var config = MadeUp.config(16, 15, 96, 1);

        // When
        var trained = InfoNceTrainer.train(set, config, 2, report -> {});

        // Then: by chance 1 in 6
        assertThat(shareOfOwnStyle(trained, 10)).isGreaterThan(0.95);
        assertThat(trained.outcome()).isEqualTo(new TrainedVectors.Outcome.Completed());
    }

    @Test
    void vectorsAreOfUnitLength() throws InterruptedException {
        // When
        var trained = InfoNceTrainer.train(set, MadeUp.config(16, 2, 96, 1), 2, report -> {});

        // Then
        assertThat(trained.rows()).hasSize(set.tracks() * 16);
        for (int row = 0; row < set.tracks(); row++) {
            assertThat(dot(trained, row, row)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void sameSeedGivesTheSameBitsInWhateverOrderPlaylistsCameAndHoweverManyThreadsWork() throws InterruptedException {
        // Given
        var config = MadeUp.config(16, 3, 96, 7);
        var playlists = MadeUp.styles(6, 30, 30, 12, 1);
        var backwards = new Corpus();
        for (int p = playlists.size() - 1; p >= 0; p--) {
            backwards.upsert("test:p" + p, backwards.internTracks(List.of("test:0-1", "test:1-1")));
            backwards.upsert("test:p" + p, backwards.internTracks(playlists.get(p)));
        }

        // When
        var one = InfoNceTrainer.train(set, config, 1, report -> {});
        var three = InfoNceTrainer.train(TrainingSet.of(backwards, 1), config, 3, report -> {});

        // Then
        assertThat(three.trackIds()).isEqualTo(one.trackIds());
        assertThat(bits(three)).isEqualTo(bits(one));
    }

    @Test
    void anotherSeedGivesOtherVectors() throws InterruptedException {
        // When
        var one = InfoNceTrainer.train(set, MadeUp.config(16, 1, 96, 7), 1, report -> {});
        var other = InfoNceTrainer.train(set, MadeUp.config(16, 1, 96, 8), 1, report -> {});

        // Then
        assertThat(bits(other)).isNotEqualTo(bits(one));
    }

    @Test
    void tellsHowEveryEpochWentAndTheLossFalls() throws InterruptedException {
        // Given
        var told = new ArrayList<EpochReport>();

        // When
        var trained = InfoNceTrainer.train(set, MadeUp.config(16, 6, 96, 1), 2, told::add);

        // Then
        assertThat(trained.history()).isEqualTo(told).hasSize(6);
        assertThat(told).extracting(EpochReport::epoch).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(told.getLast().loss()).isLessThan(told.getFirst().loss());
        assertThat(told.getLast().loss())
                .isCloseTo(told.getLast().contrastive() + 0.5 * told.getLast().uniformity(), within(1e-12));
    }

    @Test
    void learnsFromWholePlaylistsWhenTheWindowIsZero() throws InterruptedException {
        // Given
        var config = new InfoNceConfig(16, 0.1, 0.5, 500, 0, 1, 15, 96, 4, 0.02, 0, 1);

        // When
        var trained = InfoNceTrainer.train(set, config, 2, report -> {});

        // Then
        assertThat(shareOfOwnStyle(trained, 10)).isGreaterThan(0.95);
    }

    @Test
    void trainsTheSmallestCorpusThereIs() throws InterruptedException {
        // Given
        var pair = TrainingSet.of(MadeUp.corpus(List.of(List.of("test:a", "test:b"))), 1);

        // When
        var trained = InfoNceTrainer.train(pair, MadeUp.config(4, 3, 16, 1), 2, report -> {});

        // Then
        for (float component : trained.rows()) {
            assertThat(component).isFinite();
        }
    }

    @Test
    void stopsWhenTheLossIsNotANumberAndKeepsTheLastGoodEpoch() throws InterruptedException {
        // Given
        var config = MadeUp.config(16, 5, 96, 1);
        var good = new ArrayList<float[]>();

        // When
        TrainedVectors trained;
        try (var run = new InfoNceTrainer.Run(set, config, 2)) {
            trained = run.all(report -> {
                if (report.epoch() == 2) {
                    good.add(run.weights().clone());
                    Arrays.fill(run.weights(), Float.NaN);
                }
            });
        }

        // Then
        assertThat(trained.outcome()).isEqualTo(new TrainedVectors.Outcome.Diverged(3, 2));
        assertThat(trained.history()).hasSize(2);
        float[] weights = good.getFirst();
        double length = 0;
        for (int i = 0; i < 16; i++) {
            length += (double) weights[i] * weights[i];
        }
        assertThat(trained.rows()[5]).isCloseTo((float) (weights[5] / Math.sqrt(length)), within(1e-6f));
    }

    @Test
    void failsWhenTheFirstEpochDiverges() {
        // Given
        var config = new InfoNceConfig(16, 0.1, 0.5, 500, 10, 1, 3, 96, 4, 1e38, 0, 1);

        // When // Then
        assertThatThrownBy(() -> InfoNceTrainer.train(set, config, 2, report -> {}))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining("Training diverged in epoch 1: expected a finite loss, got NaN");
    }

    @Test
    void stopsWhenInterrupted() {
        // When // Then
        assertThatThrownBy(() -> InfoNceTrainer.train(set, MadeUp.config(16, 1_000, 96, 1), 2, report -> {
                    Thread.currentThread().interrupt();
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    /// Of every track's `k` nearest by cosine, the share that is of its own style.
    private static double shareOfOwnStyle(TrainedVectors trained, int k) {
        int own = 0;
        int tracks = trained.trackIds().size();
        for (int track = 0; track < tracks; track++) {
            int self = track;
            var nearest = new ArrayList<Integer>();
            for (int other = 0; other < tracks; other++) {
                if (other != track) {
                    nearest.add(other);
                }
            }
            nearest.sort((a, b) -> Double.compare(dot(trained, self, b), dot(trained, self, a)));
            for (int other : nearest.subList(0, k)) {
                own += style(trained, other).equals(style(trained, track)) ? 1 : 0;
            }
        }
        return (double) own / (tracks * k);
    }

    private static String style(TrainedVectors trained, int row) {
        String id = trained.trackIds().get(row);
        return id.substring(0, id.indexOf('-'));
    }

    private static double dot(TrainedVectors trained, int a, int b) {
        int d = trained.dimension();
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += (double) trained.rows()[a * d + i] * trained.rows()[b * d + i];
        }
        return sum;
    }

    private static int[] bits(TrainedVectors trained) {
        int[] bits = new int[trained.rows().length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(trained.rows()[i]);
        }
        return bits;
    }
}
