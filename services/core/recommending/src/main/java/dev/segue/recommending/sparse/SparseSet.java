package dev.segue.recommending.sparse;

import java.util.Arrays;

/// A few ordinals out of many: a bit of each beside the list of those it holds, so that asking costs one look and
/// clearing costs only what was put in.
///
/// Not thread-safe; meant to be reused. Grows to the highest ordinal it meets, a bit each.
public final class SparseSet {

    private long[] bits = new long[16];
    private int[] members = new int[64];
    private int size;

    /// Puts an ordinal in; nothing happens when it is in already.
    public void add(int ordinal) {
        if (contains(ordinal)) {
            return;
        }
        int word = ordinal / Long.SIZE;
        if (word >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(word + 1, bits.length + (bits.length >> 1)));
        }
        bits[word] |= 1L << ordinal;
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
        }
        members[size++] = ordinal;
    }

    public boolean contains(int ordinal) {
        int word = ordinal / Long.SIZE;
        return word < bits.length && (bits[word] >>> ordinal & 1) != 0;
    }

    /// How many ordinals are in.
    public int size() {
        return size;
    }

    /// @param i 0 to size − 1, in the order they were put in
    public int ordinalAt(int i) {
        return members[i];
    }

    public void clear() {
        for (int i = 0; i < size; i++) {
            bits[members[i] / Long.SIZE] = 0;
        }
        size = 0;
    }
}
