package dev.segue.training.lightgcn;

import dev.segue.training.Kernels;
import dev.segue.training.Seeds;
import dev.segue.training.TrainingSet;
import dev.segue.training.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A batch of triples (a playlist, a track in it, a track not in it), their ranking loss, and its gradient by the
/// vectors of the nodes they touch.
///
/// With `x_t = v_p·(v_i − v_j)`
///
/// ```
/// L = −1/n Σ_t log σ(x_t),   ∂L/∂v_p = −Σ σ(−x_t)/n · (v_i − v_j),  ∂L/∂v_i = −Σ σ(−x_t)/n · v_p,  ∂L/∂v_j = −∂/∂v_i
/// ```
///
/// The gradient is a product of a sparse matrix, built row by row from the triples, with the vectors: each node's row
/// is made by one worker, in the order of the triples.
///
/// Source: Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback" (2009).
final class Triples {

    private static final int TRIES = 20;

    private final TrainingSet set;
    private final int playlists;
    private final int[][] tracksOf;
    private final int[] from;
    private final int[] in;
    private final int[] out;
    private final float[] slopes;
    private final double[] losses;
    private final int[] starts;
    private final int[] others;
    private final float[] weights;
    private int size;

    /// @param most triples of a batch
    Triples(TrainingSet set, int most) {
        this.set = set;
        this.playlists = set.playlists();
        this.tracksOf = new int[playlists][];
        for (int playlist = 0; playlist < playlists; playlist++) {
            int[] tracks = new int[set.end(playlist) - set.start(playlist)];
            for (int k = 0; k < tracks.length; k++) {
                tracks[k] = set.trackOf(set.start(playlist) + k);
            }
            Arrays.sort(tracks);
            tracksOf[playlist] = tracks;
        }
        this.from = new int[most];
        this.in = new int[most];
        this.out = new int[most];
        this.slopes = new float[most];
        this.losses = new double[most];
        this.starts = new int[playlists + set.tracks() + 1];
        this.others = new int[4 * most];
        this.weights = new float[4 * most];
    }

    /// Draws the triples of some entries.
    ///
    /// @param entries of the set, `count` of them from `first` on
    /// @param seed of this batch
    void draw(int[] entries, int first, int count, int negatives, long seed) {
        size = 0;
        for (int e = first; e < first + count; e++) {
            var random = new SplittableRandom(Seeds.mix(seed, Seeds.NEGATIVES, e));
            int playlist = set.playlistOf(entries[e]);
            for (int k = 0; k < negatives; k++) {
                int negative = absent(playlist, random);
                if (negative >= 0) {
                    from[size] = playlist;
                    in[size] = playlists + set.trackOf(entries[e]);
                    out[size++] = playlists + negative;
                }
            }
        }
    }

    /// A track that the playlist does not hold; -1 when none was met, as in a playlist of nearly all tracks.
    private int absent(int playlist, SplittableRandom random) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int track = random.nextInt(set.tracks());
            if (Arrays.binarySearch(tracksOf[playlist], track) < 0) {
                return track;
            }
        }
        return -1;
    }

    int size() {
        return size;
    }

    int playlist(int triple) {
        return from[triple];
    }

    /// The track in the playlist, as a node.
    int positive(int triple) {
        return in[triple];
    }

    /// The track that is not in it, as a node.
    int negative(int triple) {
        return out[triple];
    }

    /// Loss of the batch, and where each node's gradient comes from.
    ///
    /// @param vectors `[nodes · dimension]`, read only
    /// @return L
    double differentiate(Workers workers, float[] vectors, int dimension) throws InterruptedException {
        int chunks = 16;
        workers.each(chunks, chunk -> {
            for (int t = Workers.first(size, chunk, chunks); t < Workers.first(size, chunk + 1, chunks); t++) {
                int at = from[t] * dimension;
                double x = Kernels.dot(vectors, at, vectors, in[t] * dimension, dimension)
                        - Kernels.dot(vectors, at, vectors, out[t] * dimension, dimension);
                slopes[t] = (float) (-1 / (1 + Math.exp(x)) / size);
                // log(1 + e^−x), without overflow on either side
                losses[t] = Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, -x);
            }
        });
        Arrays.fill(starts, 0);
        for (int t = 0; t < size; t++) {
            starts[from[t] + 1] += 2;
            starts[in[t] + 1]++;
            starts[out[t] + 1]++;
        }
        for (int node = 0; node < starts.length - 1; node++) {
            starts[node + 1] += starts[node];
        }
        double loss = 0;
        for (int t = 0; t < size; t++) {
            put(from[t], in[t], slopes[t]);
            put(from[t], out[t], -slopes[t]);
            put(in[t], from[t], slopes[t]);
            put(out[t], from[t], -slopes[t]);
            loss += losses[t];
        }
        // Each start has moved to the end of its row, which is the start of the next.
        System.arraycopy(starts, 0, starts, 1, starts.length - 1);
        starts[0] = 0;
        return loss / size;
    }

    private void put(int node, int other, float weight) {
        int at = starts[node]++;
        others[at] = other;
        weights[at] = weight;
    }

    /// How often triples name the node, by triple.
    double share(int node) {
        int named = starts[node + 1] - starts[node];
        return (node < playlists ? named / 2.0 : named) / size;
    }

    /// Adds the gradient by a node's vector.
    void addGradient(int node, float[] vectors, float[] gradient, int dimension) {
        for (int k = starts[node]; k < starts[node + 1]; k++) {
            Kernels.addScaled(gradient, node * dimension, vectors, others[k] * dimension, weights[k], dimension);
        }
    }
}
