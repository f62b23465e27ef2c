package dev.segue.training.nexttrack;

import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.training.Kernels;
import dev.segue.training.TrainedVectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/// What a trained next-track network expects after some tracks, and how sure it is.
public final class NextTracks {

    private final TrainedVectors model;
    private final double temperature;

    /// @param temperature that the model was trained with
    public NextTracks(TrainedVectors model, double temperature) {
        this.model = model;
        this.temperature = temperature;
    }

    /// A track and the probability the network gives it.
    ///
    /// @param row of the track
    /// @param confidence softmax over all tracks that are not seeds, 0 to 1
    public record Expected(int row, double confidence) {}

    /// The most probable tracks, best first; of equal ones the first row.
    ///
    /// @param seeds rows of the last tracks, in their order, at least one; none of them is expected
    /// @param count at most so many
    public List<Expected> after(List<Integer> seeds, int count) {
        int dimension = model.dimension();
        float[] vectors = new float[seeds.size() * dimension];
        float[] weights = new float[seeds.size()];
        for (int s = 0; s < seeds.size(); s++) {
            System.arraycopy(model.rows(), seeds.get(s) * dimension, vectors, s * dimension, dimension);
            weights[s] = 1;
        }
        PlaylistEncoding encoding = model.encoding();
        double[] playlist = encoding.reference(vectors, weights);
        float[] query = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            query[i] = (float) playlist[i];
        }
        Set<Integer> known = Set.copyOf(seeds);
        var order = Comparator.comparingDouble(Expected::confidence)
                .thenComparing(Comparator.comparingInt(Expected::row).reversed());
        var best = new PriorityQueue<Expected>(order);
        double total = 0;
        for (int row = 0; row < model.trackIds().size(); row++) {
            if (known.contains(row)) {
                continue;
            }
            double similarity = Kernels.dot(query, 0, model.rows(), row * dimension, dimension);
            double odds = Math.exp((similarity - 1) / temperature);
            total += odds;
            best.add(new Expected(row, odds));
            if (best.size() > count) {
                best.remove();
            }
        }
        var expected = new ArrayList<Expected>();
        for (Expected track : best) {
            expected.add(new Expected(track.row(), track.confidence() / total));
        }
        expected.sort(order.reversed());
        return expected;
    }
}
