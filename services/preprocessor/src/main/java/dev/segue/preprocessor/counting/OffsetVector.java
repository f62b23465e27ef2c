package dev.segue.preprocessor.counting;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Offsets of all partitions of a topic, each the offset of the next record: how far something has come. Immutable.
/// Partitions that are not named stand at 0.
public final class OffsetVector {

    public static final OffsetVector ZERO = new OffsetVector(new long[0]);

    private final long[] offsets;
    private @Nullable List<Long> list;

    private OffsetVector(long[] offsets) {
        this.offsets = offsets;
    }

    /// @param offsets by partition; copied
    public static OffsetVector of(long... offsets) {
        return new OffsetVector(offsets.clone());
    }

    public long get(int partition) {
        return partition < offsets.length ? offsets[partition] : 0;
    }

    /// How many partitions are named.
    public int partitions() {
        return offsets.length;
    }

    /// This, with one partition at another offset.
    public OffsetVector with(int partition, long offset) {
        long[] changed = Arrays.copyOf(offsets, Math.max(offsets.length, partition + 1));
        changed[partition] = offset;
        return new OffsetVector(changed);
    }

    /// Of each partition the larger offset.
    public OffsetVector max(OffsetVector other) {
        long[] larger = Arrays.copyOf(offsets, Math.max(offsets.length, other.offsets.length));
        for (int partition = 0; partition < larger.length; partition++) {
            larger[partition] = Math.max(larger[partition], other.get(partition));
        }
        return new OffsetVector(larger);
    }

    /// Whether this has come at least as far as `other` in every partition.
    public boolean covers(OffsetVector other) {
        for (int partition = 0; partition < other.offsets.length; partition++) {
            if (get(partition) < other.offsets[partition]) {
                return false;
            }
        }
        return true;
    }

    /// By partition.
    ///
    /// @return the caller's
    public long[] toArray() {
        return offsets.clone();
    }

    /// By partition.
    public List<Long> toList() {
        List<Long> known = list;
        if (known == null) {
            known = Arrays.stream(offsets).boxed().toList();
            list = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OffsetVector vector && covers(vector) && vector.covers(this);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int partition = offsets.length - 1; partition >= 0; partition--) {
            hash = offsets[partition] == 0 && hash == 1 ? 1 : 31 * hash + Long.hashCode(offsets[partition]);
        }
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(offsets);
    }
}
