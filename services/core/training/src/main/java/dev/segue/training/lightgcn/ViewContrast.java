package dev.segue.training.lightgcn;

import dev.segue.training.CandidateSoftmax;
import dev.segue.training.Kernels;
import dev.segue.training.NativeMatrix;
import dev.segue.training.Workers;

/// The contrast between two views of some nodes: each node's direction in the one view is to be told from those of the
/// other nodes by its direction in the other view. Adds the gradient by both views to one table, because both come from
/// the same vectors by the same propagation.
///
/// Source: Yu et al., "Are Graph Augmentations Necessary? Simple Graph Contrastive Learning for Recommendation" (2022),
/// eq. 3.
final class ViewContrast implements AutoCloseable {

    private final int dimension;
    private final CandidateSoftmax softmax;
    private final float[] firstLengths;
    private final float[] secondLengths;
    private final int[][] targets;

    ViewContrast(int mostNodes, int dimension, double temperature) {
        this.dimension = dimension;
        this.softmax = new CandidateSoftmax(mostNodes, mostNodes, dimension, temperature);
        this.firstLengths = new float[mostNodes];
        this.secondLengths = new float[mostNodes];
        this.targets = new int[mostNodes][1];
        for (int i = 0; i < mostNodes; i++) {
            targets[i][0] = i;
        }
    }

    /// Loss of `count` nodes, and its gradient times `weight` added to `gradient`.
    ///
    /// @param nodes all different
    /// @param first view, `[nodes of the graph · dimension]`, read only
    /// @param second view
    double add(Workers workers, int[] nodes, int count, float[] first, float[] second, double weight, float[] gradient)
            throws InterruptedException {
        if (count < 2) {
            return 0;
        }
        softmax.begin(count, count);
        for (int i = 0; i < count; i++) {
            firstLengths[i] = put(first, nodes[i], softmax.queries(), i);
            secondLengths[i] = put(second, nodes[i], softmax.candidates(), i);
        }
        double loss = softmax.run(workers, targets, CandidateSoftmax.Exclusions.NONE);
        float[] row = new float[dimension];
        float[] direction = new float[dimension];
        for (int i = 0; i < count; i++) {
            int at = nodes[i] * dimension;
            softmax.queryGradient().get((long) i * dimension, row, 0, dimension);
            softmax.queries().get((long) i * dimension, direction, 0, dimension);
            addTangent(row, direction, weight / firstLengths[i], gradient, at);
            softmax.candidateGradient().get((long) i * dimension, row, 0, dimension);
            softmax.candidates().get((long) i * dimension, direction, 0, dimension);
            addTangent(row, direction, weight / secondLengths[i], gradient, at);
        }
        return loss;
    }

    private float put(float[] view, int node, NativeMatrix into, int row) {
        int at = node * dimension;
        float length = (float) Math.sqrt(Kernels.dot(view, at, view, at, dimension)) + 1e-12f;
        for (int i = 0; i < dimension; i++) {
            into.set((long) row * dimension + i, view[at + i] / length);
        }
        return length;
    }

    /// The gradient by a vector is that by its direction, less the part along it, over its length.
    private void addTangent(float[] row, float[] direction, double scale, float[] gradient, int at) {
        float along = Kernels.dot(row, 0, direction, 0, dimension);
        Kernels.addScaled(gradient, at, row, 0, (float) scale, dimension);
        Kernels.addScaled(gradient, at, direction, 0, (float) (-along * scale), dimension);
    }

    @Override
    public void close() {
        softmax.close();
    }
}
