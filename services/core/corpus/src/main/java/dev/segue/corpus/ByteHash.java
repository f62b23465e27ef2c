package dev.segue.corpus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// 64 bits of some bytes, for tables in memory: eight bytes a step, multiplied to 128 bits, of which both halves are
/// folded into one. Not for what is kept, and not against those who choose bytes to collide.
public final class ByteHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long SEED = 0xD6E8FEB86659FD93L;

    private ByteHash() {}

    public static long of(byte[] bytes, int from, int length) {
        long hash = SEED + length;
        int at = from;
        for (int end = from + length - Long.BYTES; at <= end; at += Long.BYTES) {
            hash = fold(hash ^ (long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < from + length; at++) {
            rest = rest << Byte.SIZE | bytes[at] & 0xFF;
        }
        return fold(hash ^ rest);
    }

    private static long fold(long value) {
        return value * MULTIPLIER ^ Math.unsignedMultiplyHigh(value, MULTIPLIER);
    }
}
