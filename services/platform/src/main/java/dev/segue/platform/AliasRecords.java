package dev.segue.platform;

import dev.segue.domain.TrackId;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.TrackAlias;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the records of `track-aliases.v1`.
///
/// The last record of an id decides and nothing before it, because that may have been compacted away: what cannot be
/// read says, as a tombstone does, that the id is no other name.
public final class AliasRecords {

    /// Told what is said of an id.
    @FunctionalInterface
    public interface Listener {
        /// @param trackId what `alias` is another name of; null when it is none
        void said(String alias, @Nullable String trackId, int partition, long offset);
    }

    private static final Logger LOG = LoggerFactory.getLogger(AliasRecords.class);

    private final Wire<TrackAlias> wire = Wire.of(Topics.TRACK_ALIASES.value());
    private final Listener listener;

    public AliasRecords(Listener listener) {
        this.listener = listener;
    }

    /// Hands on what a record says; nothing when its key is no track id.
    public void take(ConsumerRecord<byte[], byte[]> record) {
        String alias = text(record.key());
        if (alias == null || !TrackId.isValid(alias)) {
            LOG.warn("Passed over {}: expected the key to be a track id", at(record));
            return;
        }
        listener.said(alias, trackId(alias, record), record.partition(), record.offset());
    }

    private @Nullable String trackId(String alias, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        return switch (wire.decode(record.value())) {
            case Wire.Decoded.Unreadable<TrackAlias>(String reason) -> {
                LOG.warn("{}, {}: it is no other name, because {}", at(record), alias, reason);
                yield null;
            }
            case Wire.Decoded.Read<TrackAlias>(TrackAlias read) -> {
                if (read.getAlias().equals(alias) && TrackId.isValid(read.getTrackId())) {
                    yield read.getTrackId();
                }
                LOG.warn(
                        "{}, {}: it is no other name, because a track id was expected, got {} as a name of {}",
                        at(record),
                        alias,
                        read.getAlias(),
                        read.getTrackId());
                yield null;
            }
        };
    }

    private static String at(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + " partition " + record.partition() + " offset " + record.offset();
    }

    private static @Nullable String text(byte @Nullable [] key) {
        if (key == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
