package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;
import java.util.function.IntFunction;

/// Playlists as unit vectors over terms (their artists, the words of their titles), and the cosine of a profile with
/// each. A term weighs `log(1 + occurrences) · log(1 + playlists / playlists with it)`.
///
/// Memory: 8 bytes a term of a playlist. A query costs the postings of its terms. Immutable.
final class ProfileIndex {

    private final int playlists;
    private final int[] starts;
    private final int[] postings;
    private final float[] weights;

    private ProfileIndex(int playlists, int[] starts, int[] postings, float[] weights) {
        this.playlists = playlists;
        this.starts = starts;
        this.postings = postings;
        this.weights = weights;
    }

    /// @param termsOf a playlist's terms, repeated as they occur, in any order; empty for none
    static ProfileIndex of(int playlists, int terms, IntFunction<int[]> termsOf) {
        int[] starts = new int[terms + 1];
        int[][] sorted = new int[playlists][];
        for (int playlist = 0; playlist < playlists; playlist++) {
            sorted[playlist] = termsOf.apply(playlist).clone();
            Arrays.sort(sorted[playlist]);
            for (int i = 0; i < sorted[playlist].length; i++) {
                if (isFirst(sorted[playlist], i)) {
                    starts[sorted[playlist][i] + 1]++;
                }
            }
        }
        for (int term = 0; term < terms; term++) {
            starts[term + 1] += starts[term];
        }
        int[] postings = new int[starts[terms]];
        float[] weights = new float[starts[terms]];
        int[] next = Arrays.copyOf(starts, terms);
        var index = new ProfileIndex(playlists, starts, postings, weights);
        for (int playlist = 0; playlist < playlists; playlist++) {
            Profile profile = index.profile(sorted[playlist]);
            for (int i = 0; i < profile.terms().length; i++) {
                int at = next[profile.terms()[i]]++;
                postings[at] = playlist;
                weights[at] = profile.weights()[i];
            }
        }
        return index;
    }

    /// A unit vector.
    ///
    /// @param terms each once
    /// @param weights one a term
    record Profile(int[] terms, float[] weights) {}

    /// @param occurrences of terms in any order; those outside the index are passed over
    Profile profile(int[] occurrences) {
        int[] sorted = occurrences.clone();
        Arrays.sort(sorted);
        int[] terms = new int[sorted.length];
        float[] values = new float[sorted.length];
        int size = 0;
        double norm = 0;
        for (int i = 0; i < sorted.length; ) {
            int term = sorted[i];
            int from = i;
            while (i < sorted.length && sorted[i] == term) {
                i++;
            }
            if (term >= 0 && term < starts.length - 1 && playlistsOf(term) > 0) {
                double weight = Math.log1p(i - from) * Math.log1p((double) playlists / playlistsOf(term));
                terms[size] = term;
                values[size++] = (float) weight;
                norm += weight * weight;
            }
        }
        float scale = (float) (1 / Math.sqrt(norm));
        for (int i = 0; i < size; i++) {
            values[i] *= scale;
        }
        return new Profile(Arrays.copyOf(terms, size), Arrays.copyOf(values, size));
    }

    /// The unit vector of terms that weigh as given, times how rare they are.
    ///
    /// @param terms each once, in any order; those outside the index are passed over
    Profile profile(int[] terms, float[] weights) {
        float[] values = new float[terms.length];
        double norm = 0;
        for (int i = 0; i < terms.length; i++) {
            if (playlistsOf(terms[i]) > 0) {
                values[i] = (float) (weights[i] * Math.log1p((double) playlists / playlistsOf(terms[i])));
                norm += (double) values[i] * values[i];
            }
        }
        for (int i = 0; norm > 0 && i < values.length; i++) {
            values[i] *= (float) (1 / Math.sqrt(norm));
        }
        return new Profile(terms, values);
    }

    /// Adds `factor` · cosine for every playlist that shares a term with the profile.
    ///
    /// @param itself a playlist left out, or -1
    void addCosines(Profile profile, float factor, int itself, SparseScores scores) {
        for (int i = 0; i < profile.terms().length; i++) {
            int term = profile.terms()[i];
            float weight = profile.weights()[i] * factor;
            for (int at = starts[term]; at < starts[term + 1]; at++) {
                if (postings[at] != itself) {
                    scores.add(postings[at], weight * weights[at]);
                }
            }
        }
    }

    /// The same into an array by playlist.
    void addCosines(Profile profile, float factor, int itself, float[] sums) {
        for (int i = 0; i < profile.terms().length; i++) {
            int term = profile.terms()[i];
            float weight = profile.weights()[i] * factor;
            for (int at = starts[term]; at < starts[term + 1]; at++) {
                if (postings[at] != itself) {
                    sums[postings[at]] += weight * weights[at];
                }
            }
        }
    }

    /// Adds `factor` times the product of a vector, by playlist, with all cosines between playlists.
    void addProduct(float[] vector, float factor, float[] sums) {
        for (int term = 0; term < starts.length - 1; term++) {
            float held = 0;
            for (int at = starts[term]; at < starts[term + 1]; at++) {
                held += weights[at] * vector[postings[at]];
            }
            held *= factor;
            for (int at = starts[term]; at < starts[term + 1]; at++) {
                sums[postings[at]] += held * weights[at];
            }
        }
    }

    int playlistsOf(int term) {
        return starts[term + 1] - starts[term];
    }

    private static boolean isFirst(int[] sorted, int i) {
        return i == 0 || sorted[i] != sorted[i - 1];
    }
}
