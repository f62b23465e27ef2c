package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairContrastTest {

    private static final int DIMENSION = 6;
    private static final double TEMPERATURE = 0.2;

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 16, 61})
    void lossAndGradientAreThoseOfTheDefinition(int rows) throws InterruptedException {
        try (var contrast = new PairContrast(rows + 3, DIMENSION, TEMPERATURE);
                var workers = new Workers(2)) {
            // Given
            double[][] learning = units(rows, 1);
            double[][] fixed = units(rows, 2);
            put(contrast, learning, fixed);

            // When
            double loss = contrast.loss(workers, (row, excluded) -> exclude(rows, row, excluded));
            contrast.differentiate(workers);

            // Then: single against double precision; slopes are of the order of 1/temperature
            assertThat(loss).isCloseTo(loss(learning, fixed), within(1e-5));
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < DIMENSION; i++) {
                    assertThat((double) contrast.gradient().get((long) row * DIMENSION + i))
                            .isCloseTo(slope(learning, fixed, row, i), within(1e-5));
                }
            }
        }
    }

    @Test
    void aLargerBatchBeforeLeavesNothing() throws InterruptedException {
        try (var fresh = new PairContrast(7, DIMENSION, TEMPERATURE);
                var used = new PairContrast(61, DIMENSION, TEMPERATURE);
                var workers = new Workers(1)) {
            // Given
            put(used, units(61, 3), units(61, 4));
            used.loss(workers, (row, excluded) -> exclude(61, row, excluded));
            used.differentiate(workers);
            put(fresh, units(7, 1), units(7, 2));
            put(used, units(7, 1), units(7, 2));

            // When
            double one = fresh.loss(workers, (row, excluded) -> exclude(7, row, excluded));
            double other = used.loss(workers, (row, excluded) -> exclude(7, row, excluded));
            fresh.differentiate(workers);
            used.differentiate(workers);

            // Then
            assertThat(other).isEqualTo(one);
            for (int i = 0; i < 7 * DIMENSION; i++) {
                assertThat(used.gradient().get(i)).isEqualTo(fresh.gradient().get(i));
            }
        }
    }

    private static void put(PairContrast contrast, double[][] learning, double[][] fixed) {
        contrast.begin(learning.length);
        for (int row = 0; row < learning.length; row++) {
            for (int i = 0; i < DIMENSION; i++) {
                contrast.learning().set((long) row * DIMENSION + i, (float) learning[row][i]);
                contrast.fixed().set((long) row * DIMENSION + i, (float) fixed[row][i]);
            }
        }
    }

    /// Every third row with the one beside it, and that with it in turn.
    private static void exclude(int rows, int row, IntConsumer excluded) {
        for (int other = 0; other < rows; other++) {
            if (excludes(row, other)) {
                excluded.accept(other);
            }
        }
    }

    private static boolean excludes(int row, int other) {
        return Math.abs(row - other) == 1 && Math.min(row, other) % 3 == 2;
    }

    private static double slope(double[][] learning, double[][] fixed, int row, int i) {
        double h = 1e-6;
        double at = learning[row][i];
        learning[row][i] = at + h;
        double above = loss(learning, fixed);
        learning[row][i] = at - h;
        double below = loss(learning, fixed);
        learning[row][i] = at;
        return (above - below) / (2 * h);
    }

    /// The mean of both ways' softmax cross-entropy, each way for itself.
    private static double loss(double[][] learning, double[][] fixed) {
        double loss = 0;
        for (int row = 0; row < learning.length; row++) {
            double ofOthers = 0;
            double ofThisOne = 0;
            for (int other = 0; other < learning.length; other++) {
                if (!excludes(row, other)) {
                    ofOthers += Math.exp(dot(learning[row], fixed[other]) / TEMPERATURE);
                    ofThisOne += Math.exp(dot(learning[other], fixed[row]) / TEMPERATURE);
                }
            }
            double own = dot(learning[row], fixed[row]) / TEMPERATURE;
            loss += (Math.log(ofOthers) - own + Math.log(ofThisOne) - own) / 2;
        }
        return loss / learning.length;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < DIMENSION; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// Rounded to single precision, so that both sides see the same point.
    private static double[][] units(int rows, long seed) {
        var random = new Random(seed);
        double[][] units = new double[rows][DIMENSION];
        for (double[] unit : units) {
            for (int i = 0; i < DIMENSION; i++) {
                unit[i] = random.nextGaussian();
            }
            double length = Math.sqrt(dot(unit, unit));
            for (int i = 0; i < DIMENSION; i++) {
                unit[i] = (float) (unit[i] / length);
            }
        }
        return units;
    }
}
