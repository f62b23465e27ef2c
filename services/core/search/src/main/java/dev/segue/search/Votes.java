package dev.segue.search;

import java.util.Arrays;

/// Sums by ordinal in an open-addressing table that grows. One question each.
final class Votes {

    private static final int EMPTY = -1;

    private int[] keys;
    private float[] sums;
    private int size;

    /// @param expected different ordinals
    Votes(int expected) {
        int room = Integer.highestOneBit(Math.max(16, expected) * 2 - 1) * 2;
        keys = new int[room];
        sums = new float[room];
        Arrays.fill(keys, EMPTY);
    }

    void add(int ordinal, float vote) {
        int at = place(ordinal);
        if (keys[at] == EMPTY) {
            if (size * 2 >= keys.length) {
                grow();
                at = place(ordinal);
            }
            keys[at] = ordinal;
            size++;
        }
        sums[at] += vote;
    }

    private int place(int ordinal) {
        int mask = keys.length - 1;
        int at = ((ordinal * 0x9E3779B9) >>> 7) & mask;
        while (keys[at] != EMPTY && keys[at] != ordinal) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldKeys = keys;
        float[] oldSums = sums;
        keys = new int[oldKeys.length * 2];
        sums = new float[oldKeys.length * 2];
        Arrays.fill(keys, EMPTY);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int at = place(oldKeys[i]);
                keys[at] = oldKeys[i];
                sums[at] = oldSums[i];
            }
        }
    }

    void offerTo(BestOf best) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != EMPTY) {
                best.offer(keys[i], sums[i]);
            }
        }
    }
}
