package dev.segue.training.lightgcn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.training.MadeUp;
import dev.segue.training.TrainingSet;
import dev.segue.training.Workers;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LightGcnGradientTest {

    private static final int DIMENSION = 4;

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(2, 6, 3, 4, 1)), 1);
    private final PlaylistGraph graph = new PlaylistGraph(set, entry -> 1 + entry % 3);

    @Test
    void propagatesByTheNormalisedWeights() throws InterruptedException {
        // Given
        double[][] adjacency = new double[graph.nodes()][graph.nodes()];
        for (int entry = 0; entry < set.entries(); entry++) {
            int playlist = set.playlistOf(entry);
            int track = graph.playlists() + set.trackOf(entry);
            adjacency[playlist][track] = 1 + entry % 3;
            adjacency[track][playlist] = 1 + entry % 3;
        }
        float[] from = noise();
        float[] to = new float[from.length];

        // When
        try (var workers = new Workers(2)) {
            graph.propagate(workers, from, to, DIMENSION, PlaylistGraph.Finish.NOTHING);
        }

        // Then
        for (int node = 0; node < graph.nodes(); node++) {
            for (int i = 0; i < DIMENSION; i++) {
                double expected = 0;
                for (int other = 0; other < graph.nodes(); other++) {
                    double degrees = Arrays.stream(adjacency[node]).sum()
                            * Arrays.stream(adjacency[other]).sum();
                    expected += adjacency[node][other] / Math.sqrt(degrees) * from[other * DIMENSION + i];
                }
                assertThat((double) to[node * DIMENSION + i]).isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void rankingLossAndGradientAreThoseOfTheDefinition() throws InterruptedException {
        // Given
        var triples = new Triples(set, 30);
        triples.draw(IntStream.range(0, set.entries()).toArray(), 0, 10, 3, 5);
        float[] vectors = noise();
        float[] gradient = new float[vectors.length];

        // When
        double loss;
        try (var workers = new Workers(2)) {
            loss = triples.differentiate(workers, vectors, DIMENSION);
        }
        for (int node = 0; node < graph.nodes(); node++) {
            triples.addGradient(node, vectors, gradient, DIMENSION);
        }

        // Then: single against double precision
        assertThat(triples.size()).isEqualTo(30);
        assertThat(loss).isCloseTo(ranking(triples, vectors, -1, 0), within(1e-5));
        for (int i = 0; i < vectors.length; i++) {
            double h = 1e-4;
            double slope = (ranking(triples, vectors, i, h) - ranking(triples, vectors, i, -h)) / (2 * h);
            assertThat((double) gradient[i]).isCloseTo(slope, within(1e-5));
        }
    }

    @Test
    void contrastAndItsGradientAreThoseOfTheDefinition() throws InterruptedException {
        // Given
        float[] first = noise();
        float[] second = new float[first.length];
        for (int i = 0; i < first.length; i++) {
            second[i] = first[i] + 0.1f * (i % 3);
        }
        int[] nodes = {1, 3, 4, 7};
        float[] gradient = new float[first.length];

        // When
        double loss;
        try (var contrast = new ViewContrast(8, DIMENSION, 0.5);
                var workers = new Workers(2)) {
            loss = contrast.add(workers, nodes, nodes.length, first, second, 2, gradient);
        }

        // Then: both views move with the vectors, as the gradient is that of both
        assertThat(loss).isCloseTo(contrast(nodes, first, second, -1, 0), within(1e-5));
        for (int i = 0; i < first.length; i++) {
            double h = 1e-4;
            double slope = (contrast(nodes, first, second, i, h) - contrast(nodes, first, second, i, -h)) / (2 * h);
            assertThat((double) gradient[i]).isCloseTo(2 * slope, within(1e-4));
        }
    }

    private double ranking(Triples triples, float[] vectors, int moved, double by) {
        double loss = 0;
        for (int t = 0; t < triples.size(); t++) {
            double x = 0;
            for (int i = 0; i < DIMENSION; i++) {
                double p = at(vectors, triples.playlist(t), i, moved, by);
                x += p
                        * (at(vectors, triples.positive(t), i, moved, by)
                                - at(vectors, triples.negative(t), i, moved, by));
            }
            loss += Math.log1p(Math.exp(-x)) / triples.size();
        }
        return loss;
    }

    private static double contrast(int[] nodes, float[] first, float[] second, int moved, double by) {
        double loss = 0;
        for (int node : nodes) {
            double sum = 0;
            double own = 0;
            for (int other : nodes) {
                double cosine = 0;
                double a = 0;
                double b = 0;
                for (int i = 0; i < DIMENSION; i++) {
                    double x = at(first, node, i, moved, by);
                    double y = at(second, other, i, moved, by);
                    cosine += x * y;
                    a += x * x;
                    b += y * y;
                }
                double e = Math.exp(cosine / Math.sqrt(a * b) / 0.5);
                sum += e;
                own = other == node ? e : own;
            }
            loss -= Math.log(own / sum) / nodes.length;
        }
        return loss;
    }

    private static double at(float[] vectors, int node, int i, int moved, double by) {
        int place = node * DIMENSION + i;
        return vectors[place] + (place == moved ? by : 0);
    }

    private float[] noise() {
        var random = new Random(9);
        float[] vectors = new float[graph.nodes() * DIMENSION];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
        return vectors;
    }
}
