package dev.segue.recommending.sparse;

import java.util.Arrays;

/// Finds the k-th largest of many positive floats: counts them by their leading bits, whose order is that of the
/// floats, and then looks only where it must lie. Two passes, no comparison that the processor would guess wrong.
///
/// Not thread-safe; meant to be reused.
final class KthLargest {

    private static final int DIGIT = 11;
    private static final int[] SHIFTS = {20, 9, 0};

    private final int[] counts = new int[1 << DIGIT];
    private float[] members = new float[256];

    /// @param scores positive, the first `count` of them; left as they are
    /// @param k 1 to `count`
    float of(float[] scores, int count, int k) {
        if (members.length < count) {
            members = new float[Math.max(count, 2 * members.length)];
        }
        float[] from = scores;
        int n = count;
        int rank = k;
        int found = 0;
        for (int shift : SHIFTS) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < n; i++) {
                counts[digit(from[i], shift)]++;
            }
            int digit = counts.length - 1;
            while (counts[digit] < rank) {
                rank -= counts[digit--];
            }
            found |= digit << shift;
            int left = 0;
            for (int i = 0; i < n; i++) {
                float score = from[i];
                members[left] = score;
                left += digit(score, shift) == digit ? 1 : 0;
            }
            from = members;
            n = left;
        }
        return Float.intBitsToFloat(found);
    }

    private static int digit(float score, int shift) {
        return Float.floatToRawIntBits(score) >>> shift & ((1 << DIGIT) - 1);
    }
}
