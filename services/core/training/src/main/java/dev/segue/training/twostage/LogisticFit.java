package dev.segue.training.twostage;

import dev.segue.recommending.twostage.Feature;
import dev.segue.recommending.twostage.Logistic;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Logistic regression with a small ridge, by Newton's method on standardised features, each row by
/// its weight.
///
/// Cost: a pass takes features² multiplications a row. Rows are summed in a fixed number of parts, so that threads are
/// of no influence.
public final class LogisticFit {

    private static final int PARTS = 64;
    private static final int PASSES = 10;

    private LogisticFit() {}

    /// How a model takes the value of a feature.
    @FunctionalInterface
    public interface Scale {
        float of(int feature, float value);
    }

    /// What was fitted: the logit of a row is the bias and the sum of its scaled values times their weights.
    ///
    /// @param weights one a feature; the caller's
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Linear(float[] weights, float bias) {}

    /// Weights of the features that the first stages' candidates are described by.
    static Logistic fit(Examples examples, int most, double ridge) {
        Feature[] features = Feature.values();
        Linear linear = fit(examples, (feature, value) -> features[feature].scaled(value), most, ridge);
        return new Logistic(linear.weights(), linear.bias());
    }

    /// @param most rows looked at, evenly spread
    /// @param ridge on the standardised weights, a row
    public static Linear fit(Examples examples, Scale scale, int most, double ridge) {
        int step = Math.max(1, examples.size() / most);
        int n = examples.size() / step;
        int width = examples.width();
        double[] mean = new double[width];
        double[] deviation = new double[width];
        float[][] scaled = new float[n][width];
        IntStream.range(0, n).parallel().forEach(i -> {
            float[] row = examples.row(i * step);
            for (int f = 0; f < width; f++) {
                scaled[i][f] = scale.of(f, row[f]);
            }
        });
        for (float[] row : scaled) {
            for (int f = 0; f < width; f++) {
                mean[f] += row[f] / (double) n;
            }
        }
        for (float[] row : scaled) {
            for (int f = 0; f < width; f++) {
                deviation[f] += (row[f] - mean[f]) * (row[f] - mean[f]) / n;
            }
        }
        for (int f = 0; f < width; f++) {
            deviation[f] = Math.sqrt(deviation[f]);
        }
        IntStream.range(0, n).parallel().forEach(i -> {
            for (int f = 0; f < width; f++) {
                scaled[i][f] = deviation[f] < 1e-9 ? 0 : (float) ((scaled[i][f] - mean[f]) / deviation[f]);
            }
        });
        double[] weights = newton(examples, scaled, step, ridge);
        float[] raw = new float[width];
        double bias = weights[width];
        for (int f = 0; f < width; f++) {
            if (deviation[f] >= 1e-9) {
                raw[f] = (float) (weights[f] / deviation[f]);
                bias -= weights[f] * mean[f] / deviation[f];
            }
        }
        return new Linear(raw, (float) bias);
    }

    private static double[] newton(Examples examples, float[][] rows, int step, double ridge) {
        int n = rows.length;
        int width = examples.width() + 1;
        double[] weights = new double[width];
        weights[width - 1] = Math.log((examples.positives() + 1.0) / (examples.size() - examples.positives() + 1.0));
        for (int pass = 0; pass < PASSES; pass++) {
            double[][] parts = new double[PARTS][];
            IntStream.range(0, PARTS)
                    .parallel()
                    .forEach(part ->
                            parts[part] = part(examples, rows, step, weights, (int) ((long) n * part / PARTS), (int)
                                    ((long) n * (part + 1) / PARTS)));
            double[] sums = new double[width * width + width];
            for (double[] part : parts) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += part[i];
                }
            }
            double[] step1 = new double[width];
            double[] matrix = Arrays.copyOf(sums, width * width);
            for (int f = 0; f < width; f++) {
                boolean bias = f == width - 1;
                step1[f] = sums[width * width + f] - (bias ? 0 : ridge * n * weights[f]);
                matrix[f * width + f] += (bias ? 1e-9 : ridge) * n;
            }
            solve(matrix, step1);
            double largest = 0;
            for (int f = 0; f < width; f++) {
                weights[f] += step1[f];
                largest = Math.max(largest, Math.abs(step1[f]));
            }
            if (largest < 1e-5) {
                break;
            }
        }
        return weights;
    }

    /// The lower triangle of the second derivatives, then the gradient, of some rows.
    private static double[] part(Examples examples, float[][] rows, int step, double[] weights, int from, int to) {
        int width = weights.length;
        double[] sums = new double[width * width + width];
        float[] row = new float[width];
        row[width - 1] = 1;
        for (int i = from; i < to; i++) {
            System.arraycopy(rows[i], 0, row, 0, width - 1);
            double logit = 0;
            for (int f = 0; f < width; f++) {
                logit += weights[f] * row[f];
            }
            double p = 1 / (1 + Math.exp(-logit));
            double curve = examples.weight(i * step) * Math.max(p * (1 - p), 1e-9);
            double error = examples.weight(i * step) * ((examples.label(i * step) ? 1 : 0) - p);
            for (int f = 0; f < width; f++) {
                double value = curve * row[f];
                int at = f * width;
                for (int g = 0; g <= f; g++) {
                    sums[at + g] += value * row[g];
                }
                sums[width * width + f] += error * row[f];
            }
        }
        return sums;
    }

    /// Solves in place by Cholesky's decomposition of the lower triangle.
    private static void solve(double[] matrix, double[] right) {
        int n = right.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i * n + k] * matrix[j * n + k];
                }
                matrix[i * n + j] = i == j ? Math.sqrt(sum) : sum / matrix[j * n + j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                right[i] -= matrix[i * n + k] * right[k];
            }
            right[i] /= matrix[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                right[i] -= matrix[k * n + i] * right[k];
            }
            right[i] /= matrix[i * n + i];
        }
    }
}
