package dev.segue.training.lightgcn;

import dev.segue.training.Kernels;
import dev.segue.training.TrainingSet;
import dev.segue.training.Workers;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// The graph of playlists and tracks: nodes `0 … playlists − 1` are playlists, the others tracks; an edge for each
/// track in a playlist, of weight `w`, normalised to `w/√(D_a·D_b)` with the sums D of the weights at its ends.
///
/// Costs 16 bytes an entry and 4 a node.
final class PlaylistGraph {

    /// Nodes a piece of work: small enough that pieces even out, large enough not to matter.
    private static final int NODES_OF_A_CHUNK = 256;

    private final int playlists;
    private final int nodes;
    private final int[] starts;
    private final int[] neighbours;
    private final float[] weights;

    /// @param weightOfEntry weight of each entry of the set, above 0
    PlaylistGraph(TrainingSet set, IntToDoubleFunction weightOfEntry) {
        playlists = set.playlists();
        nodes = playlists + set.tracks();
        double[] degrees = new double[nodes];
        starts = new int[nodes + 1];
        for (int entry = 0; entry < set.entries(); entry++) {
            double weight = weightOfEntry.applyAsDouble(entry);
            for (int node : new int[] {set.playlistOf(entry), playlists + set.trackOf(entry)}) {
                degrees[node] += weight;
                starts[node + 1]++;
            }
        }
        for (int node = 0; node < nodes; node++) {
            starts[node + 1] += starts[node];
        }
        int[] next = Arrays.copyOf(starts, nodes);
        neighbours = new int[2 * set.entries()];
        weights = new float[2 * set.entries()];
        for (int entry = 0; entry < set.entries(); entry++) {
            int playlist = set.playlistOf(entry);
            int track = playlists + set.trackOf(entry);
            float weight = (float) (weightOfEntry.applyAsDouble(entry) / Math.sqrt(degrees[playlist] * degrees[track]));
            neighbours[next[playlist]] = track;
            weights[next[playlist]++] = weight;
            neighbours[next[track]] = playlist;
            weights[next[track]++] = weight;
        }
    }

    int playlists() {
        return playlists;
    }

    int nodes() {
        return nodes;
    }

    /// What becomes of a node's vector once it is gathered, before the next layer reads it.
    @FunctionalInterface
    interface Finish {

        Finish NOTHING = (node, at) -> {};

        /// Changes the node's row of the result, which begins at `at`.
        void row(int node, int at);
    }

    /// One layer: every node gathers its neighbours' vectors, `to = Â·from`.
    ///
    /// @param from `[nodes · dimension]`, read only
    /// @param to `[nodes · dimension]`, overwritten
    void propagate(Workers workers, float[] from, float[] to, int dimension, Finish finish)
            throws InterruptedException {
        workers.each((nodes + NODES_OF_A_CHUNK - 1) / NODES_OF_A_CHUNK, chunk -> {
            int end = Math.min(nodes, (chunk + 1) * NODES_OF_A_CHUNK);
            for (int node = chunk * NODES_OF_A_CHUNK; node < end; node++) {
                int at = node * dimension;
                Arrays.fill(to, at, at + dimension, 0);
                for (int edge = starts[node]; edge < starts[node + 1]; edge++) {
                    Kernels.addScaled(to, at, from, neighbours[edge] * dimension, weights[edge], dimension);
                }
                finish.row(node, at);
            }
        });
    }

    /// Runs `work` for ranges of nodes, by all workers.
    void each(Workers workers, NodeRange work) throws InterruptedException {
        workers.each(
                (nodes + NODES_OF_A_CHUNK - 1) / NODES_OF_A_CHUNK,
                chunk -> work.run(chunk * NODES_OF_A_CHUNK, Math.min(nodes, (chunk + 1) * NODES_OF_A_CHUNK)));
    }

    /// Some consecutive nodes.
    @FunctionalInterface
    interface NodeRange {
        void run(int from, int to);
    }
}
