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
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            squares += (double) from.get(at + i) * from.get(at + i);
        }
        lengths[row] = (float) Math.max(Math.sqrt(squares), PlaylistEncoding.EPSILON);
        for (int i = 0; i < dimension; i++) {
            into.set(at + i, from.get(at + i) / lengths[row]);
        }
    }

    /// Writes a row's gradient by the vector: that by its direction, less the part along it, over its length.
    ///
    /// @param directions that [#forward] wrote
    /// @param gradient of the loss by them
    public void backward(NativeMatrix directions, NativeMatrix gradient, int row, NativeMatrix into) {
        long at = (long) row * dimension;
        double along = 0;
        for (int i = 0; i < dimension; i++) {
            along += (double) gradient.get(at + i) * directions.get(at + i);
        }
        for (int i = 0; i < dimension; i++) {
            into.set(at + i, (float) ((gradient.get(at + i) - along * directions.get(at + i)) / lengths[row]));
        }
    }
}
