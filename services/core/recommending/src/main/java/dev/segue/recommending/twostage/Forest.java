package dev.segue.recommending.twostage;

/// Boosted regression trees whose leaves add up to the logit of a candidate being right.
///
/// Trees are laid out in arrays, nodes of a tree one after the other, its root first. A value goes left when it is at
/// most the threshold.
///
/// @param roots node index of each tree's root; shared, never changed
/// @param features of inner nodes; −1 marks a leaf; shared, never changed
/// @param thresholds of inner nodes, values of leaves; shared, never changed
/// @param left child of inner nodes; shared, never changed
/// @param right child of inner nodes; shared, never changed
public record Forest(int[] roots, int[] features, float[] thresholds, int[] left, int[] right) {

    public static final int LEAF = -1;

    /// The sum of all trees for one row.
    public float logit(float[] row) {
        float sum = 0;
        for (int root : roots) {
            int node = root;
            while (features[node] != LEAF) {
                node = row[features[node]] <= thresholds[node] ? left[node] : right[node];
            }
            sum += thresholds[node];
        }
        return sum;
    }
}
