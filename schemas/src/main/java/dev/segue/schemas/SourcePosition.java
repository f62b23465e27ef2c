package dev.segue.schemas;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// Where the snapshot stands that a record was made from. A clean playlist carries it in its fields; a tombstone of
/// `playlists.v1` has none and carries it in two headers.
///
/// @param partition of `playlist-snapshots.v1`, from 0
/// @param offset in it, from 0
public record SourcePosition(int partition, long offset) {

    /// Header of a tombstone: the partition, four bytes, big-endian.
    public static final String PARTITION_HEADER = "segue-source-partition";

    /// Header of a tombstone: the offset, eight bytes, big-endian.
    public static final String OFFSET_HEADER = "segue-source-offset";

    /// Adds both headers.
    public void addTo(Headers headers) {
        headers.add(
                PARTITION_HEADER,
                ByteBuffer.allocate(Integer.BYTES).putInt(partition).array());
        headers.add(
                OFFSET_HEADER, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    /// What the headers say; empty when one of them is missing or not as it should be.
    public static Optional<SourcePosition> of(Headers headers) {
        byte[] partition = value(headers, PARTITION_HEADER, Integer.BYTES);
        byte[] offset = value(headers, OFFSET_HEADER, Long.BYTES);
        if (partition.length == 0 || offset.length == 0) {
            return Optional.empty();
        }
        var position = new SourcePosition(
                ByteBuffer.wrap(partition).getInt(), ByteBuffer.wrap(offset).getLong());
        return position.partition < 0 || position.offset < 0 ? Optional.empty() : Optional.of(position);
    }

    private static byte[] value(Headers headers, String key, int bytes) {
        Header header = headers.lastHeader(key);
        return header == null || header.value() == null || header.value().length != bytes
                ? new byte[0]
                : header.value();
    }
}
