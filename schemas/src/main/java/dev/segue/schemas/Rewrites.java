package dev.segue.schemas;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// How many playlists of a partition were written again because their tracks are counted by other ids than
/// before, though no snapshot came. Every record of `playlists.v1` carries it in a header once there are
/// any, because it may be all that compaction leaves of what came before.
///
/// @param count of its partition of `playlist-snapshots.v1` so far, with this record
/// @param isOne whether this record is the last of them
public record Rewrites(long count, boolean isOne) {

    /// Header of a record: the count, eight bytes, big-endian, then a byte that is 1 when the record is one of them and
    /// 0 when it is not.
    public static final String HEADER = "segue-rewrites";

    private static final int LENGTH = Long.BYTES + 1;

    /// Adds the header.
    public void addTo(Headers headers) {
        headers.add(
                HEADER,
                ByteBuffer.allocate(LENGTH)
                        .putLong(count)
                        .put((byte) (isOne ? 1 : 0))
                        .array());
    }

    /// What the header says; empty where there is none, or not one as it should be.
    public static Optional<Rewrites> of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null || header.value().length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer value = ByteBuffer.wrap(header.value());
        var rewrites = new Rewrites(value.getLong(), value.get() != 0);
        return rewrites.count < 0 ? Optional.empty() : Optional.of(rewrites);
    }
}
