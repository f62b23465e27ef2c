package dev.segue.training.twostage;

import java.util.Arrays;

/// Rows of features with their labels, as many as come.
public final class Examples {

    private final int width;
    private float[][] rows = new float[1024][];
    private boolean[] labels = new boolean[1024];
    private float[] weights = new float[1024];
    private int size;

    /// @param width features of a row
    public Examples(int width) {
        this.width = width;
    }

    /// @param row kept, not copied
    public void add(float[] row, boolean label) {
        add(row, label, 1);
    }

    /// @param row kept, not copied
    /// @param weight of the row among the others, above 0
    public void add(float[] row, boolean label, float weight) {
        if (row.length != width) {
            throw new IllegalArgumentException("Row: expected " + width + " features, got " + row.length);
        }
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            labels = Arrays.copyOf(labels, size * 2);
            weights = Arrays.copyOf(weights, size * 2);
        }
        rows[size] = row;
        weights[size] = weight;
        labels[size++] = label;
    }

    public void addAll(Examples other) {
        for (int i = 0; i < other.size; i++) {
            add(other.rows[i], other.labels[i], other.weights[i]);
        }
    }

    public int size() {
        return size;
    }

    int width() {
        return width;
    }

    float[] row(int i) {
        return rows[i];
    }

    boolean label(int i) {
        return labels[i];
    }

    float weight(int i) {
        return weights[i];
    }

    public int positives() {
        int positives = 0;
        for (int i = 0; i < size; i++) {
            positives += labels[i] ? 1 : 0;
        }
        return positives;
    }
}
