package dev.segue.verification.recount;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What became of the records of one raw partition, and where offsets carry no record.
public final class Told {

    private long[] offsets = new long[64];
    private Fate[] fates = new Fate[64];
    private @Nullable String[] reasons = new @Nullable String[64];
    private int size;

    private long begin;
    private long next;
    private long end;
    private long absent;
    private long certainFrom = Long.MAX_VALUE;

    Told(long begin, long end) {
        this.begin = begin;
        this.next = 0;
        this.end = end;
    }

    void add(long offset, Fate fate, @Nullable String reason) {
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, size * 2);
            fates = Arrays.copyOf(fates, size * 2);
            reasons = Arrays.copyOf(reasons, size * 2);
        }
        offsets[size] = offset;
        fates[size] = fate;
        reasons[size] = reason;
        size++;
        absent += Math.max(0, offset - next);
        next = offset + 1;
    }

    /// A record that has an older one of its key before it: compaction has not come this far.
    void addedToOlder(long offset) {
        certainFrom = Math.min(certainFrom, offset);
    }

    /// Records.
    public int size() {
        return size;
    }

    public long offset(int index) {
        return offsets[index];
    }

    public Fate fate(int index) {
        return fates[index];
    }

    /// Why it was filtered or rejected; null for others.
    public @Nullable String reason(int index) {
        return reasons[index];
    }

    /// Offset after the last record.
    public long end() {
        return end;
    }

    /// Index of the record at an offset; negative when that carries none.
    public int find(long offset) {
        return Arrays.binarySearch(offsets, 0, size, offset);
    }

    /// Records before an offset.
    public int before(long offset) {
        int found = find(offset);
        return found >= 0 ? found : -found - 1;
    }

    /// Offsets before `offset` that carry no record: compaction removed it, or it never was one but the mark of a
    /// transaction.
    public long absentBefore(long offset) {
        return offset - before(offset);
    }

    /// Offsets that carry no record.
    public long absent() {
        return absent + Math.max(0, end - next);
    }

    /// From which offset on the state of the partition can be told from what is left of it: 0 when nothing was
    /// removed. Where a key is there twice, compaction has not been yet.
    public long certainFrom() {
        return absent() == 0 && begin == 0 ? 0 : Math.min(certainFrom, end);
    }

    /// Records before `offset` by what became of them.
    public Map<Fate, Long> fates(long before) {
        var counts = new TreeMap<Fate, Long>();
        for (int i = 0; i < before(before); i++) {
            counts.merge(fates[i], 1L, Long::sum);
        }
        return counts;
    }

    /// Filtered and rejected records before `offset` by reason.
    public Map<String, Long> reasons(long before) {
        var counts = new TreeMap<String, Long>();
        for (int i = 0; i < before(before); i++) {
            String reason = reasons[i];
            if (reason != null) {
                counts.merge(reason, 1L, Long::sum);
            }
        }
        return counts;
    }
}
