package dev.segue.evaluation;

import java.util.SplittableRandom;

/// How one recommender differs from another on the same playlists.
///
/// @param difference mean of the first minus the second, with its bootstrap interval over playlists
/// @param p probability of a difference at least as large in size when neither is better: sign-flip permutation,
///     two-sided, never 0
public record PairedDifference(Interval difference, double p) {

    private static final int ROUNDS = 2000;

    /// @param first values of one recommender, one a playlist
    /// @param second values of the other for the same playlists in the same order
    /// Source: Smucker, Allan, Carterette, "A comparison of statistical significance tests for information
    /// retrieval evaluation", CIKM 2007.
    public static PairedDifference of(double[] first, double[] second, long seed) {
        if (first.length != second.length || first.length == 0) {
            throw new IllegalArgumentException("Pairs: expected as many values of both and at least one, got "
                    + first.length + " and " + second.length);
        }
        double[] differences = new double[first.length];
        double observed = 0;
        for (int i = 0; i < first.length; i++) {
            differences[i] = first[i] - second[i];
            observed += differences[i];
        }
        var random = new SplittableRandom(seed);
        int asLarge = 1;
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            long bits = 0;
            for (int i = 0; i < differences.length; i++) {
                bits = i % 64 == 0 ? random.nextLong() : bits >>> 1;
                sum += (bits & 1) == 0 ? differences[i] : -differences[i];
            }
            // Rounding must not make a sum of the same differences smaller than itself.
            asLarge += Math.abs(sum) >= Math.abs(observed) * (1 - 1e-12) ? 1 : 0;
        }
        return new PairedDifference(Interval.of(differences, seed), (double) asLarge / (ROUNDS + 1));
    }
}
