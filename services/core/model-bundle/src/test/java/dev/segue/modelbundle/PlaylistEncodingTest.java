package dev.segue.modelbundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every graph of the contract keeps to.
class PlaylistEncodingTest {

    private static final int DIMENSION = 12;
    private static final int BATCH = 6;

    static List<PlaylistEncoding> encodings() {
        return List.of(
                PlaylistEncoding.mean(DIMENSION),
                new NextTrackEncoding(
                        layer(DIMENSION, 9, 1), layer(DIMENSION, 9, 2), layer(9, 9, 3), layer(9, DIMENSION, 4)),
                new AggregatorEncoding(
                        layer(DIMENSION, 3 * DIMENSION, 5), layer(3 * DIMENSION, 7, 6), layer(7, DIMENSION, 7)));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void theGraphAnswersAsTheReferenceDoes(PlaylistEncoding encoding) {
        try (var encoder = PlaylistEncoder.load(encoding.graph(), Path.of("test"), DIMENSION)) {
            for (int seeds : new int[] {1, 2, 7, 40}) {
                // Given: weights of 0 at the end, in between and everywhere; some below 0
                float[] in = unitVectors(BATCH * seeds, seeds);
                var random = new Random(seeds);
                float[] weights = new float[BATCH * seeds];
                for (int i = 0; i < weights.length; i++) {
                    int playlist = i / seeds;
                    boolean padding = playlist == 5 || i % seeds > 0 && random.nextInt(4) == 0;
                    weights[i] =
                            padding ? 0 : random.nextFloat(0.2f, 2) * (playlist == 4 && i % seeds == 1 ? -0.3f : 1);
                }

                // When
                float[] out = encoder.run(in, weights, BATCH, seeds);

                // Then: single against double precision
                for (int b = 0; b < BATCH; b++) {
                    double[] expected = encoding.reference(
                            Arrays.copyOfRange(in, b * seeds * DIMENSION, (b + 1) * seeds * DIMENSION),
                            Arrays.copyOfRange(weights, b * seeds, (b + 1) * seeds));
                    for (int i = 0; i < DIMENSION; i++) {
                        assertThat((double) out[b * DIMENSION + i]).isCloseTo(expected[i], within(1e-5));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void paddingChangesNothing(PlaylistEncoding encoding) {
        try (var encoder = PlaylistEncoder.load(encoding.graph(), Path.of("test"), DIMENSION)) {
            // Given
            float[] seeds = unitVectors(3, 8);
            float[] padded = Arrays.copyOf(seeds, 7 * DIMENSION);
            for (int i = 3 * DIMENSION; i < padded.length; i++) {
                padded[i] = 5;
            }

            // When
            float[] plain = encoder.run(seeds, new float[] {1, 0.5f, 2}, 1, 3);
            float[] withPadding = encoder.run(padded, new float[] {1, 0.5f, 2, 0, 0, 0, 0}, 1, 7);

            // Then: single precision, added up in another order
            for (int i = 0; i < DIMENSION; i++) {
                assertThat(withPadding[i]).isCloseTo(plain[i], within(1e-6f));
            }
        }
    }

    private static Dense layer(int inputs, int outputs, long seed) {
        var random = new Random(seed);
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
        }
        float[] bias = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            bias[i] = random.nextFloat(-0.5f, 0.5f);
        }
        return new Dense(inputs, outputs, weights, bias);
    }

    private static float[] unitVectors(int rows, long seed) {
        var random = new Random(seed);
        float[] vectors = new float[rows * DIMENSION];
        for (int row = 0; row < rows; row++) {
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
