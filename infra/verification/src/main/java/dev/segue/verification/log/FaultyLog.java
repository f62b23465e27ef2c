package dev.segue.verification.log;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/// A log read with faults: records are dropped, repeated or changed on the way from the log to the reader. What it
/// reads from stays as it is.
public final class FaultyLog implements RecordLog {

    /// What is done to the records of one topic.
    @FunctionalInterface
    public interface Fault {
        /// @param onward takes what the reader is to see: the record, another, several or none
        void on(StoredRecord record, Consumer<StoredRecord> onward);
    }

    private final RecordLog log;
    private final Map<String, Fault> faults = new HashMap<>();
    private final Map<String, RecordLog> replaced = new HashMap<>();

    public FaultyLog(RecordLog log) {
        this.log = log;
    }

    /// Does this to a topic's records.
    public FaultyLog with(String topic, Fault fault) {
        faults.put(topic, fault);
        return this;
    }

    /// Takes a topic from another log, a copy for instance.
    public FaultyLog from(String topic, RecordLog other) {
        replaced.put(topic, other);
        return this;
    }

    @Override
    public void read(String topic, Consumer<StoredRecord> reader) {
        Fault fault = faults.get(topic);
        replaced.getOrDefault(topic, log).read(topic, fault == null ? reader : record -> fault.on(record, reader));
    }

    @Override
    public SortedMap<Integer, Extent> extents(String topic) {
        return replaced.getOrDefault(topic, log).extents(topic);
    }
}
