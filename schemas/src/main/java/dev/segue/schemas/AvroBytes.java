package dev.segue.schemas;

/// Avro's numbers and texts, read and written where they lie.
///
/// Reading throws [IndexOutOfBoundsException] where the bytes break off, claim what cannot be, or say it in
/// another form than the one that Avro for Java writes: numbers in as few bytes as they need, arrays in one
/// block.
///
/// Source: Avro 1.12 specification, "Binary encoding".
public final class AvroBytes {

    /// Most bytes a number takes.
    public static final int LONGEST_NUMBER = 10;

    private AvroBytes() {}

    /// The int or long that begins there.
    public static long number(byte[] bytes, int from) {
        long b = bytes[from];
        if (b >= 0) {
            return b >>> 1 ^ -(b & 1);
        }
        long raw = b & 0x7F;
        for (int i = 1; i < LONGEST_NUMBER; i++) {
            b = bytes[from + i];
            raw |= (b & 0x7F) << (7 * i);
            if (b >= 0) {
                if (b == 0) {
                    throw new IndexOutOfBoundsException("Number: expected as few bytes as it needs, got more");
                }
                return raw >>> 1 ^ -(raw & 1);
            }
        }
        throw new IndexOutOfBoundsException("Number: expected at most 10 bytes, got more");
    }

    /// Where the number that begins there ends.
    public static int afterNumber(byte[] bytes, int from) {
        int at = from;
        while (bytes[at++] < 0) {
            if (at - from == LONGEST_NUMBER) {
                throw new IndexOutOfBoundsException("Number: expected at most 10 bytes, got more");
            }
        }
        if (at - from > 1 && bytes[at - 1] == 0) {
            throw new IndexOutOfBoundsException("Number: expected as few bytes as it needs, got more");
        }
        return at;
    }

    /// How many items the array has that begins there. The first of them follows the number.
    public static long itemCount(byte[] bytes, int from) {
        long count = number(bytes, from);
        if (count < 0) {
            throw new IndexOutOfBoundsException("Items: expected a count, got " + count);
        }
        return count;
    }

    /// Where an array that has items ends when the last of them ends there.
    public static int afterItems(byte[] bytes, int afterLast) {
        if (bytes[afterLast] != 0) {
            throw new IndexOutOfBoundsException("Items: expected one block, got another");
        }
        return afterLast + 1;
    }

    /// How many bytes the text (or byte string) has whose length stands there.
    public static int textLength(byte[] bytes, int from) {
        long length = number(bytes, from);
        if (length < 0 || length > bytes.length - afterNumber(bytes, from)) {
            throw new IndexOutOfBoundsException(
                    "Text: expected at most " + (bytes.length - from) + " bytes, got " + length);
        }
        return (int) length;
    }

    /// Where the bytes of the text begin whose length stands there.
    public static int textStart(byte[] bytes, int from) {
        return afterNumber(bytes, from);
    }

    /// @return `at`, when it is not behind the end
    static int within(byte[] bytes, int at) {
        if (at > bytes.length) {
            throw new IndexOutOfBoundsException("Value: expected to end by " + bytes.length + ", ends at " + at);
        }
        return at;
    }

    /// Writes a number.
    ///
    /// @param target with room for [#LONGEST_NUMBER] bytes
    /// @return where it ends
    public static int putNumber(byte[] target, int from, long value) {
        long raw = value << 1 ^ value >> 63;
        int at = from;
        while ((raw & ~0x7FL) != 0) {
            target[at++] = (byte) (raw | 0x80);
            raw >>>= 7;
        }
        target[at++] = (byte) raw;
        return at;
    }
}
