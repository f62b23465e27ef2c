package dev.segue.training.twostage;

import dev.segue.recommending.twostage.ItemWeights;
import java.util.Arrays;
import java.util.stream.IntStream;

/// SLIM: for each item the weights, none below 0, with which others predict who holds it, by coordinate descent on the
/// Gram matrix, each item among its nearest by cosine.
///
/// Of the Gram matrix only what one item needs is made at a time, from the lists that hold its nearest. Memory while
/// fitting, a thread: 8 bytes an item and list, 4 bytes a pair of neighbours.
/// Source: Ning and Karypis, "SLIM", ICDM 2011; Friedman, Hastie, Tibshirani, "Regularization Paths for Generalized
/// Linear Models via Coordinate Descent", Journal of Statistical Software 33 (2010).
final class SlimFit {

    /// @param neighbours most items that may predict one
    /// @param l1 taken off every correlation
    /// @param l2 added to the diagonal
    /// @param lengthExponent lists weigh `length^-lengthExponent`
    record Config(int neighbours, float l1, float l2, double lengthExponent) {}

    private static final int SWEEPS = 20;
    private static final float STILL = 1e-4f;

    private final Lists lists;
    private final Config config;
    private final float[] listWeights;
    private final double[] diagonal;

    private SlimFit(Lists lists, Config config) {
        this.lists = lists;
        this.config = config;
        this.listWeights = new float[lists.lists().length];
        for (int i = 0; i < listWeights.length; i++) {
            listWeights[i] = (float) Math.pow(Math.max(1, lists.lists()[i].length), -config.lengthExponent());
        }
        this.diagonal = new double[lists.items()];
        for (int item = 0; item < diagonal.length; item++) {
            for (int list : lists.holders()[item]) {
                diagonal[item] += listWeights[list];
            }
        }
    }

    static ItemWeights fit(Lists lists, Config config) {
        return new SlimFit(lists, config).fit();
    }

    private ItemWeights fit() {
        int n = lists.items();
        int[][] sources = new int[n][];
        float[][] weights = new float[n][];
        var scratch = ThreadLocal.withInitial(Scratch::new);
        IntStream.range(0, n).parallel().forEach(item -> {
            Scratch own = scratch.get();
            int[] near = own.nearest(item);
            float[] w = descended(own.correlations(near), own.gram(near), near.length);
            int kept = 0;
            for (int i = 0; i < near.length; i++) {
                if (w[i] > 0) {
                    near[kept] = near[i];
                    w[kept++] = w[i];
                }
            }
            sources[item] = Arrays.copyOf(near, kept);
            weights[item] = Arrays.copyOf(w, kept);
        });
        return bySource(sources, weights);
    }

    private static ItemWeights bySource(int[][] sources, float[][] weights) {
        int n = sources.length;
        int[] starts = new int[n + 1];
        for (int[] of : sources) {
            for (int source : of) {
                starts[source + 1]++;
            }
        }
        for (int i = 0; i < n; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = Arrays.copyOf(starts, n);
        int[] targets = new int[starts[n]];
        float[] values = new float[starts[n]];
        for (int item = 0; item < n; item++) {
            for (int i = 0; i < sources[item].length; i++) {
                int at = next[sources[item][i]]++;
                targets[at] = item;
                values[at] = weights[item][i];
            }
        }
        return new ItemWeights(starts, targets, values);
    }

    /// The weights that minimise the penalised error, one coordinate after the other.
    ///
    /// @param residual correlations with the item, changed
    /// @param gram `[k * k]`
    private float[] descended(float[] residual, float[] gram, int k) {
        float[] w = new float[k];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            float moved = 0;
            for (int i = 0; i < k; i++) {
                int at = i * k;
                float own = gram[at + i];
                float wanted = Math.max(0, (residual[i] + own * w[i] - config.l1()) / (own + config.l2()));
                float step = wanted - w[i];
                if (step != 0) {
                    w[i] = wanted;
                    moved = Math.max(moved, Math.abs(step));
                    for (int j = 0; j < k; j++) {
                        residual[j] -= step * gram[at + j];
                    }
                }
            }
            if (moved < STILL) {
                break;
            }
        }
        return w;
    }

    /// Room of one thread for one item at a time.
    private final class Scratch {
        private final float[] sums = new float[lists.items()];
        private int[] touched = new int[256];
        private int size;
        /// How many of the nearest each list holds, and afterwards where its next one is written.
        private final int[] ends = new int[lists.lists().length];

        /// The nearest by cosine with `l2` on the diagonal, as the weights are fitted: else two items that nobody but
        /// one list holds are nearest. Ties by ordinal.
        int[] nearest(int item) {
            for (int i = 0; i < size; i++) {
                sums[touched[i]] = 0;
            }
            size = 0;
            for (int list : lists.holders()[item]) {
                for (int other : lists.lists()[list]) {
                    if (sums[other] == 0 && other != item) {
                        touched = size == touched.length ? Arrays.copyOf(touched, size * 2) : touched;
                        touched[size++] = other;
                    }
                    sums[other] += other == item ? 0 : listWeights[list];
                }
            }
            long[] keys = new long[size];
            for (int i = 0; i < size; i++) {
                int other = touched[i];
                float cosine = sums[other]
                        / (float) Math.sqrt((diagonal[item] + config.l2()) * (diagonal[other] + config.l2()));
                keys[i] = (long) (Integer.MAX_VALUE - Float.floatToRawIntBits(cosine)) << 32 | other;
            }
            Arrays.sort(keys);
            int[] near = new int[Math.min(config.neighbours(), size)];
            Arrays.setAll(near, i -> (int) keys[i]);
            return near;
        }

        /// Of the item that was last asked for, with its nearest.
        float[] correlations(int[] near) {
            float[] correlations = new float[near.length];
            for (int i = 0; i < near.length; i++) {
                correlations[i] = sums[near[i]];
            }
            return correlations;
        }

        /// What lists weigh that hold two of the nearest, for each two: each list's are written down side by side, then
        /// each list adds to all pairs of its own.
        float[] gram(int[] near) {
            int[][] holders = lists.holders();
            int entries = 0;
            for (int item : near) {
                entries += holders[item].length;
            }
            int[] found = new int[Math.min(entries, ends.length)];
            int lists = 0;
            for (int item : near) {
                for (int list : holders[item]) {
                    if (ends[list]++ == 0) {
                        found[lists++] = list;
                    }
                }
            }
            int[] starts = new int[lists + 1];
            for (int i = 0; i < lists; i++) {
                starts[i + 1] = starts[i] + ends[found[i]];
                ends[found[i]] = starts[i];
            }
            int[] members = new int[entries];
            for (int i = 0; i < near.length; i++) {
                for (int list : holders[near[i]]) {
                    members[ends[list]++] = i;
                }
            }
            float[] gram = new float[near.length * near.length];
            for (int l = 0; l < lists; l++) {
                float weight = listWeights[found[l]];
                for (int i = starts[l]; i < starts[l + 1]; i++) {
                    int row = members[i] * near.length;
                    for (int j = starts[l]; j < starts[l + 1]; j++) {
                        gram[row + members[j]] += weight;
                    }
                }
                ends[found[l]] = 0;
            }
            return gram;
        }
    }
}
