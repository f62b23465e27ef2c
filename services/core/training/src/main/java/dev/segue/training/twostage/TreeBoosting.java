package dev.segue.training.twostage;

import dev.segue.recommending.twostage.Forest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Gradient-boosted trees with logistic loss within each query ([QueryChances]), each row by its weight. Histograms
/// have at most 255 bins a feature; trees grow leaf by leaf, the best split first.
///
/// Cost: a tree looks at every row of the smaller child of each split, once a feature. Memory: 1 byte a row and
/// feature, 20 bytes a row. Threads share the features, so that their number is of no influence.
/// Source: Friedman, "Greedy function approximation", Annals of Statistics 29 (2001); Ke et al., "LightGBM", NIPS 2017.
public final class TreeBoosting {

    /// @param trees at least 1
    /// @param leaves most of a tree, at least 2
    /// @param leastRows of a leaf
    /// @param rate each tree's values are multiplied by it
    /// @param ridge added to the sum of second derivatives of a leaf
    /// @param rowShare share of the rows each tree is grown on
    /// @param featureShare share of the features each tree may split on
    /// @param seed of both draws
    public record Config(
            int trees,
            int leaves,
            int leastRows,
            double rate,
            double ridge,
            double rowShare,
            double featureShare,
            long seed) {}

    private static final int BINS = 255;
    private static final int SAMPLE = 100_000;
    private static final int PARTS = 64;

    private final Config config;
    private final int rows;
    private final int features;
    private final float[][] cuts;
    private final byte[][] bins;
    private final float[] gradients;
    private final float[] hessians;

    private TreeBoosting(Examples examples, Config config) {
        this.config = config;
        this.rows = examples.size();
        this.features = examples.width();
        this.cuts = new float[features][];
        this.bins = new byte[features][rows];
        this.gradients = new float[rows];
        this.hessians = new float[rows];
        IntStream.range(0, features).parallel().forEach(feature -> {
            cuts[feature] = cuts(examples, feature);
            for (int row = 0; row < rows; row++) {
                bins[feature][row] = (byte) bin(cuts[feature], examples.row(row)[feature]);
            }
        });
    }

    /// Trees whose summed logits order the rows of each query: they differ by query from those of a chance.
    public static Forest fit(Examples examples, Config config) {
        return new TreeBoosting(examples, config).grow(examples);
    }

    /// Quantiles of a feature's values over a regular sample, each once.
    private static float[] cuts(Examples examples, int feature) {
        int step = Math.max(1, examples.size() / SAMPLE);
        float[] values = new float[(examples.size() + step - 1) / step];
        for (int i = 0; i < values.length; i++) {
            values[i] = examples.row(i * step)[feature];
        }
        Arrays.sort(values);
        float[] cuts = new float[BINS - 1];
        int size = 0;
        int distinct = 1;
        for (int i = 1; i < values.length; i++) {
            distinct += values[i] != values[i - 1] ? 1 : 0;
        }
        if (distinct < BINS) {
            for (int i = 1; i < values.length; i++) {
                if (values[i] != values[i - 1]) {
                    cuts[size++] = values[i - 1] + (values[i] - values[i - 1]) / 2;
                }
            }
        } else {
            for (int b = 1; b < BINS; b++) {
                float cut = values[(int) ((long) b * values.length / BINS)];
                if (size == 0 || cut > cuts[size - 1]) {
                    cuts[size++] = cut;
                }
            }
        }
        return Arrays.copyOf(cuts, size);
    }

    /// How many cuts are below the value.
    private static int bin(float[] cuts, float value) {
        int at = Arrays.binarySearch(cuts, value);
        return at >= 0 ? at : -at - 1;
    }

    /// A leaf that may be split.
    private static final class Leaf {
        private final int node;
        private final int[] members;
        private final double[][] histograms;
        private double gradient;
        private double hessian;
        private double gain = Double.NEGATIVE_INFINITY;
        private int feature;
        private int bin;

        Leaf(int node, int[] members, double[][] histograms) {
            this.node = node;
            this.members = members;
            this.histograms = histograms;
        }
    }

    /// Nodes of all trees.
    private static final class Nodes {
        private int[] features = new int[1024];
        private float[] thresholds = new float[1024];
        private int[] left = new int[1024];
        private int[] right = new int[1024];
        private int size;

        int add() {
            if (size == features.length) {
                features = Arrays.copyOf(features, size * 2);
                thresholds = Arrays.copyOf(thresholds, size * 2);
                left = Arrays.copyOf(left, size * 2);
                right = Arrays.copyOf(right, size * 2);
            }
            features[size] = Forest.LEAF;
            return size++;
        }
    }

    private Forest grow(Examples examples) {
        float[] logits = new float[rows];
        double[] shifts = new double[examples.queries()];
        var random = new SplittableRandom(config.seed());
        var nodes = new Nodes();
        int[] roots = new int[config.trees()];
        for (int tree = 0; tree < roots.length; tree++) {
            differentiate(examples, logits, shifts);
            int[] members = draw(rows, config.rowShare(), random);
            int[] splitOn = draw(features, config.featureShare(), random);
            int first = nodes.size;
            roots[tree] = tree(members, splitOn, nodes);
            Forest grown = new Forest(new int[] {first}, nodes.features, nodes.thresholds, nodes.left, nodes.right);
            IntStream.range(0, rows).parallel().forEach(row -> logits[row] += grown.logit(examples.row(row)));
        }
        return new Forest(
                roots,
                Arrays.copyOf(nodes.features, nodes.size),
                Arrays.copyOf(nodes.thresholds, nodes.size),
                Arrays.copyOf(nodes.left, nodes.size),
                Arrays.copyOf(nodes.right, nodes.size));
    }

    /// @param shifts of the queries in the pass before; those of this one are put there
    private void differentiate(Examples examples, float[] logits, double[] shifts) {
        IntStream.range(0, PARTS).parallel().forEach(part -> {
            var chances = new QueryChances();
            int to = (int) ((long) shifts.length * (part + 1) / PARTS);
            for (int query = (int) ((long) shifts.length * part / PARTS); query < to; query++) {
                int first = examples.endOf(query - 1);
                chances.begin();
                for (int row = first; row < examples.endOf(query); row++) {
                    chances.add(logits[row], examples.label(row), examples.weight(row));
                }
                boolean tells = chances.solve(shifts[query]);
                shifts[query] = tells ? chances.shift() : 0;
                for (int row = first; row < examples.endOf(query); row++) {
                    double p = tells ? chances.chance(row - first) : 0;
                    gradients[row] = tells ? (float) (examples.weight(row) * (p - (examples.label(row) ? 1 : 0))) : 0;
                    hessians[row] = (float) (examples.weight(row) * Math.max(p * (1 - p), 1e-6));
                }
            }
        });
    }

    /// A share of the numbers below `count`, ascending; all when the share is 1.
    private static int[] draw(int count, double share, SplittableRandom random) {
        if (share >= 1) {
            return IntStream.range(0, count).toArray();
        }
        int[] drawn = new int[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextDouble() < share) {
                drawn[size++] = i;
            }
        }
        return size == 0 ? new int[] {random.nextInt(count)} : Arrays.copyOf(drawn, size);
    }

    private int tree(int[] members, int[] splitOn, Nodes nodes) {
        int root = nodes.add();
        var open = new PriorityQueue<Leaf>(
                Comparator.comparingDouble((Leaf leaf) -> -leaf.gain).thenComparingInt(leaf -> leaf.node));
        Leaf whole = new Leaf(root, members, histograms(members, splitOn));
        for (int row : members) {
            whole.gradient += gradients[row];
            whole.hessian += hessians[row];
        }
        findSplit(whole, splitOn);
        open.add(whole);
        var done = new java.util.ArrayList<Leaf>();
        int leaves = 1;
        while (!open.isEmpty()) {
            Leaf leaf = open.remove();
            if (leaves == config.leaves() || !(leaf.gain > 0)) {
                done.add(leaf);
                continue;
            }
            leaves++;
            split(leaf, splitOn, nodes, open);
        }
        for (Leaf leaf : done) {
            nodes.thresholds[leaf.node] = (float) (-config.rate() * leaf.gradient / (leaf.hessian + config.ridge()));
        }
        return root;
    }

    private void split(Leaf leaf, int[] splitOn, Nodes nodes, PriorityQueue<Leaf> open) {
        byte[] column = bins[leaf.feature];
        int[] low = new int[leaf.members.length];
        int[] high = new int[leaf.members.length];
        int lows = 0;
        int highs = 0;
        double gradient = 0;
        double hessian = 0;
        for (int row : leaf.members) {
            if ((column[row] & 0xff) <= leaf.bin) {
                low[lows++] = row;
                gradient += gradients[row];
                hessian += hessians[row];
            } else {
                high[highs++] = row;
            }
        }
        low = Arrays.copyOf(low, lows);
        high = Arrays.copyOf(high, highs);
        boolean lowIsSmall = lows <= highs;
        double[][] small = histograms(lowIsSmall ? low : high, splitOn);
        double[][] large = leaf.histograms;
        for (int feature : splitOn) {
            for (int i = 0; i < large[feature].length; i++) {
                large[feature][i] -= small[feature][i];
            }
        }
        int left = nodes.add();
        int right = nodes.add();
        nodes.features[leaf.node] = leaf.feature;
        nodes.thresholds[leaf.node] = cuts[leaf.feature][leaf.bin];
        nodes.left[leaf.node] = left;
        nodes.right[leaf.node] = right;
        Leaf lowLeaf = new Leaf(left, low, lowIsSmall ? small : large);
        Leaf highLeaf = new Leaf(right, high, lowIsSmall ? large : small);
        lowLeaf.gradient = gradient;
        lowLeaf.hessian = hessian;
        highLeaf.gradient = leaf.gradient - gradient;
        highLeaf.hessian = leaf.hessian - hessian;
        findSplit(lowLeaf, splitOn);
        findSplit(highLeaf, splitOn);
        open.add(lowLeaf);
        open.add(highLeaf);
    }

    /// For each feature and bin three sums: gradients, second derivatives, rows.
    private double[][] histograms(int[] members, int[] splitOn) {
        float[] gradient = new float[members.length];
        float[] hessian = new float[members.length];
        for (int i = 0; i < members.length; i++) {
            gradient[i] = gradients[members[i]];
            hessian[i] = hessians[members[i]];
        }
        double[][] histograms = new double[features][];
        IntStream.of(splitOn).parallel().forEach(feature -> {
            double[] sums = new double[3 * (cuts[feature].length + 1)];
            byte[] column = bins[feature];
            for (int i = 0; i < members.length; i++) {
                int at = 3 * (column[members[i]] & 0xff);
                sums[at] += gradient[i];
                sums[at + 1] += hessian[i];
                sums[at + 2]++;
            }
            histograms[feature] = sums;
        });
        return histograms;
    }

    private void findSplit(Leaf leaf, int[] splitOn) {
        if (leaf.members.length < 2 * config.leastRows()) {
            return;
        }
        double whole = leaf.gradient * leaf.gradient / (leaf.hessian + config.ridge());
        for (int feature : splitOn) {
            double @Nullable [] sums = leaf.histograms[feature];
            double gradient = 0;
            double hessian = 0;
            double count = 0;
            for (int bin = 0; bin < cuts[feature].length; bin++) {
                gradient += sums[3 * bin];
                hessian += sums[3 * bin + 1];
                count += sums[3 * bin + 2];
                if (count < config.leastRows() || leaf.members.length - count < config.leastRows()) {
                    continue;
                }
                double rest = leaf.gradient - gradient;
                double gain = gradient * gradient / (hessian + config.ridge())
                        + rest * rest / (leaf.hessian - hessian + config.ridge())
                        - whole;
                if (gain > leaf.gain) {
                    leaf.gain = gain;
                    leaf.feature = feature;
                    leaf.bin = bin;
                }
            }
        }
    }
}
