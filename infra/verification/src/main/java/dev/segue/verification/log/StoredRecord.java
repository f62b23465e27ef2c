package dev.segue.verification.log;

import java.util.Map;
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
        Map<String, byte[]> headers) {}
