package dev.segue.training.twostage;

import java.util.Arrays;

/// How likely each candidate of a query is right, given that as many are right as are: all logits of the query are
/// shifted alike, until the weighed chances sum to the weight of the right ones.
///
/// A ranking only knows the order within a query, while labels also tell how many of its candidates are right: a
/// playlist that hides many tracks, or whose tracks are easily found. Fitted to chances so shifted, a model need not
/// explain that (regression with an intercept of each query's own). Reused from query to query; not thread-safe.
final class QueryChances {

    private static final double ENOUGH = 1e-6;
    private static final int STEPS = 60;

    private double[] logits = new double[256];
    private double[] chances = new double[256];
    private double[] weights = new double[256];
    private double rightWeight;
    private double allWeight;
    private double shift;
    private int size;

    /// Begins the next query.
    void begin() {
        size = 0;
        rightWeight = 0;
        allWeight = 0;
    }

    /// Takes a candidate.
    ///
    /// @param weight above 0
    void add(double logit, boolean right, double weight) {
        if (size == logits.length) {
            logits = Arrays.copyOf(logits, size * 2);
            chances = Arrays.copyOf(chances, size * 2);
            weights = Arrays.copyOf(weights, size * 2);
        }
        logits[size] = logit;
        weights[size++] = weight;
        rightWeight += right ? weight : 0;
        allWeight += weight;
    }

    /// Finds the shift, by Newton's method within an interval that holds it.
    ///
    /// @param guess where to begin
    /// @return false when all are right or none is: their order says nothing, and there is no shift
    boolean solve(double guess) {
        if (!(rightWeight > 0 && rightWeight < allWeight * (1 - 1e-9))) {
            return false;
        }
        double base = Math.log(rightWeight / (allWeight - rightWeight));
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            low = Math.min(low, base - logits[i]);
            high = Math.max(high, base - logits[i]);
        }
        shift = Math.clamp(guess, low, high);
        for (int step = 0; step < STEPS; step++) {
            double missing = rightWeight;
            double slope = 0;
            for (int i = 0; i < size; i++) {
                double p = 1 / (1 + Math.exp(-logits[i] - shift));
                chances[i] = p;
                missing -= weights[i] * p;
                slope += weights[i] * p * (1 - p);
            }
            if (Math.abs(missing) <= ENOUGH * rightWeight) {
                break;
            }
            if (missing > 0) {
                low = shift;
            } else {
                high = shift;
            }
            double next = shift + missing / slope;
            // Written so that NaN counts as outside.
            shift = next > low && next < high ? next : low + (high - low) / 2;
        }
        return true;
    }

    /// Of a candidate, in the order they were taken.
    double chance(int i) {
        return chances[i];
    }

    /// A candidate's logit, with the shift.
    double shifted(int i) {
        return logits[i] + shift;
    }

    double shift() {
        return shift;
    }

    double allWeight() {
        return allWeight;
    }
}
