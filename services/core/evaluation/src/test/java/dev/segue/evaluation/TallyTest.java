package dev.segue.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final List<Metric> METRICS = List.of(new Metric.Recall(3), new Metric.Ndcg(3));
    private static final Truth TRUTH = new Truth(new int[] {1, 2}, track -> -1);

    @Test
    void partsMergedInAnyOrderSayWhatTheWholeSays() {
        // Given
        var random = new Random(5);
        int[][] answers = IntStream.range(0, 40)
                .mapToObj(i -> new int[] {random.nextInt(1, 3), 3 + random.nextInt(5), 9})
                .toArray(int[][]::new);
        var whole = new Tally(METRICS);
        var even = new Tally(METRICS);
        var odd = new Tally(METRICS);
        for (int i = 0; i < answers.length; i++) {
            whole.add(i, "c" + i % 3, answers[i], TRUTH);
            (i % 2 == 0 ? even : odd).add(i, "c" + i % 3, answers[i], TRUTH);
        }

        // When
        odd.merge(even);

        // Then
        for (Metric metric : METRICS) {
            for (String category : whole.categories()) {
                assertThat(odd.values(metric, category)).containsExactly(whole.values(metric, category));
            }
        }
    }

    @Test
    void refusesATaskJudgedTwiceAndAListThatRepeatsATrack() {
        // Given
        var tally = new Tally(METRICS);
        tally.add(1, "c", new int[] {1}, TRUTH);

        // When // Then
        assertThatThrownBy(() -> tally.add(1, "c", new int[] {2}, TRUTH)).hasMessageContaining("Task 1");
        assertThatThrownBy(() -> tally.add(2, "c", new int[] {2, 5, 2}, TRUTH)).hasMessageContaining("track 2 twice");
    }

    @Test
    void theMeanCountsCategoriesAlike() {
        // Given
        var tally = new Tally(METRICS);
        tally.add(0, "many", new int[] {1, 2}, TRUTH);
        tally.add(1, "many", new int[] {1, 2}, TRUTH);
        tally.add(2, "few", new int[] {7}, TRUTH);

        // When
        double mean = tally.mean(METRICS.getFirst());

        // Then
        assertThat(mean).isEqualTo(.5);
    }

    @Test
    void anIntervalHoldsTheMeanAndNarrowsWithMoreValues() {
        // Given
        var random = new Random(1);
        double[] few = random.doubles(50).toArray();
        double[] many = random.doubles(5000).toArray();

        // When
        Interval wide = Interval.of(few, 3);
        Interval narrow = Interval.of(many, 3);

        // Then
        assertThat(wide.mean()).isBetween(wide.low(), wide.high());
        assertThat(narrow.high() - narrow.low()).isLessThan((wide.high() - wide.low()) / 3);
        assertThat(Interval.of(few, 3)).isEqualTo(wide);
    }

    @Test
    void anIntervalIsAsWideAsTheNormalOneForManyValues() {
        // Given
        double[] values = new Random(2).doubles(4000).toArray();
        double mean = Interval.mean(values);
        double deviation = Math.sqrt(java.util.Arrays.stream(values)
                        .map(v -> (v - mean) * (v - mean))
                        .sum()
                / 4000);

        // When
        Interval interval = Interval.of(values, 9);

        // Then: a quantile of 2,000 resamples is off by some percent
        assertThat(interval.high() - interval.low())
                .isCloseTo(2 * 1.96 * deviation / Math.sqrt(4000), within(.1 * 4 * deviation / Math.sqrt(4000)));
    }

    @Test
    void pairsTellASmallSteadyDifferenceFromNone() {
        // Given
        var random = new Random(4);
        double[] base = random.doubles(300).toArray();
        double[] better = java.util.Arrays.stream(base)
                .map(v -> v + .01 + .02 * (random.nextDouble() - .5))
                .toArray();
        double[] alike = java.util.Arrays.stream(base)
                .map(v -> v + .02 * (random.nextDouble() - .5))
                .toArray();

        // When
        PairedDifference steady = PairedDifference.of(better, base, 1);
        PairedDifference none = PairedDifference.of(alike, base, 1);

        // Then
        assertThat(steady.p()).isLessThan(.001);
        assertThat(steady.difference().low()).isPositive();
        assertThat(none.p()).isGreaterThan(.01);
        assertThat(PairedDifference.of(base, base, 1).p()).isEqualTo(1);
    }
}
