package dev.segue.preprocessor.cleaning;

import dev.segue.corpus.TrackAliases;
import dev.segue.schemas.AvroBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ids that the tracks of a playlist are counted by: other names of a recording are resolved, and of a recording
/// that is there more than once the first occurrence stays.
///
/// Where nothing is to be resolved nothing is copied, and the ids stay where they came. One playlist at a time, by one
/// thread.
final class CountedTracks {

    /// Most bytes of ids that are resolved; what is made of a playlist must fit the messages of its topics. A playlist
    /// that would have more is counted by the ids that came.
    static final int MOST_BYTES = 8 << 20;

    private static final int ELSEWHERE = -1;

    private byte[] bytes = {};
    private int[] starts = new int[64];
    private int[] lengths = new int[64];
    private int came;
    private boolean asTheyCame = true;
    /// By track that came: the id it is counted by, or null when that is its own.
    private byte[] @Nullable [] resolved = new byte[64][];
    /// Tracks that came and stay, in order.
    private int[] kept = new int[64];
    /// By track that came: its position among those that stay, or [#ELSEWHERE] when it is counted by another id.
    private int[] positions = new int[64];
    private int size;
    private int idBytes;

    /// Begins with the ids of a playlist, which are different ones; [#came] tells where each is.
    ///
    /// @param from what the ids lie in; kept until the next playlist
    void begin(byte[] from, int count) {
        bytes = from;
        came = count;
        size = count;
        asTheyCame = true;
        if (count > starts.length) {
            int room = Math.max(count, 2 * starts.length);
            starts = new int[room];
            lengths = new int[room];
            resolved = new byte[room][];
            kept = new int[room];
            positions = new int[room];
        }
    }

    /// The id of the i-th track that came.
    void came(int i, int start, int length) {
        starts[i] = start;
        lengths[i] = length;
    }

    /// Looks the ids up.
    void resolve(TrackAliases aliases) {
        if (!aliases.resolve(bytes, starts, lengths, came, resolved)) {
            return;
        }
        var seen = new HashSet<ByteBuffer>();
        int staying = 0;
        long total = 0;
        for (int i = 0; i < came; i++) {
            ByteBuffer id = id(i, resolved[i]);
            positions[i] = resolved[i] == null ? staying : ELSEWHERE;
            if (seen.add(id)) {
                total += AvroBytes.LONGEST_NUMBER + id.remaining();
                kept[staying++] = i;
            } else if (resolved[i] == null) {
                // Another name of this track came before it.
                positions[i] = ELSEWHERE;
            }
        }
        if (total <= MOST_BYTES) {
            size = staying;
            idBytes = (int) total;
            asTheyCame = false;
        }
    }

    /// Whether the ids are those that came.
    boolean asTheyCame() {
        return asTheyCame;
    }

    /// How many there are.
    int size() {
        return size;
    }

    /// Room that [#write] needs beyond that of the ids that came.
    int room() {
        return asTheyCame ? 0 : idBytes + 2 * AvroBytes.LONGEST_NUMBER;
    }

    /// The position of the i-th track that came, or -1 when it is counted by another id, or was named before.
    int position(int i) {
        return asTheyCame ? i : positions[i];
    }

    /// The ids in order.
    List<String> ids() {
        var ids = new ArrayList<String>(size);
        for (int position = 0; position < size; position++) {
            ByteBuffer id = at(position);
            ids.add(new String(id.array(), id.position(), id.remaining(), StandardCharsets.UTF_8));
        }
        return ids;
    }

    /// Whether these are the ids that lie there.
    boolean areThose(byte[] others, int[] otherStarts, int[] otherLengths, int count) {
        if (count != size) {
            return false;
        }
        for (int position = 0; position < size; position++) {
            ByteBuffer id = at(position);
            int from = otherStarts[position];
            if (!Arrays.equals(
                    id.array(),
                    id.position(),
                    id.position() + id.remaining(),
                    others,
                    from,
                    from + otherLengths[position])) {
                return false;
            }
        }
        return true;
    }

    /// Writes the ids as an array of texts.
    ///
    /// @return where it ends
    int write(byte[] target, int from) {
        int at = from;
        if (size > 0) {
            at = AvroBytes.putNumber(target, at, size);
            for (int position = 0; position < size; position++) {
                ByteBuffer id = at(position);
                at = AvroBytes.putNumber(target, at, id.remaining());
                System.arraycopy(id.array(), id.position(), target, at, id.remaining());
                at += id.remaining();
            }
        }
        return AvroBytes.putNumber(target, at, 0);
    }

    private ByteBuffer at(int position) {
        int i = asTheyCame ? position : kept[position];
        return id(i, asTheyCame ? null : resolved[i]);
    }

    private ByteBuffer id(int i, byte @Nullable [] other) {
        // Not sliced: its array is read from its position on.
        return other == null ? ByteBuffer.wrap(bytes, starts[i], lengths[i]) : ByteBuffer.wrap(other);
    }
}
