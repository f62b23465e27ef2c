package dev.segue.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// AdamW over the rows of a table, of which each step touches a few: moments move, weights decay and steps are counted
/// only for rows that are touched, so a step costs what it touches and not the table.
///
/// The correction of the moments' bias counts a row's own steps. Memory: `8·dimension + 4` bytes a row. Different rows
/// may be updated by different threads at once.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2.
public final class LazyAdamW {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final int dimension;
    private final float weightDecay;
    private final float[] first;
    private final float[] second;
    private final int[] steps;

    /// @param weightDecay decoupled, per step and unit of learning rate
    public LazyAdamW(int rows, int dimension, double weightDecay) {
        this.dimension = dimension;
        this.weightDecay = (float) weightDecay;
        this.first = new float[FloatTables.size(rows, dimension)];
        this.second = new float[FloatTables.size(rows, dimension)];
        this.steps = new int[rows];
    }

    /// One step of one row.
    ///
    /// @param weights the table, `[rows · dimension]`; its row is changed
    /// @param gradient `[dimension]`; read, never kept
    public void step(float[] weights, int row, float[] gradient, double learningRate) {
        int at = row * dimension;
        int taken = ++steps[row];
        double firstBias = 1 - Math.pow(BETA1, taken);
        float secondBias = (float) (1 / (1 - Math.pow(BETA2, taken)));
        float rate = (float) (learningRate / firstBias);
        float decay = (float) (1 - learningRate * weightDecay);
        int bound = Kernels.LANES.loopBound(dimension);
        for (int i = 0; i < bound; i += Kernels.LANES.length()) {
            FloatVector g = FloatVector.fromArray(Kernels.LANES, gradient, i);
            FloatVector m = FloatVector.fromArray(Kernels.LANES, first, at + i)
                    .mul(BETA1)
                    .add(g.mul(1 - BETA1));
            FloatVector v = FloatVector.fromArray(Kernels.LANES, second, at + i)
                    .mul(BETA2)
                    .add(g.mul(1 - BETA2).mul(g));
            m.intoArray(first, at + i);
            v.intoArray(second, at + i);
            FloatVector root = v.mul(secondBias).lanewise(VectorOperators.SQRT).add(EPSILON);
            FloatVector.fromArray(Kernels.LANES, weights, at + i)
                    .mul(decay)
                    .sub(m.mul(rate).div(root))
                    .intoArray(weights, at + i);
        }
        for (int i = bound; i < dimension; i++) {
            float g = gradient[i];
            float m = BETA1 * first[at + i] + (1 - BETA1) * g;
            float v = BETA2 * second[at + i] + (1 - BETA2) * g * g;
            first[at + i] = m;
            second[at + i] = v;
            weights[at + i] = decay * weights[at + i] - rate * m / ((float) Math.sqrt(v * secondBias) + EPSILON);
        }
    }

    /// Writes the moments and steps of all rows.
    public void save(DataOutput out) throws IOException {
        FloatTables.write(out, first);
        FloatTables.write(out, second);
        FloatTables.write(out, steps);
    }

    /// Reads what [#save] wrote for as many rows.
    public void restore(DataInput in) throws IOException {
        FloatTables.read(in, first);
        FloatTables.read(in, second);
        FloatTables.read(in, steps);
    }
}
