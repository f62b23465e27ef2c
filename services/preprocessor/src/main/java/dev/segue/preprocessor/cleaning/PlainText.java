package dev.segue.preprocessor.cleaning;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What can be said of texts by a look at their bytes, eight at a time.
final class PlainText {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final int FIRST_PRINTABLE = '!';
    private static final int DELETE = 0x7F;
    private static final int SHORTEST_ID = 3;
    private static final int LONGEST_ID = 200;

    private PlainText() {}

    /// Whether the bytes are a namespaced id of printable ASCII characters; other ids can be valid too.
    static boolean isId(byte[] bytes, int from, int length) {
        if (length < SHORTEST_ID || length > LONGEST_ID) {
            return false;
        }
        int end = from + length;
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon == from || colon >= end - 1) {
            return false;
        }
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            if (((eight | belowPrintable(eight) | isDelete(eight)) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (bytes[at] < FIRST_PRINTABLE || bytes[at] == DELETE) {
                return false;
            }
        }
        return true;
    }

    /// Whether the bytes are UTF-8, so that they are the same after they were a [String].
    static boolean isUtf8(byte[] bytes, int from, int length) {
        int end = from + length;
        int at = from;
        while (at <= end - Long.BYTES && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at == end || decodes(bytes, at, end - at);
    }

    private static boolean decodes(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// High bit where an ASCII byte is below the first printable one.
    private static long belowPrintable(long eight) {
        return (eight - ONES * FIRST_PRINTABLE) & ~eight;
    }

    /// High bit where a byte is the last ASCII character, which is none.
    private static long isDelete(long eight) {
        long difference = eight ^ ONES * DELETE;
        return (difference - ONES) & ~difference;
    }
}
