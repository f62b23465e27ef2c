package dev.segue.verification.log;

import dev.segue.schemas.Rewrites;
import dev.segue.schemas.SourcePosition;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A record as the broker holds it.
///
/// @param timestamp milliseconds since the epoch
/// @param key shared, not copied
/// @param value shared, not copied; null for a tombstone
/// @param headers the last of each name
public record StoredRecord(
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, byte[]> headers) {

    /// What the headers say of the snapshot it was made from.
    public Optional<SourcePosition> source() {
        return SourcePosition.of(all());
    }

    /// The number, from 1, of a playlist that was written again because of aliases; empty for other records.
    public Optional<Long> rewrite() {
        return Rewrites.of(all()).filter(Rewrites::isOne).map(Rewrites::count);
    }

    private RecordHeaders all() {
        var all = new RecordHeaders();
        headers.forEach(all::add);
        return all;
    }
}
