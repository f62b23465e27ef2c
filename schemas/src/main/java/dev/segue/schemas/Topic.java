package dev.segue.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/// A topic with the type of its values. Keys are UTF-8 text everywhere.
///
/// @param name plural kebab case with a major version, as `playlists.v1`
/// @param value class of the values' Avro record
/// @param partitions fixed for the life of a deployment: keys find their partition by it
/// @param cleanup what the broker does with old records
/// @param maxMessageBytes largest batch the topic takes
/// @param purpose one sentence for docs/events.md
public record Topic<V extends SpecificRecord>(
        String name, Class<V> value, int partitions, Cleanup cleanup, int maxMessageBytes, String purpose) {

    /// What the broker does with old records.
    public sealed interface Cleanup {
        /// The last record of each key is kept for ever; a tombstone is kept for `tombstones`, and every record, newest
        /// or not, for `whole`.
        record Compact(Duration tombstones, Duration whole) implements Cleanup {}

        /// Every record is kept for `retention`.
        record Delete(Duration retention) implements Cleanup {}
    }

    /// The same topic of a deployment with another number of partitions.
    public Topic<V> withPartitions(int number) {
        return new Topic<>(name, value, number, cleanup, maxMessageBytes, purpose);
    }

    /// Topic-level settings, as the broker names them.
    ///
    /// @return setting to value, in a fixed order
    public Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        switch (cleanup) {
            case Cleanup.Compact(Duration tombstones, Duration whole) -> {
                settings.put("cleanup.policy", "compact");
                settings.put("delete.retention.ms", Long.toString(tombstones.toMillis()));
                settings.put("min.cleanable.dirty.ratio", "0.2");
                if (whole.isPositive()) {
                    settings.put("min.compaction.lag.ms", Long.toString(whole.toMillis()));
                }
            }
            case Cleanup.Delete(Duration retention) -> {
                settings.put("cleanup.policy", "delete");
                settings.put("retention.ms", Long.toString(retention.toMillis()));
            }
        }
        settings.put("compression.type", "producer");
        settings.put("max.message.bytes", Integer.toString(maxMessageBytes));
        return settings;
    }
}
