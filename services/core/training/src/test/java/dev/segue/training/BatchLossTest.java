package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchLossTest {

    private static final int ROWS = 53;
    private static final int DIMENSION = 6;

    /// Pull weights: above 0 pulls, 0 is unknown, below 0 is known but only masked. Symmetric in what is known, not
    /// in what pulls, as with hubs.
    private final float[][] relations = relations();

    private final double[] negativeWeights = ones();

    @Test
    void lossIsThatOfItsDefinition() {
        // Given
        double[] x = unitVectors(1);
        try (var batch = new BatchLoss(ROWS, DIMENSION, 0.2, 0.7)) {
            // When
            step(batch, x);

            // Then: single against double precision over 53 × 52 pairs
            assertThat(batch.contrastive()).isCloseTo(contrastive(x, 0.2), within(1e-5));
            assertThat(batch.uniformity()).isCloseTo(uniformity(x), within(1e-5));
            assertThat(batch.loss()).isCloseTo(contrastive(x, 0.2) + 0.7 * uniformity(x), within(1e-5));
        }
    }

    @Test
    void gradientIsThatOfFiniteDifferences() {
        for (double temperature : new double[] {0.07, 0.2, 1}) {
            for (double weight : new double[] {0, 0.5}) {
                // Given
                double[] x = unitVectors(2);
                try (var batch = new BatchLoss(ROWS + 5, DIMENSION, temperature, weight)) {
                    // When
                    step(batch, x);

                    // Then
                    for (int i = 0; i < x.length; i++) {
                        double h = 1e-6;
                        double at = x[i];
                        x[i] = at + h;
                        double above = contrastive(x, temperature) + weight * uniformity(x);
                        x[i] = at - h;
                        double below = contrastive(x, temperature) + weight * uniformity(x);
                        x[i] = at;
                        double slope = (above - below) / (2 * h);
                        // Slopes are up to 1/τ; single precision keeps six digits of them.
                        assertThat((double) batch.gradient().get(i)).isCloseTo(slope, within(2e-5 / temperature));
                    }
                }
            }
        }
    }

    @Test
    void negativesWeighWhatTheirOffsetsSay() {
        // Given
        double[] x = unitVectors(6);
        for (int row = 0; row < ROWS; row++) {
            negativeWeights[row] = 0.1 + row % 5;
        }
        try (var batch = new BatchLoss(ROWS, DIMENSION, 0.2, 0.7)) {
            for (int row = 0; row < ROWS; row++) {
                batch.offsets()[row] = (float) Math.log(negativeWeights[row]);
            }

            // When
            step(batch, x);

            // Then
            assertThat(batch.contrastive()).isCloseTo(contrastive(x, 0.2), within(1e-5));
            for (int i = 0; i < x.length; i++) {
                double h = 1e-6;
                double at = x[i];
                x[i] = at + h;
                double above = contrastive(x, 0.2) + 0.7 * uniformity(x);
                x[i] = at - h;
                double below = contrastive(x, 0.2) + 0.7 * uniformity(x);
                x[i] = at;
                assertThat((double) batch.gradient().get(i)).isCloseTo((above - below) / (2 * h), within(1e-4));
            }
        }
    }

    @Test
    void aBufferThatHeldALargerBatchGivesTheSame() {
        // Given
        double[] x = unitVectors(3);
        try (var fresh = new BatchLoss(ROWS, DIMENSION, 0.1, 0.5);
                var used = new BatchLoss(ROWS * 3, DIMENSION, 0.1, 0.5)) {
            fillWithNoise(used);

            // When
            step(fresh, x);
            step(used, x);

            // Then
            for (int i = 0; i < x.length; i++) {
                assertThat(used.gradient().get(i)).isEqualTo(fresh.gradient().get(i));
            }
            assertThat(used.loss()).isEqualTo(fresh.loss());
        }
    }

    @Test
    void aBatchWithoutAnyPullHasNoContrastiveTermAndAFiniteGradient() {
        // Given
        double[] x = unitVectors(4);
        try (var batch = new BatchLoss(ROWS, DIMENSION, 0.1, 0.5)) {
            // When
            step(batch, x, (row, consumer) -> {});

            // Then
            assertThat(batch.contrastive()).isZero();
            assertThat(batch.uniformity()).isNegative();
            for (int i = 0; i < x.length; i++) {
                assertThat(batch.gradient().get(i)).isFinite();
            }
        }
    }

    @Test
    void aBatchOfTracksThatAllKnowEachOtherHasNothingToPushApart() {
        // Given
        double[] x = unitVectors(5);
        try (var batch = new BatchLoss(ROWS, DIMENSION, 0.1, 0.5)) {
            // When
            step(batch, x, (row, consumer) -> {
                for (int other = 0; other < ROWS; other++) {
                    if (other != row) {
                        consumer.accept(other, 1);
                    }
                }
            });

            // Then: log((e + 0)/e) = 0, up to the masked entries' 1e-38
            assertThat(batch.loss()).isCloseTo(0, within(1e-6));
            for (int i = 0; i < x.length; i++) {
                assertThat(batch.gradient().get(i)).isCloseTo(0, within(1e-6f));
            }
        }
    }

    private void step(BatchLoss batch, double[] x) {
        step(batch, x, (row, consumer) -> {
            for (int other = 0; other < ROWS; other++) {
                if (relations[row][other] != 0) {
                    consumer.accept(other, Math.max(0, relations[row][other]));
                }
            }
        });
    }

    private static void step(BatchLoss batch, double[] x, BatchLoss.Relations known) {
        for (int i = 0; i < x.length; i++) {
            batch.x().set(i, (float) x[i]);
        }
        batch.begin(ROWS);
        step(batch, known);
        inChunks(batch::backpropagate);
    }

    private static void step(BatchLoss batch, BatchLoss.Relations known) {
        try {
            batch.step(known, BatchLossTest::inChunks);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void inChunks(IntConsumer phase) {
        IntStream.range(0, BatchLoss.CHUNKS).forEach(phase);
    }

    private static void fillWithNoise(BatchLoss batch) {
        double[] noise = new double[ROWS * 3 * DIMENSION];
        var random = new Random(9);
        for (int i = 0; i < noise.length; i++) {
            batch.x().set(i, random.nextFloat());
        }
        batch.begin(ROWS * 3);
        step(batch, (row, consumer) -> {});
    }

    /// C by its definition, in double precision.
    private double contrastive(double[] x, double temperature) {
        double sum = 0;
        int pulling = 0;
        for (int i = 0; i < ROWS; i++) {
            double negatives = 0;
            double weights = 0;
            for (int j = 0; j < ROWS; j++) {
                if (j != i && relations[i][j] == 0) {
                    negatives += negativeWeights[j] * Math.exp((dot(x, i, j) - 1) / temperature);
                }
                weights += Math.max(0, relations[i][j]);
            }
            if (weights > 0) {
                pulling++;
                for (int j = 0; j < ROWS; j++) {
                    if (relations[i][j] > 0) {
                        double e = Math.exp((dot(x, i, j) - 1) / temperature);
                        sum += relations[i][j] / weights * Math.log((e + negatives) / e);
                    }
                }
            }
        }
        return sum / pulling;
    }

    /// U by its definition, in double precision.
    private double uniformity(double[] x) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < ROWS; j++) {
                if (j != i && relations[i][j] == 0) {
                    // On the sphere ‖x_i − x_j‖² = 2 − 2·x_i·x_j; the loss is a function of the products.
                    sum += Math.exp(-2 * (2 - 2 * dot(x, i, j)));
                    pairs++;
                }
            }
        }
        return Math.log(sum / pairs);
    }

    private static double dot(double[] x, int i, int j) {
        double sum = 0;
        for (int k = 0; k < DIMENSION; k++) {
            sum += x[i * DIMENSION + k] * x[j * DIMENSION + k];
        }
        return sum;
    }

    private static double[] ones() {
        double[] ones = new double[ROWS];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[][] relations() {
        var random = new Random(6);
        float[][] relations = new float[ROWS][ROWS];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < i; j++) {
                if (random.nextInt(4) == 0) {
                    int times = 1 + random.nextInt(3);
                    relations[i][j] = random.nextInt(4) == 0 ? -1 : times;
                    relations[j][i] = random.nextInt(4) == 0 ? -1 : times;
                }
            }
        }
        return relations;
    }

    private static double[] unitVectors(long seed) {
        var random = new Random(seed);
        double[] x = new double[ROWS * DIMENSION];
        for (int row = 0; row < ROWS; row++) {
            double squares = 0;
            for (int i = 0; i < DIMENSION; i++) {
                double value = random.nextGaussian();
                x[row * DIMENSION + i] = value;
                squares += value * value;
            }
            for (int i = 0; i < DIMENSION; i++) {
                // Rounded to single precision, so that both sides see the same point.
                x[row * DIMENSION + i] = (float) (x[row * DIMENSION + i] / Math.sqrt(squares));
            }
        }
        return x;
    }
}
