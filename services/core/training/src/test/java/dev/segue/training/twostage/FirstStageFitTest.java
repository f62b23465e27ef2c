package dev.segue.training.twostage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommending.ItemFactors;
import dev.segue.recommending.twostage.DenseItemWeights;
import dev.segue.recommending.twostage.FactorSpace;
import dev.segue.recommending.twostage.ItemWeights;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstStageFitTest {

    private static final int ITEMS = 20;

    /// Lists over either the first ten items or the last ten.
    private static final int[][] TWO_WORLDS = twoWorlds(400);

    @Test
    void slimWeightsStayAboveZeroWithinAWorldAndOffTheDiagonal() {
        // When
        ItemWeights weights = SlimFit.fit(Lists.of(TWO_WORLDS, ITEMS), new SlimFit.Config(15, .1f, 5, .5));

        // Then
        assertThat(weights.targets()).isNotEmpty();
        for (int seed = 0; seed < ITEMS; seed++) {
            for (int at = weights.starts()[seed]; at < weights.starts()[seed + 1]; at++) {
                assertThat(weights.weights()[at]).isPositive();
                assertThat(weights.targets()[at]).isNotEqualTo(seed);
                assertThat(weights.targets()[at] / 10).isEqualTo(seed / 10);
            }
        }
    }

    @Test
    void slimSolvesTheTwoItemCaseAsOnPaper() {
        // Given: item 0 in 3 lists, item 1 in 2, both in 2; lists weigh 1
        int[][] lists = {{0, 1}, {0, 1}, {0}};

        // When: w(1 -> 0) = (2 − l1) / (2 + l2), w(0 -> 1) = (2 − l1) / (3 + l2)
        ItemWeights weights = SlimFit.fit(Lists.of(lists, 2), new SlimFit.Config(5, .5f, 1, 0));

        // Then
        assertThat(weights.starts()).containsExactly(0, 1, 2);
        assertThat(weights.weights()[0]).isCloseTo(1.5f / 4, within(1e-5f));
        assertThat(weights.weights()[1]).isCloseTo(1.5f / 3, within(1e-5f));
    }

    @Test
    void easeWeightsLeaveNothingToGain() {
        // Given
        Lists lists = Lists.of(TWO_WORLDS, ITEMS);
        int[] items = {3, 0, 12, 7, 15, 18, 5};
        double ridge = 20;

        // When
        DenseItemWeights ease = EaseFit.fit(lists, items, ridge);

        // Then: no derivative of the squared error with the ridge is left, off the diagonal
        double mean =
                Arrays.stream(items).map(item -> together(item, item)).average().orElseThrow();
        for (int i = 0; i < items.length; i++) {
            assertThat(ease.weights()[i][i]).isZero();
            for (int j = 0; j < items.length; j++) {
                double regained = 0;
                for (int k = 0; k < items.length; k++) {
                    double own = i == k ? ridge * Math.sqrt(together(items[i], items[i]) / mean) : 0;
                    regained += (together(items[i], items[k]) + own) * ease.weights()[k][j];
                }
                if (i != j) {
                    assertThat(regained).isCloseTo(together(items[i], items[j]), within(1e-3));
                }
            }
        }
    }

    private static int together(int a, int b) {
        return (int) Arrays.stream(TWO_WORLDS)
                .filter(list -> IntStream.of(list).anyMatch(item -> item == a)
                        && IntStream.of(list).anyMatch(item -> item == b))
                .count();
    }

    @Test
    void factorsFindTheRestOfAWorld() {
        // Given: as many factors as worlds, so that there is no room for who holds what by chance
        ItemFactors factors = FactorsFit.fit(Lists.of(TWO_WORLDS, ITEMS), new FactorsFit.Config(2, 10, .05f, .1f, 1));
        float[] playlist = new float[2];

        // When
        ItemFactors.improve(
                factors.factors(),
                factors.gram(),
                factors.ridge(),
                new int[] {1, 2, 3},
                new float[] {1, 1, 1},
                playlist,
                0,
                20);

        // Then
        double inside = IntStream.range(4, 10)
                .mapToDouble(item -> dot(playlist, factors, item))
                .min()
                .orElse(0);
        double outside = IntStream.range(10, 20)
                .mapToDouble(item -> dot(playlist, factors, item))
                .max()
                .orElse(1);
        assertThat(inside).isGreaterThan(outside + .2);
    }

    @Test
    void whatOneListHoldsHasNoFactorsAndLeavesAllOthers() {
        // Given: an item more that only the first list holds
        int[][] withOneMore = TWO_WORLDS.clone();
        withOneMore[0] = IntStream.concat(Arrays.stream(TWO_WORLDS[0]), IntStream.of(ITEMS))
                .toArray();
        var config = new FactorsFit.Config(4, 3, .05f, .1f, 1);

        // When
        float[] factors =
                FactorsFit.fit(Lists.of(withOneMore, ITEMS + 1), config).factors();

        // Then
        assertThat(Arrays.copyOfRange(factors, 4 * ITEMS, 4 * ITEMS + 4)).containsOnly(0);
        assertThat(Arrays.copyOf(factors, 4 * ITEMS))
                .containsExactly(
                        FactorsFit.fit(Lists.of(TWO_WORLDS, ITEMS), config).factors(), within(1e-4f));
    }

    @Test
    void itemsOfAWorldAreNearInTheSpace() {
        // When
        FactorSpace space = SpaceFit.fit(TWO_WORLDS, ITEMS, 2, 3);

        // Then
        assertThat(cosine(space, 0, 5)).isGreaterThan(.9);
        assertThat(Math.abs(cosine(space, 0, 15))).isLessThan(.3);
    }

    @Test
    void theSameSeedGivesTheSameFactors() {
        // Given
        var config = new FactorsFit.Config(8, 3, .05f, .1f, 1);

        // When
        ItemFactors once = FactorsFit.fit(Lists.of(TWO_WORLDS, ITEMS), config);
        ItemFactors again = FactorsFit.fit(Lists.of(TWO_WORLDS, ITEMS), config);

        // Then
        assertThat(again.factors()).containsExactly(once.factors());
    }

    private static double dot(float[] playlist, ItemFactors factors, int item) {
        return IntStream.range(0, playlist.length)
                .mapToDouble(i -> playlist[i] * factors.factors()[item * playlist.length + i])
                .sum();
    }

    private static double cosine(FactorSpace space, int a, int b) {
        return IntStream.range(0, space.dimension())
                .mapToDouble(
                        d -> space.vectors()[a * space.dimension() + d] * space.vectors()[b * space.dimension() + d])
                .sum();
    }

    private static int[][] twoWorlds(int count) {
        var random = new Random(9);
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(0, 10)
                        .distinct()
                        .limit(5)
                        .map(item -> item + i % 2 * 10)
                        .toArray())
                .toArray(int[][]::new);
    }
}
