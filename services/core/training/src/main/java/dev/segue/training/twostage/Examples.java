package dev.segue.training.twostage;

import java.util.Arrays;

/// Rows of features with their labels, as many as come, query by query: what is fitted to them is to order the rows of
/// each query. Rows that no query was ended after are one.
public final class Examples {

    private final int width;
    private float[][] rows = new float[1024][];
    private boolean[] labels = new boolean[1024];
    private float[] weights = new float[1024];
    private int size;
    /// By query the number of rows up to its last.
    private int[] ends = new int[256];
    private int queries;

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

    /// Adds the rows of one query.
    public void addQuery(Examples query) {
        for (int i = 0; i < query.size; i++) {
            add(query.rows[i], query.labels[i], query.weights[i]);
        }
        endQuery();
    }

    private void endQuery() {
        if (size > endOf(queries - 1)) {
            if (queries == ends.length) {
                ends = Arrays.copyOf(ends, queries * 2);
            }
            ends[queries++] = size;
        }
    }

    /// How many queries there are.
    int queries() {
        return queries + (size > endOf(queries - 1) ? 1 : 0);
    }

    /// The row behind the last of a query; 0 of the one before the first.
    int endOf(int query) {
        if (query < 0) {
            return 0;
        }
        return query < queries ? ends[query] : size;
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
