package dev.segue.recommending.ranking;

import java.util.Arrays;

/// Described of a request with their signals, one row each. Reused from request to request: whoever keeps a row
/// copies it.
public final class Described {

    private int[] tracks = new int[512];
    private float[] values = new float[512 * Signal.COUNT];
    private int size;

    /// Begins anew with these candidates, all signals 0.
    void begin(int[] candidates) {
        int count = candidates.length;
        if (tracks.length < count) {
            tracks = new int[count];
            values = new float[count * Signal.COUNT];
        }
        System.arraycopy(candidates, 0, tracks, 0, count);
        Arrays.fill(values, 0, count * Signal.COUNT, 0);
        size = count;
    }

    /// How many there are.
    public int size() {
        return size;
    }

    /// Ordinal in the corpus.
    public int track(int i) {
        return tracks[i];
    }

    public float get(int i, Signal signal) {
        return values[i * Signal.COUNT + signal.ordinal()];
    }

    void set(int i, Signal signal, double value) {
        values[i * Signal.COUNT + signal.ordinal()] = (float) value;
    }

    /// A copy of a row, one value a [Signal].
    public float[] row(int i) {
        return Arrays.copyOfRange(values, i * Signal.COUNT, (i + 1) * Signal.COUNT);
    }

    /// All rows one after another, more than [#size] of them; for reading only.
    float[] values() {
        return values;
    }
}
