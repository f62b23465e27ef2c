package dev.segue.search;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/// The tracks of a playlist as ascending ordinals, each the difference to the one before, as a varint.
final class HeldTracks {

    private static final int MOST_BYTES = 5;

    private HeldTracks() {}

    /// @param ordinals distinct, from 0; read, never kept
    static BytesRef encode(int[] ordinals) {
        int[] sorted = ordinals.clone();
        Arrays.sort(sorted);
        byte[] bytes = new byte[sorted.length * MOST_BYTES];
        var out = new ByteArrayDataOutput(bytes);
        int before = 0;
        for (int ordinal : sorted) {
            int delta = ordinal - before;
            before = ordinal;
            while ((delta & ~0x7F) != 0) {
                out.writeByte((byte) ((delta & 0x7F) | 0x80));
                delta >>>= 7;
            }
            out.writeByte((byte) delta);
        }
        return new BytesRef(ArrayUtil.copyOfSubArray(bytes, 0, out.getPosition()));
    }

    static void decode(BytesRef held, IntConsumer consumer) {
        byte[] bytes = held.bytes;
        int end = held.offset + held.length;
        int ordinal = 0;
        for (int at = held.offset; at < end; ) {
            int delta = 0;
            int shift = 0;
            byte next = bytes[at++];
            while (next < 0) {
                delta |= (next & 0x7F) << shift;
                shift += 7;
                next = bytes[at++];
            }
            ordinal += delta | (next << shift);
            consumer.accept(ordinal);
        }
    }
}
