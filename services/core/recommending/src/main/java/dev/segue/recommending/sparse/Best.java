package dev.segue.recommending.sparse;

import java.util.Arrays;

/// Ordinals with their scores, all above 0, in no order.
public record Best(int[] ordinals, float[] scores) {

    /// The same, highest score first, equal scores by ordinal.
    public Best descending() {
        long[] keys = new long[ordinals.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(scores[i], ordinals[i]);
        }
        Arrays.sort(keys);
        var sorted = new Best(new int[keys.length], new float[keys.length]);
        for (int i = 0; i < keys.length; i++) {
            sorted.ordinals[i] = ordinal(keys[i]);
            sorted.scores[i] = Float.intBitsToFloat(Integer.MAX_VALUE - (int) (keys[i] >>> 32));
        }
        return sorted;
    }

    /// Ascending order of keys is descending order of scores: bits of positive floats order as the floats do.
    static long key(float score, int ordinal) {
        return ((long) (Integer.MAX_VALUE - Float.floatToRawIntBits(score)) << 32) | ordinal;
    }

    static int ordinal(long key) {
        return (int) key;
    }
}
