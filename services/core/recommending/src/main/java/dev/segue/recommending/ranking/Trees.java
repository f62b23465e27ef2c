package dev.segue.recommending.ranking;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// Boosted trees whose leaves add up, laid out for speed: a value goes to the left child when it is at most the
/// threshold, else to the node behind it; a leaf has itself as left child and no value above its threshold, so that
/// every walk through a tree takes as many steps as the tree is deep and none of them is a guess of the processor's.
///
/// Cost: candidates · trees · depth steps. Immutable.
public final class Trees {

    private static final int LEAF = -1;

    /// Described that walk side by side.
    private static final int ABREAST = 4;

    private final int[] roots;
    private final int[] depths;
    private final int[] signals;
    private final float[] thresholds;
    private final int[] left;
    private final float[] values;

    private Trees(int[] roots, int[] depths, int[] signals, float[] thresholds, int[] left, float[] values) {
        this.roots = roots;
        this.depths = depths;
        this.signals = signals;
        this.thresholds = thresholds;
        this.left = left;
        this.values = values;
    }

    /// Trees from the arrays that describe them; read, never kept.
    ///
    /// @param roots node of each tree's root
    /// @param signals of inner nodes; −1 marks a leaf
    /// @param thresholds of inner nodes, values of leaves
    /// @param left child of inner nodes, behind its parent; the right child is the next node
    /// @param signalCount signals are below it
    /// @throws IllegalArgumentException when a node leads backwards or out of the trees, or a number is not finite
    public static Trees of(int[] roots, int[] signals, float[] thresholds, int[] left, int signalCount) {
        int nodes = signals.length;
        int[] compact = new int[nodes];
        float[] limits = new float[nodes];
        int[] children = new int[nodes];
        float[] values = new float[nodes];
        for (int node = 0; node < nodes; node++) {
            Ranker.require("signal of node " + node, LEAF, signalCount - 1, signals[node]);
            Ranker.requireFinite("threshold of node " + node, thresholds[node]);
            boolean leaf = signals[node] == LEAF;
            compact[node] = leaf ? 0 : signals[node];
            limits[node] = leaf ? Float.POSITIVE_INFINITY : thresholds[node];
            values[node] = leaf ? thresholds[node] : 0;
            // Children behind their parents: no walk is endless.
            children[node] = leaf ? node : Ranker.require("child of node " + node, node + 1, nodes - 2, left[node]);
        }
        int[] depths = new int[roots.length];
        for (int tree = 0; tree < roots.length; tree++) {
            Ranker.require("root of tree " + tree, 0, nodes - 1, roots[tree]);
            depths[tree] = depth(roots[tree], children);
        }
        return new Trees(roots.clone(), depths, compact, limits, children, values);
    }

    /// No tree: adds nothing.
    public static Trees none() {
        return of(new int[0], new int[0], new float[0], new int[0], 0);
    }

    private static int depth(int root, int[] left) {
        return left[root] == root ? 0 : 1 + Math.max(depth(left[root], left), depth(left[root] + 1, left));
    }

    /// How many trees.
    public int size() {
        return roots.length;
    }

    /// Adds each row's sum of leaves.
    ///
    /// @param rows `[count][width]` in one array, no NaN
    void add(float[] rows, int width, int count, float[] sums) {
        int abreast = count - count % ABREAST;
        for (int tree = 0; tree < roots.length; tree++) {
            int root = roots[tree];
            int depth = depths[tree];
            for (int i = 0, row = 0; i < abreast; i += ABREAST, row += ABREAST * width) {
                int a = root;
                int b = root;
                int c = root;
                int d = root;
                for (int step = 0; step < depth; step++) {
                    a = left[a] + (rows[row + signals[a]] > thresholds[a] ? 1 : 0);
                    b = left[b] + (rows[row + width + signals[b]] > thresholds[b] ? 1 : 0);
                    c = left[c] + (rows[row + 2 * width + signals[c]] > thresholds[c] ? 1 : 0);
                    d = left[d] + (rows[row + 3 * width + signals[d]] > thresholds[d] ? 1 : 0);
                }
                sums[i] += values[a];
                sums[i + 1] += values[b];
                sums[i + 2] += values[c];
                sums[i + 3] += values[d];
            }
            for (int i = abreast; i < count; i++) {
                int node = root;
                for (int step = 0; step < depth; step++) {
                    node = left[node] + (rows[i * width + signals[node]] > thresholds[node] ? 1 : 0);
                }
                sums[i] += values[node];
            }
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(roots.length);
        for (int root : roots) {
            out.writeInt(root);
        }
        out.writeInt(signals.length);
        for (int node = 0; node < signals.length; node++) {
            boolean leaf = left[node] == node;
            out.writeInt(leaf ? LEAF : signals[node]);
            out.writeFloat(leaf ? values[node] : thresholds[node]);
            out.writeInt(left[node]);
        }
    }

    static Trees read(DataInput in, int mostNodes, int signalCount) throws IOException {
        int[] roots = new int[Ranker.require("trees", 0, mostNodes, in.readInt())];
        for (int tree = 0; tree < roots.length; tree++) {
            roots[tree] = in.readInt();
        }
        int nodes = Ranker.require("nodes", 0, mostNodes, in.readInt());
        int[] signals = new int[nodes];
        float[] thresholds = new float[nodes];
        int[] left = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            signals[node] = in.readInt();
            thresholds[node] = in.readFloat();
            left[node] = in.readInt();
        }
        return of(roots, signals, thresholds, left, signalCount);
    }
}
