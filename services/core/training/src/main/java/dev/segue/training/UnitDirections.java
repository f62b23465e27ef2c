package dev.segue.training;

import dev.segue.modelbundle.PlaylistEncoding;

/// The last step of a network: vectors brought to unit length, and the way back. Rows may be worked on by different
/// threads at once.
public final class UnitDirections {

    private final int dimension;
    private final float[] lengths;

    /// @param rows of a batch, at most
    public UnitDirections(int rows, int dimension) {
        this.dimension = dimension;
        this.lengths = new float[rows];
    }

    /// Writes a row's direction.
    ///
    /// @param from of any length
    /// @param into of unit length
    public void forward(NativeMatrix from, int row, NativeMatrix into) {
        long at = (long) row * dimension;
        double squares = Kernels.dot(from.memory(), from.memory(), at, dimension);
        lengths[row] = (float) Math.max(Math.sqrt(squares), PlaylistEncoding.EPSILON);
        Kernels.combine(into.memory(), from.memory(), 1 / lengths[row], from.memory(), 0, at, dimension);
    }

    /// Writes a row's gradient by the vector: that by its direction, less the part along it, over its length.
    ///
    /// @param directions that [#forward] wrote
    /// @param gradient of the loss by them
    public void backward(NativeMatrix directions, NativeMatrix gradient, int row, NativeMatrix into) {
        long at = (long) row * dimension;
        double along = Kernels.dot(gradient.memory(), directions.memory(), at, dimension);
        float perLength = 1 / lengths[row];
        Kernels.combine(
                into.memory(),
                gradient.memory(),
                perLength,
                directions.memory(),
                (float) -along * perLength,
                at,
                dimension);
    }
}
