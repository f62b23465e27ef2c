package dev.segue.verification.log;

import java.util.SortedMap;
import java.util.function.Consumer;

/// Topics up to an end that does not move, so that they can be read more than once and say the same.
public interface RecordLog {

    /// Where a partition begins and ends.
    ///
    /// @param begin offset of the first record that may be there
    /// @param end offset after the last record that may be there
    record Extent(long begin, long end) {}

    /// Every record before the ends, in the order of offsets within each partition.
    ///
    /// @throws UnreadableLog when the topic is not there or does not come
    void read(String topic, Consumer<StoredRecord> reader);

    /// Partitions of the topic, all of them; empty when there is no such topic.
    SortedMap<Integer, Extent> extents(String topic);
}
