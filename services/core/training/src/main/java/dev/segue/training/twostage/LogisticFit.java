package dev.segue.training.twostage;

import dev.segue.recommending.twostage.Feature;
import dev.segue.recommending.twostage.Logistic;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Logistic regression within each query ([QueryChances]) with a small ridge, by Newton's method on standardised
/// features, each row by its weight.
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

    /// What was fitted: the logit of a row is the bias, the mean of the queries' shifts, and its scaled values times
    /// their weights, summed.
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
        Newton newton = new Newton(examples, scaled, step, ridge * n);
        double[] weights = newton.weights();
        float[] raw = new float[width];
        double bias = newton.bias();
        for (int f = 0; f < width; f++) {
            if (deviation[f] >= 1e-9) {
                raw[f] = (float) (weights[f] / deviation[f]);
                bias -= weights[f] * mean[f] / deviation[f];
            }
        }
        return new Linear(raw, (float) bias);
    }

    /// What the rows of some queries say at some weights.
    private static final class Sums {
        /// Second derivatives of the loss, the lower triangle.
        private final double[] curves;
        private final double[] gradient;
        private double loss;
        /// Of the queries' shifts, each by the weight of its rows.
        private double shift;
        private double weight;

        Sums(int width) {
            this.curves = new double[width * width];
            this.gradient = new double[width];
        }

        void add(Sums other) {
            for (int i = 0; i < curves.length; i++) {
                curves[i] += other.curves[i];
            }
            for (int f = 0; f < gradient.length; f++) {
                gradient[f] += other.gradient[f];
            }
            loss += other.loss;
            shift += other.shift;
            weight += other.weight;
        }
    }

    /// Newton's method. It goes half of a step back as long as it made the loss greater: where a feature is rare, whole
    /// steps need not end.
    private static final class Newton {
        private final Examples examples;
        private final float[][] rows;
        private final int step;
        private final double ridge;
        private final int width;
        private double[] reached;
        private double bias;

        /// @param rows standardised, every `step`th of the examples
        Newton(Examples examples, float[][] rows, int step, double ridge) {
            this.examples = examples;
            this.rows = rows;
            this.step = step;
            this.ridge = ridge;
            this.width = examples.width();
            this.reached = new double[width];
            int right = examples.positives();
            this.bias = Math.log((right + 1.0) / (examples.size() - right + 1.0));
        }

        double[] weights() {
            double[] weights = reached;
            double[] move = new double[width];
            double least = Double.POSITIVE_INFINITY;
            for (int pass = 0; pass < PASSES; pass++) {
                Sums sums = sums(weights);
                double loss = sums.loss + ridge / 2 * squares(weights);
                // Written so that NaN counts as too far.
                boolean nearer = loss < least;
                if (nearer) {
                    boolean enough = least - loss < ENOUGH * loss;
                    least = loss;
                    reached = weights;
                    bias = sums.weight > 0 ? sums.shift / sums.weight : bias;
                    if (enough) {
                        break;
                    }
                    move = move(sums);
                }
                double largest = 0;
                weights = reached.clone();
                for (int f = 0; f < width; f++) {
                    move[f] *= nearer ? 1 : .5;
                    weights[f] += move[f];
                    largest = Math.max(largest, Math.abs(move[f]));
                }
                if (largest < 1e-5) {
                    break;
                }
            }
            return reached;
        }

        /// The mean shift of the queries, each by the weight of its rows.
        double bias() {
            return bias;
        }

        private static double squares(double[] weights) {
            double squares = 0;
            for (double weight : weights) {
                squares += weight * weight;
            }
            return squares;
        }

        private Sums sums(double[] weights) {
            Sums[] parts = new Sums[PARTS];
            int queries = examples.queries();
            IntStream.range(0, PARTS)
                    .parallel()
                    .forEach(part -> parts[part] = part(weights, (int) ((long) queries * part / PARTS), (int)
                            ((long) queries * (part + 1) / PARTS)));
            var sums = new Sums(width);
            for (Sums part : parts) {
                sums.add(part);
            }
            return sums;
        }

        /// Newton's step from where the sums were taken.
        private double[] move(Sums sums) {
            double[] matrix = sums.curves.clone();
            double[] move = sums.gradient.clone();
            for (int f = 0; f < width; f++) {
                move[f] -= ridge * reached[f];
                matrix[f * width + f] += ridge;
            }
            solve(matrix, move);
            return move;
        }

        /// What queries say, each with its best shift.
        private Sums part(double[] weights, int from, int to) {
            var sums = new Sums(width);
            var chances = new QueryChances();
            double[] mean = new double[width];
            double[] row = new double[width];
            for (int query = from; query < to; query++) {
                int first = sampled(examples.endOf(query - 1));
                int last = sampled(examples.endOf(query));
                chances.begin();
                for (int i = first; i < last; i++) {
                    chances.add(dot(weights, rows[i]), examples.label(i * step), examples.weight(i * step));
                }
                if (!chances.solve(bias)) {
                    continue;
                }
                // The shift moves with the weights, which takes what the rows have in common out of the derivatives.
                double curves = 0;
                Arrays.fill(mean, 0);
                for (int i = first; i < last; i++) {
                    double curve = curve(chances, first, i);
                    curves += curve;
                    for (int f = 0; f < width; f++) {
                        mean[f] += curve * rows[i][f];
                    }
                }
                for (int i = first; i < last; i++) {
                    boolean right = examples.label(i * step);
                    double weight = examples.weight(i * step);
                    for (int f = 0; f < width; f++) {
                        row[f] = rows[i][f] - mean[f] / curves;
                    }
                    addTo(sums, row, curve(chances, first, i), weight * ((right ? 1 : 0) - chances.chance(i - first)));
                    double logit = chances.shifted(i - first);
                    sums.loss += weight * softplus(right ? -logit : logit);
                }
                sums.shift += chances.allWeight() * chances.shift();
                sums.weight += chances.allWeight();
            }
            return sums;
        }

        /// The first sampled row from a row on.
        private int sampled(int row) {
            return Math.min(rows.length, (row + step - 1) / step);
        }

        private double curve(QueryChances chances, int first, int i) {
            double p = chances.chance(i - first);
            return examples.weight(i * step) * Math.max(p * (1 - p), 1e-9);
        }

        private void addTo(Sums sums, double[] row, double curve, double error) {
            for (int f = 0; f < width; f++) {
                double value = curve * row[f];
                int at = f * width;
                for (int g = 0; g <= f; g++) {
                    sums.curves[at + g] += value * row[g];
                }
                sums.gradient[f] += error * row[f];
            }
        }
    }

    private static double dot(double[] weights, float[] row) {
        double sum = 0;
        for (int f = 0; f < weights.length; f++) {
            sum += weights[f] * row[f];
        }
        return sum;
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
