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
    private static final int PASSES = 25;
    /// A pass that lowers the loss by a smaller share of it is the last.
    private static final double ENOUGH = 1e-9;

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

    /// Goes half of a step back as long as it made the loss greater: where a feature is rare, whole steps need not end.
    private static double[] newton(Examples examples, float[][] rows, int step, double ridge) {
        int n = rows.length;
        int width = examples.width() + 1;
        double[] weights = new double[width];
        weights[width - 1] = Math.log((examples.positives() + 1.0) / (examples.size() - examples.positives() + 1.0));
        double[] reached = weights.clone();
        double[] move = new double[width];
        double least = Double.POSITIVE_INFINITY;
        for (int pass = 0; pass < PASSES; pass++) {
            double[] sums = sums(examples, rows, step, weights);
            double loss = sums[sums.length - 1] + ridge * n / 2 * squares(weights);
            // Written so that NaN counts as too far.
            boolean nearer = loss < least;
            if (nearer) {
                if (least - loss < ENOUGH * loss) {
                    return weights;
                }
                least = loss;
                reached = weights.clone();
                move = move(sums, reached, ridge * n);
            }
            double largest = 0;
            for (int f = 0; f < width; f++) {
                move[f] *= nearer ? 1 : .5;
                weights[f] = reached[f] + move[f];
                largest = Math.max(largest, Math.abs(move[f]));
            }
            if (largest < 1e-5) {
                break;
            }
        }
        return reached;
    }

    /// Of all but the bias.
    private static double squares(double[] weights) {
        double squares = 0;
        for (int f = 0; f < weights.length - 1; f++) {
            squares += weights[f] * weights[f];
        }
        return squares;
    }

    private static double[] sums(Examples examples, float[][] rows, int step, double[] weights) {
        double[][] parts = new double[PARTS][];
        int n = rows.length;
        IntStream.range(0, PARTS)
                .parallel()
                .forEach(
                        part -> parts[part] = part(examples, rows, step, weights, (int) ((long) n * part / PARTS), (int)
                                ((long) n * (part + 1) / PARTS)));
        double[] sums = new double[parts[0].length];
        for (double[] part : parts) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        return sums;
    }

    /// Newton's step from where the sums were taken.
    private static double[] move(double[] sums, double[] weights, double ridge) {
        int width = weights.length;
        double[] matrix = Arrays.copyOf(sums, width * width);
        double[] move = Arrays.copyOfRange(sums, width * width, width * width + width);
        for (int f = 0; f < width; f++) {
            double own = f == width - 1 ? 0 : ridge;
            move[f] -= own * weights[f];
            matrix[f * width + f] += own;
        }
        solve(matrix, move);
        return move;
    }

    /// The lower triangle of the second derivatives, the gradient, then the loss, of some rows.
    private static double[] part(Examples examples, float[][] rows, int step, double[] weights, int from, int to) {
        int width = weights.length;
        double[] sums = new double[width * width + width + 1];
        float[] row = new float[width];
        row[width - 1] = 1;
        for (int i = from; i < to; i++) {
            System.arraycopy(rows[i], 0, row, 0, width - 1);
            double logit = 0;
            for (int f = 0; f < width; f++) {
                logit += weights[f] * row[f];
            }
            double p = 1 / (1 + Math.exp(-logit));
            boolean right = examples.label(i * step);
            double curve = examples.weight(i * step) * Math.max(p * (1 - p), 1e-9);
            double error = examples.weight(i * step) * ((right ? 1 : 0) - p);
            for (int f = 0; f < width; f++) {
                double value = curve * row[f];
                int at = f * width;
                for (int g = 0; g <= f; g++) {
                    sums[at + g] += value * row[g];
                }
                sums[width * width + f] += error * row[f];
            }
            sums[sums.length - 1] += examples.weight(i * step) * softplus(right ? -logit : logit);
        }
        return sums;
    }

    /// `log(1 + e^x)`.
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
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
