package dev.segue.corpus;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Non-negative numbers, seven bits a byte, lowest first; and texts as their length and UTF-8 bytes.
final class Varints {

    private static final int MAX_TEXT_BYTES = 1 << 16;

    private Varints() {}

    static void write(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static long read(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new UTFDataFormatException("a number has more than 9 bytes");
    }

    static int readCount(DataInputStream in) throws IOException {
        long count = read(in);
        if (count > Integer.MAX_VALUE - 16) {
            throw new UTFDataFormatException("a count of " + count + " is too large");
        }
        return (int) count;
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(out, bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        int length = readCount(in);
        if (length > MAX_TEXT_BYTES) {
            throw new UTFDataFormatException("a text of " + length + " bytes is too long");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UTFDataFormatException("a text is not UTF-8");
        }
    }
}
