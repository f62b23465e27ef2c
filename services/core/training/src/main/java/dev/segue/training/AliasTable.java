package dev.segue.training;

import java.util.ArrayDeque;
import java.util.SplittableRandom;

/// Draws numbers with given probabilities, in constant time each. Costs 12 bytes a number.
///
/// Source: Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution" (1991).
public final class AliasTable {

    private final double[] keep;
    private final int[] other;

    /// @param weights at least one, none below 0, not all 0; read, never kept
    public AliasTable(double[] weights) {
        int n = weights.length;
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        if (!(total > 0)) {
            throw new IllegalArgumentException("Weights to draw by: expected a positive sum, got " + total);
        }
        keep = new double[n];
        other = new int[n];
        var small = new ArrayDeque<Integer>();
        var large = new ArrayDeque<Integer>();
        for (int i = 0; i < n; i++) {
            keep[i] = weights[i] / total * n;
            other[i] = i;
            (keep[i] < 1 ? small : large).add(i);
        }
        while (!small.isEmpty() && !large.isEmpty()) {
            int less = small.remove();
            int more = large.remove();
            other[less] = more;
            keep[more] -= 1 - keep[less];
            (keep[more] < 1 ? small : large).add(more);
        }
        // What is left differs from 1 by rounding alone.
        small.forEach(i -> keep[i] = 1);
        large.forEach(i -> keep[i] = 1);
    }

    /// One number, with the probability of its weight.
    public int draw(SplittableRandom random) {
        int i = random.nextInt(keep.length);
        return random.nextDouble() < keep[i] ? i : other[i];
    }
}
