package dev.segue.corpus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts numbered from 0 in the order they came, found by their text in O(1). Single writer.
///
/// Texts are kept as UTF-8 in pages, one after the other, and found by open addressing over a power-of-two table, at
/// most half full, of ordinals with 32 bits of the text's hash beside them; so that a look reads a text only where the
/// hashes agree. A text costs its bytes, 2 for its length, 4 for its place and 16 to 32 of the table.
final class Names {

    /// Longest text, in bytes.
    static final int LONGEST = 0xFFFF;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PAGE_BITS = 20;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int FIRST_PAGE = 1 << 10;
    private static final long ORDINAL = 0xFFFF_FFFFL;

    private byte[][] pages = {new byte[FIRST_PAGE]};
    private int page;
    private int used;
    /// By ordinal: page and place in it, where the length stands.
    private int[] places = new int[16];
    /// Hash in the upper half, ordinal + 1 in the lower; 0 where it is free.
    private long[] slots = new long[64];
    private int size;

    int size() {
        return size;
    }

    String text(int ordinal) {
        byte[] held = pageOf(ordinal);
        return new String(held, start(ordinal), length(ordinal), StandardCharsets.UTF_8);
    }

    /// How many bytes the text has.
    int length(int ordinal) {
        return lengthAt(pageOf(ordinal), start(ordinal));
    }

    /// Copies the text's bytes.
    ///
    /// @return where they end
    int copy(int ordinal, byte[] target, int at) {
        byte[] held = pageOf(ordinal);
        int start = start(ordinal);
        int length = lengthAt(held, start);
        System.arraycopy(held, start, target, at, length);
        return at + length;
    }

    /// How many bytes two texts have in common at their beginnings.
    int common(int ordinalA, int ordinalB) {
        int different = mismatch(ordinalA, ordinalB);
        return different < 0 ? length(ordinalA) : different;
    }

    /// Eight bytes of the text from there on, the first in the highest bits; 0 stands for those behind the end.
    long key(int ordinal, int from) {
        byte[] held = pageOf(ordinal);
        int start = start(ordinal);
        int length = lengthAt(held, start);
        long key = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            key = key << Byte.SIZE | (i < length ? held[start + i] & 0xFF : 0);
        }
        return key;
    }

    /// The order of two texts, as [String#compareTo] has it.
    int compare(int ordinalA, int ordinalB) {
        int different = mismatch(ordinalA, ordinalB);
        if (different < 0) {
            return 0;
        }
        int a = different < length(ordinalA) ? pageOf(ordinalA)[start(ordinalA) + different] & 0xFF : -1;
        int b = different < length(ordinalB) ? pageOf(ordinalB)[start(ordinalB) + different] & 0xFF : -1;
        // From U+E000 on the order of UTF-16 is not that of the bytes.
        return isHigh(a) || isHigh(b) ? text(ordinalA).compareTo(text(ordinalB)) : Integer.compare(a, b);
    }

    /// Whether the text has characters from U+E000 on, which [String#compareTo] orders otherwise than their bytes.
    boolean hasHighCharacters(int ordinal) {
        byte[] held = pageOf(ordinal);
        int start = start(ordinal);
        int end = start + lengthAt(held, start);
        for (int i = start; i < end; i++) {
            if (isHigh(held[i] & 0xFF)) {
                return true;
            }
        }
        return false;
    }

    /// The ordinal of `text`, or -1.
    int find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return find(bytes, 0, bytes.length);
    }

    int find(byte[] bytes, int from, int length) {
        return (int) (slots[slotOf(bytes, from, length, ByteHash.of(bytes, from, length))] & ORDINAL) - 1;
    }

    int intern(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return intern(bytes, 0, bytes.length);
    }

    int intern(byte[] bytes, int from, int length) {
        return intern(bytes, from, length, ByteHash.of(bytes, from, length));
    }

    /// As [#intern] for each, in their order. Faster, because tables and texts are not in the processor's caches: the
    /// looks that a text takes, one waiting for the other, are taken for all texts side by side.
    ///
    /// @param starts where each begins; by the same index `lengths`
    int[] intern(byte[] bytes, int[] starts, int[] lengths, int count) {
        int[] ordinals = new int[count];
        long[] hashes = new long[count];
        long[] found = new long[count];
        int mask = slots.length - 1;
        for (int i = 0; i < count; i++) {
            hashes[i] = ByteHash.of(bytes, starts[i], lengths[i]);
            found[i] = slots[slot(hashes[i]) & mask];
        }
        for (int i = 0; i < count; i++) {
            ordinals[i] = (int) (found[i] & ORDINAL) - 1;
            found[i] = (found[i] ^ hashes[i]) >>> Integer.SIZE == 0 && ordinals[i] >= 0 ? places[ordinals[i]] : -1;
        }
        for (int i = 0; i < count; i++) {
            if (found[i] < 0 || !isAt((int) found[i], bytes, starts[i], lengths[i])) {
                ordinals[i] = intern(bytes, starts[i], lengths[i], hashes[i]);
            }
        }
        return ordinals;
    }

    private int intern(byte[] bytes, int from, int length, long hash) {
        int slot = slotOf(bytes, from, length, hash);
        if (slots[slot] != 0) {
            return (int) (slots[slot] & ORDINAL) - 1;
        }
        int ordinal = size;
        if (ordinal == places.length) {
            places = Arrays.copyOf(places, ordinal * 2);
        }
        places[ordinal] = keep(bytes, from, length);
        size++;
        slots[slot] = hash & ~ORDINAL | size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return ordinal;
    }

    private int keep(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            throw new IllegalArgumentException("Name: expected at most " + LONGEST + " bytes, got " + length);
        }
        int needed = Short.BYTES + length;
        if (page == 0 && used + needed > pages[0].length && pages[0].length < PAGE) {
            pages[0] = Arrays.copyOf(pages[0], Math.min(PAGE, Math.max(2 * pages[0].length, used + needed)));
        }
        if (used + needed > pages[page].length) {
            page++;
            if (page > Integer.MAX_VALUE >>> PAGE_BITS) {
                throw new IllegalStateException("Names: expected at most 2 GiB of text");
            }
            if (page == pages.length) {
                pages = Arrays.copyOf(pages, pages.length * 2);
            }
            pages[page] = new byte[PAGE];
            used = 0;
        }
        int place = page << PAGE_BITS | used;
        SHORTS.set(pages[page], used, (short) length);
        System.arraycopy(bytes, from, pages[page], used + Short.BYTES, length);
        used += needed;
        return place;
    }

    /// Where the text stands, or the free slot where it would.
    private int slotOf(byte[] bytes, int from, int length, long hash) {
        int mask = slots.length - 1;
        int slot = slot(hash) & mask;
        while (slots[slot] != 0
                && ((slots[slot] ^ hash) >>> Integer.SIZE != 0
                        || !isAt(places[(int) (slots[slot] & ORDINAL) - 1], bytes, from, length))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isAt(int place, byte[] bytes, int from, int length) {
        byte[] held = pages[place >>> PAGE_BITS];
        int start = (place & (PAGE - 1)) + Short.BYTES;
        return lengthAt(held, start) == length
                && Arrays.equals(held, start, start + length, bytes, from, from + length);
    }

    private void rehash() {
        long[] before = slots;
        slots = new long[before.length * 2];
        int mask = slots.length - 1;
        for (long held : before) {
            if (held != 0) {
                int slot = slot(held) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = held;
            }
        }
    }

    private byte[] pageOf(int ordinal) {
        if (ordinal < 0 || ordinal >= size) {
            throw new IndexOutOfBoundsException("Ordinal " + ordinal + " of " + size);
        }
        return pages[places[ordinal] >>> PAGE_BITS];
    }

    private int start(int ordinal) {
        return (places[ordinal] & (PAGE - 1)) + Short.BYTES;
    }

    private static int lengthAt(byte[] held, int start) {
        return (short) SHORTS.get(held, start - Short.BYTES) & 0xFFFF;
    }

    /// Where two texts differ first, or -1.
    private int mismatch(int ordinalA, int ordinalB) {
        byte[] a = pageOf(ordinalA);
        byte[] b = pageOf(ordinalB);
        int startA = start(ordinalA);
        int startB = start(ordinalB);
        return Arrays.mismatch(a, startA, startA + lengthAt(a, startA), b, startB, startB + lengthAt(b, startB));
    }

    /// Of the leading byte of a character: from U+E000 on.
    private static boolean isHigh(int unsignedByte) {
        return unsignedByte >= 0xEE;
    }

    /// Slots are chosen by the upper half too, because the table keeps no more of a hash.
    private static int slot(long hash) {
        int upper = (int) (hash >>> Integer.SIZE);
        return upper ^ upper >>> 16;
    }
}
