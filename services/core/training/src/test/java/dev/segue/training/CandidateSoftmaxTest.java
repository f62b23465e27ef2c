package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CandidateSoftmaxTest {

    private static final int QUERIES = 7;
    private static final int CANDIDATES = 11;
    private static final int DIMENSION = 5;
    private static final double TEMPERATURE = 0.3;

    private final double[] queries = unitVectors(QUERIES, 1);
    private final double[] candidates = unitVectors(CANDIDATES, 2);
    private final double[] offsets = new Random(3).doubles(CANDIDATES, 0, 3).toArray();
    private final int[][] targets = {{0}, {1, 4}, {2}, {3, 5, 6}, {7}, {8}, {10}};

    @Test
    void lossAndGradientsAreThoseOfTheDefinition() throws InterruptedException {
        try (var softmax = new CandidateSoftmax(QUERIES + 3, CANDIDATES + 5, DIMENSION, TEMPERATURE);
                var workers = new Workers(2)) {
            // Given
            put(softmax);

            // When
            double loss = softmax.run(workers, targets, this::exclude);

            // Then: single against double precision; slopes are of the order of 1/temperature
            assertThat(loss).isCloseTo(loss(), within(1e-5));
            for (int i = 0; i < queries.length; i++) {
                assertThat((double) softmax.queryGradient().get(i)).isCloseTo(slope(queries, i), within(1e-5));
            }
            for (int i = 0; i < candidates.length; i++) {
                assertThat((double) softmax.candidateGradient().get(i)).isCloseTo(slope(candidates, i), within(1e-5));
            }
        }
    }

    @Test
    void aBufferThatHeldALargerBatchGivesTheSame() throws InterruptedException {
        try (var fresh = new CandidateSoftmax(QUERIES, CANDIDATES, DIMENSION, TEMPERATURE);
                var used = new CandidateSoftmax(QUERIES, CANDIDATES * 3, DIMENSION, TEMPERATURE);
                var workers = new Workers(1)) {
            // Given
            used.begin(QUERIES, CANDIDATES * 3);
            for (int i = 0; i < CANDIDATES * 3 * DIMENSION; i++) {
                used.candidates().set(i, 0.1f);
            }
            used.run(workers, targets, CandidateSoftmax.Exclusions.NONE);
            put(fresh);
            put(used);

            // When
            double one = fresh.run(workers, targets, this::exclude);
            double other = used.run(workers, targets, this::exclude);

            // Then
            assertThat(other).isEqualTo(one);
            for (int i = 0; i < queries.length; i++) {
                assertThat(used.queryGradient().get(i))
                        .isEqualTo(fresh.queryGradient().get(i));
            }
        }
    }

    private void put(CandidateSoftmax softmax) {
        softmax.begin(QUERIES, CANDIDATES);
        for (int i = 0; i < queries.length; i++) {
            softmax.queries().set(i, (float) queries[i]);
        }
        for (int i = 0; i < candidates.length; i++) {
            softmax.candidates().set(i, (float) candidates[i]);
        }
        for (int j = 0; j < CANDIDATES; j++) {
            softmax.offsets()[j] = (float) offsets[j];
        }
    }

    /// Excludes some, targets among them.
    private void exclude(int query, java.util.function.IntConsumer excluded) {
        excluded.accept((query + 3) % CANDIDATES);
        excluded.accept(targets[query][0]);
    }

    private double slope(double[] of, int i) {
        double h = 1e-6;
        double at = of[i];
        of[i] = at + h;
        double above = loss();
        of[i] = at - h;
        double below = loss();
        of[i] = at;
        return (above - below) / (2 * h);
    }

    private double loss() {
        double loss = 0;
        for (int i = 0; i < QUERIES; i++) {
            double sum = 0;
            for (int j = 0; j < CANDIDATES; j++) {
                boolean target = isTarget(i, j);
                if (target || j != (i + 3) % CANDIDATES) {
                    sum += Math.exp(dot(i, j) / TEMPERATURE + (target ? 0 : offsets[j]));
                }
            }
            for (int target : targets[i]) {
                loss -= (dot(i, target) / TEMPERATURE - Math.log(sum)) / targets[i].length / QUERIES;
            }
        }
        return loss;
    }

    private boolean isTarget(int query, int candidate) {
        for (int target : targets[query]) {
            if (target == candidate) {
                return true;
            }
        }
        return false;
    }

    private double dot(int query, int candidate) {
        double sum = 0;
        for (int i = 0; i < DIMENSION; i++) {
            sum += queries[query * DIMENSION + i] * candidates[candidate * DIMENSION + i];
        }
        return sum;
    }

    private static double[] unitVectors(int rows, long seed) {
        var random = new Random(seed);
        double[] x = new double[rows * DIMENSION];
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            for (int i = 0; i < DIMENSION; i++) {
                x[row * DIMENSION + i] = random.nextGaussian();
                squares += x[row * DIMENSION + i] * x[row * DIMENSION + i];
            }
            for (int i = 0; i < DIMENSION; i++) {
                // Rounded to single precision, so that both sides see the same point.
                x[row * DIMENSION + i] = (float) (x[row * DIMENSION + i] / Math.sqrt(squares));
            }
        }
        return x;
    }
}
