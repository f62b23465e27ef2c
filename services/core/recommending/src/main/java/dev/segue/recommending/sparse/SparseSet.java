package dev.segue.recommending.sparse;

import java.util.Arrays;
import java.util.BitSet;

/// A few ordinals out of many: a bit of each beside the list of those it holds, so that asking costs one look and
/// clearing costs only what was put in.
///
/// Not thread-safe; meant to be reused. Grows to the highest ordinal it meets, a bit each.
public final class SparseSet {

    private final BitSet bits = new BitSet();
    private int[] members = new int[64];
    private int size;

    /// Puts an ordinal in; nothing happens when it is in already.
    public void add(int ordinal) {
        if (bits.get(ordinal)) {
            return;
        }
        bits.set(ordinal);
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
        }
        members[size++] = ordinal;
    }

    public boolean contains(int ordinal) {
        return bits.get(ordinal);
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
            bits.clear(members[i]);
        }
        size = 0;
    }
}
