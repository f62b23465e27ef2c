package dev.segue.training.skipgram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.training.NativeMatrix;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentLossTest {

    private static final int TRACKS = 12;
    private static final int DIMENSION = 6;
    private static final int WINDOW = 3;
    private static final double NEGATIVES = 2.5;
    private static final int SHARED = 5;

    /// Places 2 to 9 are the context, 4 to 7 the segment.
    private static final int[] TEXT = {9, 8, 0, 1, 2, 3, 4, 5, 6, 7, 11};

    private static final int FROM = 2;
    private static final int CONTEXT = 8;
    private static final int BEFORE = 2;
    private static final int LENGTH = 4;

    /// Track 3 stands in the context.
    private static final int[] DRAWN = {10, 3, 11, 10, 9};

    private final double[] input = noise(1);
    private final double[] output = noise(2);
    private final double[] offsets = new Random(3).doubles(TRACKS, -2, 2).toArray();

    @Test
    void lossAndGradientAreThoseOfTheDefinition() {
        long floats = SegmentLoss.gradientFloats(LENGTH, WINDOW, DIMENSION, SHARED);
        try (var segment = new SegmentLoss(LENGTH, WINDOW, DIMENSION, NEGATIVES, SHARED);
                var gradient = new NativeMatrix(floats)) {
            // When
            segment.step(
                    TEXT,
                    FROM,
                    CONTEXT,
                    BEFORE,
                    LENGTH,
                    DRAWN,
                    floats(input),
                    floats(output),
                    floats(offsets),
                    gradient,
                    0);

            // Then: single against double precision, over some dozens of pairs
            assertThat(segment.loss()).isCloseTo(loss(), within(1e-4));
            for (int i = 0; i < LENGTH; i++) {
                requireGradient(gradient, i, input, TEXT[FROM + BEFORE + i]);
            }
            double[] ofOutputs = new double[TRACKS * DIMENSION];
            for (int j = 0; j < CONTEXT; j++) {
                add(gradient, SegmentLoss.contextRow(LENGTH, j), ofOutputs, TEXT[FROM + j]);
            }
            for (int k = 0; k < SHARED; k++) {
                add(gradient, SegmentLoss.negativeRow(LENGTH, CONTEXT, k), ofOutputs, DRAWN[k]);
            }
            for (int i = 0; i < ofOutputs.length; i++) {
                assertThat(ofOutputs[i]).isCloseTo(slope(output, i), within(1e-4));
            }
        }
    }

    private void requireGradient(NativeMatrix gradient, int row, double[] of, int track) {
        for (int i = 0; i < DIMENSION; i++) {
            assertThat((double) gradient.get((long) row * DIMENSION + i))
                    .isCloseTo(slope(of, track * DIMENSION + i), within(1e-4));
        }
    }

    private static void add(NativeMatrix gradient, int row, double[] sum, int track) {
        for (int i = 0; i < DIMENSION; i++) {
            sum[track * DIMENSION + i] += gradient.get((long) row * DIMENSION + i);
        }
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

    /// The loss by its definition, in double precision.
    private double loss() {
        double loss = 0;
        for (int i = BEFORE; i < BEFORE + LENGTH; i++) {
            double weights = 0;
            for (int j = 0; j < CONTEXT; j++) {
                int distance = Math.abs(i - j);
                if (distance > 0 && distance <= WINDOW) {
                    double weight = (double) (WINDOW - distance + 1) / WINDOW;
                    weights += weight;
                    loss += weight * Math.log1p(Math.exp(-score(TEXT[FROM + i], TEXT[FROM + j])));
                }
            }
            for (int drawn : DRAWN) {
                if (!stands(drawn)) {
                    loss += NEGATIVES * weights / SHARED * Math.log1p(Math.exp(score(TEXT[FROM + i], drawn)));
                }
            }
        }
        return loss;
    }

    private static boolean stands(int track) {
        for (int j = 0; j < CONTEXT; j++) {
            if (TEXT[FROM + j] == track) {
                return true;
            }
        }
        return false;
    }

    private double score(int in, int out) {
        double score = offsets[out];
        for (int i = 0; i < DIMENSION; i++) {
            score += input[in * DIMENSION + i] * output[out * DIMENSION + i];
        }
        return score;
    }

    private static double[] noise(long seed) {
        var random = new Random(seed);
        double[] values = new double[TRACKS * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
