package dev.segue.platform;

import dev.segue.schemas.Topic;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/// A record as a [TopicFollower] hands it over.
///
/// @param timestamp the broker's or producer's, for freshness only, never for order
/// @param value null for a tombstone: the key is gone
public record Followed<V extends SpecificRecord>(
        Topic<V> topic,
        int partition,
        long offset,
        Instant timestamp,
        String key,
        @Nullable V value) {}
