package dev.segue.recommending.sparse;

import java.util.Arrays;

/// Positive scores of few ordinals out of many: a dense array of values beside the list of ordinals it holds, so that
/// adding and reading cost one array access and clearing costs only what was touched.
///
/// Not thread-safe; meant to be reused. Grows to the highest ordinal it meets, 4 bytes each.
public final class SparseScores {

    private float[] values = new float[1024];
    private int[] touched = new int[256];
    private final Selection selection = new Selection();
    private int size;

    /// @param value above 0; anything else is ignored, which keeps NaN and "no evidence" out
    public void add(int ordinal, float value) {
        if (!(value > 0)) {
            return;
        }
        if (ordinal >= values.length) {
            grow(ordinal);
        }
        if (values[ordinal] == 0) {
            if (size == touched.length) {
                touched = Arrays.copyOf(touched, size * 2);
            }
            touched[size++] = ordinal;
        }
        values[ordinal] += value;
    }

    private void grow(int ordinal) {
        values = Arrays.copyOf(values, Math.max(ordinal + 1, values.length + (values.length >> 1)));
    }

    /// The score of an ordinal, 0 when nothing was added for it.
    public float get(int ordinal) {
        return ordinal < values.length ? values[ordinal] : 0;
    }

    /// Number of ordinals with a score.
    public int size() {
        return size;
    }

    /// @param i 0 to size − 1, in the order they were first added
    public int ordinalAt(int i) {
        return touched[i];
    }

    /// Multiplies one ordinal's score; a factor that is not above 0 is refused.
    public void scale(int ordinal, float factor) {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("factor must be above 0, got " + factor);
        }
        if (ordinal < values.length) {
            values[ordinal] *= factor;
        }
    }

    public float max() {
        float max = 0;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, values[touched[i]]);
        }
        return max;
    }

    public void clear() {
        for (int i = 0; i < size; i++) {
            values[touched[i]] = 0;
        }
        size = 0;
    }

    /// The `k` best ordinals, highest score first, equal scores in their order.
    ///
    /// @return a new array, the caller's; shorter than `k` when there are fewer
    public int[] top(int k, TieOrder order) {
        if (k <= 0 || size == 0) {
            return new int[0];
        }
        float[] scores = new float[size];
        for (int i = 0; i < size; i++) {
            scores[i] = values[touched[i]];
        }
        return selection.ranked(touched, scores, size, k, order);
    }

    /// The `k` best ordinals, highest score first, ties by ordinal: for where the ordinals mean the same wherever the
    /// answer is used.
    ///
    /// @return a new array, the caller's; shorter than `k` when there are fewer
    public int[] top(int k) {
        return top(k, Integer::compare);
    }
}
