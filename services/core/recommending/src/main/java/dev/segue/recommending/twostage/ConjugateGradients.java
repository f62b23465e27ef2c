package dev.segue.recommending.twostage;

import dev.segue.corpus.Corpus;
import java.util.Arrays;

/// Solves by conjugate gradients, with the kernel as the product of what playlists hold with its transpose: it is never
/// made.
///
/// Memory: 4 bytes an entry of a playlist. A step costs some four additions an entry; more of them are needed
/// the larger the kernel is against λ: 22 in the mean and 25 at most over 50,446 playlists with λ 10. Immutable.
/// Source: Hestenes, Stiefel, "Methods of conjugate gradients for solving linear systems", J. Res. NBS 49
/// (1952).
final class ConjugateGradients implements KernelSolver {

    /// The residual ends below so much of the right side.
    private static final double ENOUGH = 1e-3;

    private static final int MOST_STEPS = 200;

    private final int[] starts;
    private final int[] tracks;
    private final float[] squares;
    private final float[] norms;
    private final ProfileIndex artists;
    private final float artistWeight;
    private final float ridge;

    /// @param squares by track ordinal, the square of what it weighs in every playlist
    /// @param norms by playlist ordinal, makes what it holds a unit vector
    /// @param artists cosines of playlists by artists, added `artistWeight` times
    /// @param ridge λ, above 0
    ConjugateGradients(
            Corpus corpus, float[] squares, float[] norms, ProfileIndex artists, float artistWeight, float ridge) {
        this.starts = new int[norms.length + 1];
        for (int playlist = 0; playlist < norms.length; playlist++) {
            starts[playlist + 1] = starts[playlist] + corpus.length(playlist);
        }
        this.tracks = new int[starts[norms.length]];
        for (int playlist = 0; playlist < norms.length; playlist++) {
            System.arraycopy(corpus.tracks(playlist), 0, tracks, starts[playlist], corpus.length(playlist));
        }
        this.squares = squares;
        this.norms = norms;
        this.artists = artists;
        this.artistWeight = artistWeight;
        this.ridge = ridge;
    }

    @Override
    public float[] solve(float[] right, int without) {
        float[] solution = new float[right.length];
        float[] residual = right.clone();
        float[] direction = right.clone();
        float[] product = new float[right.length];
        float[] held = new float[squares.length];
        double left = dot(residual, residual);
        double enough = left * ENOUGH * ENOUGH;
        for (int step = 0; step < MOST_STEPS && left > enough; step++) {
            multiply(direction, held, product);
            if (without >= 0) {
                product[without] = 0;
            }
            float length = (float) (left / dot(direction, product));
            for (int i = 0; i < solution.length; i++) {
                solution[i] += length * direction[i];
                residual[i] -= length * product[i];
            }
            double before = left;
            left = dot(residual, residual);
            float kept = (float) (left / before);
            for (int i = 0; i < direction.length; i++) {
                direction[i] = residual[i] + kept * direction[i];
            }
        }
        return solution;
    }

    /// `(K + λI)` times a vector.
    private void multiply(float[] vector, float[] held, float[] product) {
        Arrays.fill(held, 0);
        for (int playlist = 0; playlist < norms.length; playlist++) {
            float weight = norms[playlist] * vector[playlist];
            for (int at = starts[playlist]; at < starts[playlist + 1]; at++) {
                held[tracks[at]] += weight;
            }
        }
        for (int track = 0; track < held.length; track++) {
            held[track] *= squares[track];
        }
        for (int playlist = 0; playlist < norms.length; playlist++) {
            float sum = 0;
            for (int at = starts[playlist]; at < starts[playlist + 1]; at++) {
                sum += held[tracks[at]];
            }
            product[playlist] = norms[playlist] * sum + ridge * vector[playlist];
        }
        artists.addProduct(vector, artistWeight, product);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
