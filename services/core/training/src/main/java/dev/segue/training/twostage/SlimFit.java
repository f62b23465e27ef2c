package dev.segue.training.twostage;

import dev.segue.recommending.twostage.ItemWeights;
import java.util.Arrays;
import java.util.stream.IntStream;

/// SLIM: for each item the weights, none below 0, with which others predict who holds it, by coordinate descent on the
/// Gram matrix, each item among its nearest by cosine.
///
/// The Gram matrix is kept sparse: 8 bytes a pair of items that some list holds together.
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
    private final int[][] columns;
    private final float[][] values;
    private final float[] diagonal;

    private SlimFit(Lists lists, Config config) {
        this.lists = lists;
        this.config = config;
        this.columns = new int[lists.items()][];
        this.values = new float[lists.items()][];
        this.diagonal = new float[lists.items()];
        float[] weights = new float[lists.lists().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.pow(Math.max(1, lists.lists()[i].length), -config.lengthExponent());
        }
        var counters = ThreadLocal.withInitial(() -> new float[lists.items()]);
        IntStream.range(0, lists.items()).parallel().forEach(item -> gramRow(item, weights, counters.get()));
    }

    static ItemWeights fit(Lists lists, Config config) {
        return new SlimFit(lists, config).fit();
    }

    private void gramRow(int item, float[] weights, float[] sums) {
        int[] touched = new int[256];
        int size = 0;
        for (int list : lists.holders()[item]) {
            for (int other : lists.lists()[list]) {
                if (sums[other] == 0) {
                    touched = size == touched.length ? Arrays.copyOf(touched, size * 2) : touched;
                    touched[size++] = other;
                }
                sums[other] += weights[list];
            }
        }
        Arrays.sort(touched, 0, size);
        int[] row = new int[Math.max(0, size - 1)];
        float[] of = new float[row.length];
        int n = 0;
        for (int i = 0; i < size; i++) {
            int other = touched[i];
            if (other == item) {
                diagonal[item] = sums[other];
            } else {
                row[n] = other;
                of[n++] = sums[other];
            }
            sums[other] = 0;
        }
        columns[item] = row;
        values[item] = of;
    }

    private ItemWeights fit() {
        int n = lists.items();
        int[][] sources = new int[n][];
        float[][] weights = new float[n][];
        var places = ThreadLocal.withInitial(() -> {
            int[] none = new int[n];
            Arrays.fill(none, -1);
            return none;
        });
        IntStream.range(0, n).parallel().forEach(item -> solve(item, places.get(), sources, weights));
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

    private void solve(int item, int[] places, int[][] sources, float[][] weights) {
        int[] near = nearest(item);
        int k = near.length;
        for (int i = 0; i < k; i++) {
            places[near[i]] = i;
        }
        float[] gram = new float[k * k];
        float[] residual = new float[k];
        for (int i = 0; i < k; i++) {
            int[] row = columns[near[i]];
            float[] of = values[near[i]];
            for (int j = 0; j < row.length; j++) {
                int place = places[row[j]];
                if (place >= 0) {
                    gram[i * k + place] = of[j];
                } else if (row[j] == item) {
                    residual[i] = of[j];
                }
            }
        }
        for (int other : near) {
            places[other] = -1;
        }
        float[] w = new float[k];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            float moved = 0;
            for (int i = 0; i < k; i++) {
                float own = diagonal[near[i]];
                float wanted = Math.max(0, (residual[i] + own * w[i] - config.l1()) / (own + config.l2()));
                float step = wanted - w[i];
                if (step != 0) {
                    w[i] = wanted;
                    moved = Math.max(moved, Math.abs(step));
                    int at = i * k;
                    for (int j = 0; j < k; j++) {
                        residual[j] -= step * gram[at + j];
                    }
                    residual[i] -= step * own;
                }
            }
            if (moved < STILL) {
                break;
            }
        }
        int kept = 0;
        for (float weight : w) {
            kept += weight > 0 ? 1 : 0;
        }
        sources[item] = new int[kept];
        weights[item] = new float[kept];
        int n = 0;
        for (int i = 0; i < k; i++) {
            if (w[i] > 0) {
                sources[item][n] = near[i];
                weights[item][n++] = w[i];
            }
        }
    }

    /// The nearest by cosine, ties by ordinal.
    private int[] nearest(int item) {
        int[] row = columns[item];
        float[] of = values[item];
        int k = Math.min(config.neighbours(), row.length);
        long[] keys = new long[row.length];
        for (int i = 0; i < row.length; i++) {
            float cosine = of[i] / (float) Math.sqrt((double) diagonal[item] * diagonal[row[i]]);
            keys[i] = (long) (Integer.MAX_VALUE - Float.floatToRawIntBits(cosine)) << 32 | row[i];
        }
        Arrays.sort(keys);
        int[] near = new int[k];
        for (int i = 0; i < k; i++) {
            near[i] = (int) keys[i];
        }
        return near;
    }
}
