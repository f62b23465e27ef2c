package dev.segue.lab;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/// Multinomial logistic regression with a little ridge, by gradient descent over all examples with momentum: the same
/// examples give the same weights.
final class LinearProbe {

    private static final int STEPS = 300;
    private static final double RATE = 4;
    private static final double MOMENTUM = 0.9;
    private static final double RIDGE = 1e-5;

    private final int dimension;
    private final int classes;
    private final double[] weights;

    /// @param dimension of the examples; components of the order of 1/√dimension
    LinearProbe(int dimension, int classes) {
        this.dimension = dimension;
        this.classes = classes;
        this.weights = new double[classes * (dimension + 1)];
    }

    /// @param example vector of an example, `[dimension]`
    /// @param label class of an example
    void learn(int examples, IntFunction<float[]> example, IntUnaryOperator label) {
        float[][] vectors = new float[examples][];
        Arrays.setAll(vectors, example);
        double[] moved = new double[weights.length];
        for (int step = 0; step < STEPS; step++) {
            double[] gradient = new double[weights.length];
            for (int e = 0; e < examples; e++) {
                double[] odds = scores(vectors[e]);
                double greatest = Arrays.stream(odds).max().orElse(0);
                double sum = 0;
                for (int c = 0; c < classes; c++) {
                    odds[c] = Math.exp(odds[c] - greatest);
                    sum += odds[c];
                }
                for (int c = 0; c < classes; c++) {
                    double slope = (odds[c] / sum - (c == label.applyAsInt(e) ? 1 : 0)) / examples;
                    int at = c * (dimension + 1);
                    for (int i = 0; i < dimension; i++) {
                        gradient[at + i] += slope * vectors[e][i];
                    }
                    gradient[at + dimension] += slope;
                }
            }
            for (int i = 0; i < weights.length; i++) {
                moved[i] = MOMENTUM * moved[i] - RATE * (gradient[i] + RIDGE * weights[i]);
                weights[i] += moved[i];
            }
        }
    }

    /// How many classes are more probable than the given one.
    int rank(float[] vector, int label) {
        double[] scores = scores(vector);
        int rank = 0;
        for (int c = 0; c < classes; c++) {
            rank += scores[c] > scores[label] ? 1 : 0;
        }
        return rank;
    }

    private double[] scores(float[] vector) {
        double[] scores = new double[classes];
        for (int c = 0; c < classes; c++) {
            int at = c * (dimension + 1);
            double sum = weights[at + dimension];
            for (int i = 0; i < dimension; i++) {
                sum += weights[at + i] * vector[i];
            }
            scores[c] = sum;
        }
        return scores;
    }
}
