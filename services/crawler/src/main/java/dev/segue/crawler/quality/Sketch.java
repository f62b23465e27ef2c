package dev.segue.crawler.quality;

import java.util.Collection;

/// A MinHash of a set: of each of 64 hash functions, the lowest byte of the smallest hash of an element. The share of
/// bytes that two sketches have in common estimates the Jaccard similarity of their sets; sets that share nothing
/// agree in one byte of 256 by chance.
///
/// Source: Broder, "On the resemblance and containment of documents", 1997; Li and König, "b-Bit Minwise Hashing",
/// WWW 2010.
public final class Sketch {

    /// Bytes of a sketch.
    public static final int SIZE = 64;

    private Sketch() {}

    /// @return a new array, the caller's
    public static byte[] of(Collection<String> elements) {
        long[] smallest = new long[SIZE];
        java.util.Arrays.fill(smallest, Long.MAX_VALUE);
        for (String element : elements) {
            long hash = hash(element);
            for (int i = 0; i < SIZE; i++) {
                long value = mixed(hash + i * 0x9E3779B97F4A7C15L) >>> 1;
                if (value < smallest[i]) {
                    smallest[i] = value;
                }
            }
        }
        byte[] sketch = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            sketch[i] = (byte) smallest[i];
        }
        return sketch;
    }

    /// Estimated Jaccard similarity of the sets, 0 to 1; standard error at most 0.0625.
    public static double similarity(byte[] a, byte[] b) {
        int same = 0;
        for (int i = 0; i < SIZE; i++) {
            same += a[i] == b[i] ? 1 : 0;
        }
        double chance = 1.0 / 256;
        return Math.max(0, ((double) same / SIZE - chance) / (1 - chance));
    }

    private static long hash(String element) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < element.length(); i++) {
            hash = (hash ^ element.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    static long mixed(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
