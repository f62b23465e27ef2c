package dev.segue.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/// Kafka's view of a [Wire] format; null stays null, which is a tombstone.
public final class AvroSerde<V extends SpecificRecord> implements Serde<V> {

    private final Wire<V> wire;

    private AvroSerde(Wire<V> wire) {
        this.wire = wire;
    }

    /// Serde of a topic's values.
    public static <V extends SpecificRecord> AvroSerde<V> of(Topic<V> topic) {
        return of(topic.value());
    }

    /// Serde of a record that never leaves its service: state stores and internal topics.
    public static <V extends SpecificRecord> AvroSerde<V> of(Class<V> type) {
        return new AvroSerde<>(Wire.of(type));
    }

    @Override
    public Serializer<V> serializer() {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable V value) {
                return value == null ? null : wire.encode(value);
            }
        };
    }

    @Override
    public Deserializer<V> deserializer() {
        return new Deserializer<>() {
            @Override
            public @Nullable V deserialize(String topic, byte @Nullable [] bytes) {
                return bytes == null ? null : wire.require(bytes);
            }
        };
    }
}
