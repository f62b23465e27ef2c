package dev.segue.training;

import java.util.Arrays;

/// Gradients of single rows of a table, put down in slots of a buffer: finds which slots belong to the same row and
/// adds them up in the order of the slots.
///
/// Costs 4 bytes a row of the table. One step is [#clear], [#add] of every slot in order, [#index], then [#sum] of
/// every touched row, by any thread.
public final class SparseGradients {

    private final int dimension;
    private final int[] touchedAt;
    private int[] rows = new int[1024];
    private int[] rowOfSlot = new int[1024];
    private long[] places = new long[1024];
    private int[] starts = new int[1025];
    private int[] slots = new int[1024];
    private int touched;
    private int size;

    /// @param tableRows rows of the table
    public SparseGradients(int tableRows, int dimension) {
        this.dimension = dimension;
        this.touchedAt = new int[tableRows];
        Arrays.fill(touchedAt, -1);
    }

    /// Forgets the step before.
    public void clear() {
        for (int i = 0; i < touched; i++) {
            touchedAt[rows[i]] = -1;
        }
        touched = 0;
        size = 0;
    }

    /// One more slot.
    ///
    /// @param row of the table
    /// @param place of its gradient's first float in the buffer
    public void add(int row, long place) {
        if (size == places.length) {
            rowOfSlot = Arrays.copyOf(rowOfSlot, size * 2);
            places = Arrays.copyOf(places, size * 2);
        }
        int at = touchedAt[row];
        if (at < 0) {
            if (touched == rows.length) {
                rows = Arrays.copyOf(rows, touched * 2);
            }
            at = touched++;
            rows[at] = row;
            touchedAt[row] = at;
        }
        rowOfSlot[size] = at;
        places[size++] = place;
    }

    /// Sorts the slots by row, keeping their order within one.
    public void index() {
        if (starts.length < touched + 1) {
            starts = new int[rows.length + 1];
        }
        if (slots.length < size) {
            slots = new int[places.length];
        }
        Arrays.fill(starts, 0, touched + 1, 0);
        for (int slot = 0; slot < size; slot++) {
            starts[rowOfSlot[slot] + 1]++;
        }
        for (int i = 0; i < touched; i++) {
            starts[i + 1] += starts[i];
        }
        for (int slot = 0; slot < size; slot++) {
            slots[starts[rowOfSlot[slot]]++] = slot;
        }
        // Each start has moved to the end of its row, which is the start of the next.
        System.arraycopy(starts, 0, starts, 1, touched);
        starts[0] = 0;
    }

    /// Rows of the table that have a gradient.
    public int touched() {
        return touched;
    }

    /// The `i`-th touched row.
    public int row(int i) {
        return rows[i];
    }

    /// Adds up the gradient of the `i`-th touched row.
    ///
    /// @param buffer that holds the slots
    /// @param into `[dimension]`, overwritten
    public void sum(int i, NativeMatrix buffer, float[] into) {
        buffer.get(places[slots[starts[i]]], into, 0, dimension);
        for (int s = starts[i] + 1; s < starts[i + 1]; s++) {
            Kernels.add(into, buffer.memory(), places[slots[s]]);
        }
    }
}
