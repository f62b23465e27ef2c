package dev.segue.training.nexttrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.training.NativeMatrix;
import dev.segue.training.Settings;
import dev.segue.training.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaylistNetworkTest {

    private static final int DIMENSION = 6;
    private static final int ROWS = 3;
    private static final int[][] SEEDS = {{0, 3, 5}, {7}, {1, 2, 4, 6, 8}};

    private final float[] vectors = unitVectors();

    /// One of each, and how to make it.
    private record Made(String name, Supplier<PlaylistNetwork> network) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Made> networks() {
        Map<String, String> small = Map.of(
                "dimension", "6", "hidden", "5", "batch-examples", "4", "weight-decay", "0", "learning-rate", "0.01");
        return List.of(
                new Made("next-track", () -> new NextTrackNetwork(Settings.changed(NextTrackConfig.DEFAULTS, small))),
                new Made(
                        "transformer",
                        () -> new AggregatorNetwork(Settings.changed(AggregatorConfig.DEFAULTS, small))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whatTrainsAndWhatIsServedAreOne(Made made) throws InterruptedException {
        try (var network = made.network().get();
                var workers = new Workers(2);
                var out = new NativeMatrix((long) ROWS * DIMENSION);
                var gradient = new NativeMatrix((long) ROWS * DIMENSION)) {
            // Given: some steps, so that no layer is as it began
            for (int step = 0; step < 5; step++) {
                forward(network, workers, out);
                put(gradient, step);
                network.backward(workers, ROWS, out, gradient, 0.05);
            }

            // When
            forward(network, workers, out);

            // Then: single against double precision
            PlaylistEncoding served = network.snapshot();
            for (int row = 0; row < ROWS; row++) {
                double[] expected = served.reference(seedVectors(row), ones(SEEDS[row].length));
                for (int i = 0; i < DIMENSION; i++) {
                    assertThat((double) out.get((long) row * DIMENSION + i)).isCloseTo(expected[i], within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyStepLowersTheLossItIsToldTheGradientOf(Made made) throws InterruptedException {
        try (var network = made.network().get();
                var workers = new Workers(1);
                var out = new NativeMatrix((long) ROWS * DIMENSION);
                var gradient = new NativeMatrix((long) ROWS * DIMENSION)) {
            double before = Double.POSITIVE_INFINITY;
            for (int step = 0; step < 60; step++) {
                // When: the loss is the product with fixed vectors, and so its gradient
                forward(network, workers, out);
                put(gradient, 1);
                double loss = 0;
                for (int i = 0; i < ROWS * DIMENSION; i++) {
                    loss += out.get(i) * gradient.get(i);
                }
                network.backward(workers, ROWS, out, gradient, 0.002);

                // Then
                assertThat(loss).isLessThan(before);
                before = loss;
            }
        }
    }

    private void forward(PlaylistNetwork network, Workers workers, NativeMatrix out) throws InterruptedException {
        for (int row = 0; row < ROWS; row++) {
            network.put(row, SEEDS[row], vectors);
        }
        network.forward(workers, ROWS, out);
    }

    private static void put(NativeMatrix gradient, long seed) {
        var random = new Random(seed);
        for (int i = 0; i < ROWS * DIMENSION; i++) {
            gradient.set(i, (float) random.nextGaussian());
        }
    }

    private float[] seedVectors(int row) {
        float[] seeds = new float[SEEDS[row].length * DIMENSION];
        for (int s = 0; s < SEEDS[row].length; s++) {
            System.arraycopy(vectors, SEEDS[row][s] * DIMENSION, seeds, s * DIMENSION, DIMENSION);
        }
        return seeds;
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] unitVectors() {
        var random = new Random(4);
        float[] vectors = new float[9 * DIMENSION];
        for (int row = 0; row < 9; row++) {
            double squares = 0;
            for (int i = 0; i < DIMENSION; i++) {
                vectors[row * DIMENSION + i] = (float) random.nextGaussian();
                squares += vectors[row * DIMENSION + i] * (double) vectors[row * DIMENSION + i];
            }
            for (int i = 0; i < DIMENSION; i++) {
                vectors[row * DIMENSION + i] /= (float) Math.sqrt(squares);
            }
        }
        return vectors;
    }
}
