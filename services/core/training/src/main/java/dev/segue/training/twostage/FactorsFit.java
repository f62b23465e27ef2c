package dev.segue.training.twostage;

import dev.segue.recommending.ItemFactors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Factors of items by alternating least squares on who holds what, a few steps of conjugate gradients a row and round.
/// Items of one list or none get none: they say nothing of how lists are alike, and are most of them.
///
/// Cost a round: (lists + items) · steps · dimension² + 4 · entries · steps · dimension multiplications.
/// Source: as [ItemFactors].
final class FactorsFit {

    /// @param dimension of the factors
    /// @param rounds over lists and items
    /// @param unheld weight of what is not held, what is held weighing 1
    /// @param ridge see [ItemFactors]
    /// @param seed of the first factors
    record Config(int dimension, int rounds, float unheld, float ridge, long seed) {}

    private static final int STEPS = 3;

    private FactorsFit() {}

    static ItemFactors fit(Lists all, Config config) {
        Lists lists = shared(all);
        int f = config.dimension();
        float[] items = new float[lists.items() * f];
        float[] rows = new float[lists.lists().length * f];
        var random = new SplittableRandom(config.seed());
        for (int i = 0; i < items.length; i++) {
            items[i] = (float) ((random.nextDouble() - .5) / Math.sqrt(f));
        }
        for (int item = 0; item < lists.items(); item++) {
            if (lists.holders()[item].length == 0) {
                Arrays.fill(items, item * f, (item + 1) * f, 0);
            }
        }
        for (int round = 0; round < config.rounds(); round++) {
            half(lists.lists(), items, rows, config);
            half(lists.holders(), rows, items, config);
        }
        return new ItemFactors(f, items, gram(items, config), config.ridge());
    }

    private static Lists shared(Lists all) {
        int[][] lists = Arrays.stream(all.lists())
                .map(list -> Arrays.stream(list)
                        .filter(item -> all.holders()[item].length > 1)
                        .toArray())
                .toArray(int[][]::new);
        return Lists.of(lists, all.items());
    }

    private static void half(int[][] held, float[] others, float[] rows, Config config) {
        float[] gram = gram(others, config);
        IntStream.range(0, held.length).parallel().forEach(row -> {
            if (held[row].length > 0) {
                float[] weights = new float[held[row].length];
                Arrays.fill(weights, 1);
                ItemFactors.improve(
                        others, gram, config.ridge(), held[row], weights, rows, row * config.dimension(), STEPS);
            }
        });
    }

    /// `unheld · VᵀV`, summed in a fixed number of parts.
    private static float[] gram(float[] vectors, Config config) {
        int f = config.dimension();
        int count = vectors.length / f;
        int parts = 16;
        double[][] sums = new double[parts][];
        IntStream.range(0, parts).parallel().forEach(part -> {
            float[] sum = new float[f * f];
            double[] total = new double[f * f];
            int from = (int) ((long) count * part / parts);
            int to = (int) ((long) count * (part + 1) / parts);
            for (int v = from; v < to; v++) {
                for (int i = 0; i < f; i++) {
                    float factor = vectors[v * f + i];
                    int at = i * f;
                    for (int j = 0; j < f; j++) {
                        sum[at + j] += factor * vectors[v * f + j];
                    }
                }
                if ((v - from) % 256 == 255 || v == to - 1) {
                    for (int i = 0; i < sum.length; i++) {
                        total[i] += sum[i];
                        sum[i] = 0;
                    }
                }
            }
            sums[part] = total;
        });
        float[] gram = new float[f * f];
        for (int i = 0; i < gram.length; i++) {
            double total = 0;
            for (double[] sum : sums) {
                total += sum[i];
            }
            gram[i] = (float) (config.unheld() * total);
        }
        return gram;
    }
}
