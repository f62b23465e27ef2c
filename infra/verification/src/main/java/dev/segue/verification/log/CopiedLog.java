package dev.segue.verification.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Topics in memory: what tests write by hand, and what faults are tried on.
public final class CopiedLog implements RecordLog {

    private final Map<String, List<StoredRecord>> records = new HashMap<>();
    private final Map<String, SortedMap<Integer, Extent>> extents = new HashMap<>();

    /// Declares a topic, which may stay empty.
    public CopiedLog topic(String topic, int partitions) {
        records.putIfAbsent(topic, new ArrayList<>());
        var empty = new TreeMap<Integer, Extent>();
        for (int partition = 0; partition < partitions; partition++) {
            empty.put(partition, new Extent(0, 0));
        }
        extents.putIfAbsent(topic, empty);
        return this;
    }

    /// Declares a topic with the partitions, beginnings and ends of another log.
    public CopiedLog topic(String topic, SortedMap<Integer, Extent> like) {
        records.put(topic, new ArrayList<>());
        extents.put(topic, new TreeMap<>(like));
        return this;
    }

    /// Adds a record; the end of its partition moves behind it if need be.
    ///
    /// @throws IllegalArgumentException when the topic was not declared
    public CopiedLog add(String topic, StoredRecord record) {
        List<StoredRecord> held = records.get(topic);
        SortedMap<Integer, Extent> known = extents.get(topic);
        if (held == null || known == null) {
            throw new IllegalArgumentException("The copy has no topic " + topic);
        }
        held.add(record);
        Extent extent = known.getOrDefault(record.partition(), new Extent(0, 0));
        known.put(record.partition(), new Extent(extent.begin(), Math.max(extent.end(), record.offset() + 1)));
        return this;
    }

    @Override
    public void read(String topic, Consumer<StoredRecord> reader) {
        List<StoredRecord> held = records.get(topic);
        if (held == null) {
            throw new UnreadableLog("The copy has no topic " + topic);
        }
        held.forEach(reader);
    }

    @Override
    public SortedMap<Integer, Extent> extents(String topic) {
        return extents.getOrDefault(topic, Collections.emptySortedMap());
    }
}
