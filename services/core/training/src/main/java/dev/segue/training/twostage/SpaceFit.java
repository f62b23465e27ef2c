package dev.segue.training.twostage;

import dev.segue.recommending.twostage.FactorSpace;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A space of few dimensions for items that occur together in lists: the right singular vectors of lists × items, by
/// block power iteration. Lists are unit vectors over items that weigh `occurrences^-DAMPING`; an item's vector is
/// its singular vector times the square roots of the singular values, unit length.
///
/// Cost: PASSES · 2 · entries · dimension multiplications.
/// Source: Halko, Martinsson, Tropp, "Finding structure with randomness", SIAM Review 53 (2011).
final class SpaceFit {

    private static final int PASSES = 8;
    private static final int SPARE = 8;
    private static final double DAMPING = .25;

    private SpaceFit() {}

    /// @param lists items of each list; an item may be repeated
    /// @param items ordinals run from 0 to it, exclusive
    static FactorSpace fit(int[][] lists, int items, int dimension, long seed) {
        int width = dimension + SPARE;
        float[] weights = new float[items];
        for (int[] list : lists) {
            for (int item : list) {
                weights[item]++;
            }
        }
        for (int item = 0; item < items; item++) {
            weights[item] = weights[item] < 2 ? 0 : (float) Math.pow(weights[item], -DAMPING);
        }
        float[] norms = new float[lists.length];
        for (int i = 0; i < lists.length; i++) {
            double sum = 0;
            for (int item : lists[i]) {
                sum += (double) weights[item] * weights[item];
            }
            norms[i] = sum == 0 ? 0 : (float) (1 / Math.sqrt(sum));
        }
        double[][] left = new double[width][lists.length];
        var random = new SplittableRandom(seed);
        for (double[] column : left) {
            for (int i = 0; i < column.length; i++) {
                column[i] = random.nextDouble() - .5;
            }
        }
        double[][] right = new double[width][];
        double[] values = new double[width];
        for (int pass = 0; pass < PASSES; pass++) {
            orthonormalise(left);
            IntStream.range(0, width).parallel().forEach(d -> right[d] = items(lists, weights, norms, left[d], items));
            for (int d = 0; d < width; d++) {
                values[d] = norm(right[d]);
            }
            if (pass < PASSES - 1) {
                IntStream.range(0, width).parallel().forEach(d -> left[d] = lists(lists, weights, norms, right[d]));
            }
        }
        float[] vectors = new float[items * dimension];
        for (int item = 0; item < items; item++) {
            double sum = 0;
            for (int d = 0; d < dimension; d++) {
                double value = right[d][item] / Math.sqrt(Math.max(values[d], 1e-9));
                sum += value * value;
            }
            for (int d = 0; sum > 0 && d < dimension; d++) {
                vectors[item * dimension + d] =
                        (float) (right[d][item] / Math.sqrt(Math.max(values[d], 1e-9)) / Math.sqrt(sum));
            }
        }
        return new FactorSpace(dimension, vectors);
    }

    private static double[] items(int[][] lists, float[] weights, float[] norms, double[] left, int items) {
        double[] right = new double[items];
        for (int i = 0; i < lists.length; i++) {
            double value = norms[i] * left[i];
            for (int item : lists[i]) {
                right[item] += value * weights[item];
            }
        }
        return right;
    }

    private static double[] lists(int[][] lists, float[] weights, float[] norms, double[] right) {
        double[] left = new double[lists.length];
        for (int i = 0; i < lists.length; i++) {
            double sum = 0;
            for (int item : lists[i]) {
                sum += weights[item] * right[item];
            }
            left[i] = norms[i] * sum;
        }
        return left;
    }

    /// Gram and Schmidt, twice for the sake of rounding.
    private static void orthonormalise(double[][] columns) {
        for (int round = 0; round < 2; round++) {
            for (int d = 0; d < columns.length; d++) {
                for (int e = 0; e < d; e++) {
                    double dot = 0;
                    for (int i = 0; i < columns[d].length; i++) {
                        dot += columns[d][i] * columns[e][i];
                    }
                    for (int i = 0; i < columns[d].length; i++) {
                        columns[d][i] -= dot * columns[e][i];
                    }
                }
                double norm = norm(columns[d]);
                for (int i = 0; i < columns[d].length; i++) {
                    columns[d][i] /= norm;
                }
            }
        }
    }

    private static double norm(double[] column) {
        double sum = 0;
        for (double value : column) {
            sum += value * value;
        }
        return Math.max(Math.sqrt(sum), 1e-12);
    }
}
