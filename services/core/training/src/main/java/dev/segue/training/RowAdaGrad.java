package dev.segue.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// AdaGrad with one rate a row: every row of a table has taken in, of all its gradients so far, the mean square of a
/// component, and steps by its gradient over the root of that. Rows that a step does not touch cost nothing.
///
/// Memory: 4 bytes a row. Different rows may be updated by different threads at once.
///
/// Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods" (2011), with the diagonal shared within a row.
public final class RowAdaGrad {

    private static final double EPSILON = 1e-10;

    private final int dimension;
    private final float[] squares;

    public RowAdaGrad(int rows, int dimension) {
        this.dimension = dimension;
        this.squares = new float[rows];
    }

    /// One step of one row.
    ///
    /// @param weights the table, `[rows · dimension]`; its row is changed
    /// @param gradient `[dimension]`; read, never kept
    public void step(float[] weights, int row, float[] gradient, double learningRate) {
        squares[row] += Kernels.dot(gradient, 0, gradient, 0, dimension) / dimension;
        float rate = (float) (-learningRate / Math.sqrt(squares[row] + EPSILON));
        Kernels.addScaled(weights, row * dimension, gradient, 0, rate, dimension);
    }

    /// Writes what rows have taken in.
    public void save(DataOutput out) throws IOException {
        FloatTables.write(out, squares);
    }

    /// Reads what [#save] wrote for as many rows.
    public void restore(DataInput in) throws IOException {
        FloatTables.read(in, squares);
    }
}
