package dev.segue.corpus;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Texts numbered from 0 in the order they came, found by their text in O(1): open addressing over a power-of-two
/// table of ordinals, at most half full. A text costs itself and 8 to 16 bytes. Single writer.
final class Names {

    private static final int FREE = -1;

    private @Nullable String[] texts = new @Nullable String[16];
    private int[] slots = new int[64];
    private int size;

    Names() {
        Arrays.fill(slots, FREE);
    }

    int size() {
        return size;
    }

    String text(int ordinal) {
        String text = ordinal < size ? texts[ordinal] : null;
        if (text == null) {
            throw new IndexOutOfBoundsException("Ordinal " + ordinal + " of " + size);
        }
        return text;
    }

    /// The ordinal of `text`, or -1.
    int find(String text) {
        return slots[slotOf(text)];
    }

    /// As [#intern] for each, in their order. Faster, because tables and texts are not in the processor's caches: the
    /// three looks that a text takes, one waiting for the other, are taken for all texts side by side.
    int[] intern(List<String> many) {
        int[] ordinals = new int[many.size()];
        int[] hashes = new int[ordinals.length];
        int mask = slots.length - 1;
        for (int i = 0; i < ordinals.length; i++) {
            hashes[i] = many.get(i).hashCode();
            ordinals[i] = slots[spread(hashes[i]) & mask];
        }
        for (int i = 0; i < ordinals.length; i++) {
            String there = ordinals[i] == FREE ? null : texts[ordinals[i]];
            if (there == null || there.hashCode() != hashes[i]) {
                ordinals[i] = FREE;
            }
        }
        for (int i = 0; i < ordinals.length; i++) {
            String text = many.get(i);
            if (ordinals[i] == FREE || !text.equals(texts[ordinals[i]])) {
                ordinals[i] = intern(text);
            }
        }
        return ordinals;
    }

    int intern(String text) {
        int slot = slotOf(text);
        if (slots[slot] != FREE) {
            return slots[slot];
        }
        int ordinal = size++;
        if (ordinal == texts.length) {
            texts = Arrays.copyOf(texts, ordinal * 2);
        }
        texts[ordinal] = text;
        slots[slot] = ordinal;
        if (size * 2 > slots.length) {
            rehash();
        }
        return ordinal;
    }

    /// Where `text` stands, or the free slot where it would.
    private int slotOf(String text) {
        int mask = slots.length - 1;
        int slot = spread(text.hashCode()) & mask;
        while (slots[slot] != FREE && !text.equals(texts[slots[slot]])) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, FREE);
        int mask = slots.length - 1;
        for (int ordinal = 0; ordinal < size; ordinal++) {
            int slot = spread(text(ordinal).hashCode()) & mask;
            while (slots[slot] != FREE) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = ordinal;
        }
    }

    private static int spread(int hash) {
        int h = hash * 0x9E3779B9;
        return h ^ (h >>> 16);
    }
}
