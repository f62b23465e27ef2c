package dev.segue.recommending.sparse;

import java.util.Arrays;

/// Chooses the best of many scores, in time linear in their number: counts them by their leading bits
/// first, whose order is that of the scores, and looks closer only at those that may be among the best.
///
/// Not thread-safe; meant to be reused.
public final class Selection {

    /// Leading bits of a positive float: its exponent and three of its fraction.
    private static final int COARSE = 11;

    private static final int COARSE_SHIFT = 31 - COARSE;

    /// Fewer are looked at closely at once.
    private static final int MANY = 2048;

    private final KthLargest kthLargest = new KthLargest();
    /// Two, for every other score: counting up one place at once again would wait for the first time to end.
    private final int[] even = new int[1 << COARSE];

    private final int[] odd = new int[1 << COARSE];
    private int[] likely = new int[MANY];
    private float[] likelyScores = new float[MANY];
    private int[] ties = new int[16];

    /// The `k` best, equal scores at the cut in their order.
    ///
    /// @param ordinals by the same index `scores`, all above 0; the first `count` of both, left as they are
    public Best best(int[] ordinals, float[] scores, int count, int k, TieOrder order) {
        if (count <= k) {
            return new Best(Arrays.copyOf(ordinals, count), Arrays.copyOf(scores, count));
        }
        if (k <= 0) {
            return new Best(new int[0], new float[0]);
        }
        if (count < MANY) {
            return closely(ordinals, scores, count, k, order);
        }
        int left = likely(ordinals, scores, count, k);
        return closely(likely, likelyScores, left, k, order);
    }

    /// Leaves out scores that `k` others exceed for certain.
    ///
    /// @return how many are left
    private int likely(int[] ordinals, float[] scores, int count, int k) {
        Arrays.fill(even, 0);
        Arrays.fill(odd, 0);
        for (int i = 0; i + 1 < count; i += 2) {
            even[coarse(scores[i])]++;
            odd[coarse(scores[i + 1])]++;
        }
        even[coarse(scores[count - 1])] += count & 1;
        int cut = even.length - 1;
        for (int above = even[cut] + odd[cut]; above < k; above += even[cut] + odd[cut]) {
            cut--;
        }
        if (likely.length < count) {
            likely = new int[Math.max(count, 2 * likely.length)];
            likelyScores = new float[likely.length];
        }
        int left = 0;
        for (int i = 0; i < count; i++) {
            float score = scores[i];
            likely[left] = ordinals[i];
            likelyScores[left] = score;
            left += coarse(score) >= cut ? 1 : 0;
        }
        return left;
    }

    private static int coarse(float score) {
        return Float.floatToRawIntBits(score) >>> COARSE_SHIFT;
    }

    private Best closely(int[] ordinals, float[] scores, int count, int k, TieOrder order) {
        if (count <= k) {
            return new Best(Arrays.copyOf(ordinals, count), Arrays.copyOf(scores, count));
        }
        var best = new Best(new int[k], new float[k]);
        float threshold = kthLargest.of(scores, count, k);
        int equal = 0;
        int above = 0;
        for (int i = 0; i < count; i++) {
            if (scores[i] > threshold) {
                best.ordinals()[above] = ordinals[i];
                best.scores()[above++] = scores[i];
            } else if (scores[i] == threshold) {
                ties = equal == ties.length ? Arrays.copyOf(ties, 2 * equal) : ties;
                ties[equal++] = ordinals[i];
            }
        }
        bringForward(equal, k - above, order);
        System.arraycopy(ties, 0, best.ordinals(), above, k - above);
        Arrays.fill(best.scores(), above, k, threshold);
        return best;
    }

    /// The `k` best, highest first, equal scores in their order; else as [#best].
    ///
    /// @return ordinals; a new array, the caller's; shorter than `k` when there are fewer
    public int[] ranked(int[] ordinals, float[] scores, int count, int k, TieOrder order) {
        Best best = best(ordinals, scores, count, k, order).descending();
        int from = 0;
        for (int i = 1; i <= best.ordinals().length; i++) {
            if (i == best.ordinals().length || best.scores()[i] != best.scores()[from]) {
                if (i - from > 1) {
                    sort(best.ordinals(), from, i, order);
                }
                from = i;
            }
        }
        return best.ordinals();
    }

    private static void sort(int[] ordinals, int from, int to, TieOrder order) {
        Integer[] boxed = new Integer[to - from];
        for (int i = from; i < to; i++) {
            boxed[i - from] = ordinals[i];
        }
        Arrays.sort(boxed, order::compare);
        for (int i = from; i < to; i++) {
            ordinals[i] = boxed[i - from];
        }
    }

    /// Brings the `wanted` first of the ties to the front, themselves in no order: Hoare's selection, each
    /// step of which leaves out the part in which the border does not lie.
    private void bringForward(int count, int wanted, TieOrder order) {
        int low = 0;
        int high = count - 1;
        while (wanted > low && wanted <= high) {
            int pivot = ties[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (order.compare(ties[i], pivot) < 0) {
                    i++;
                }
                while (order.compare(ties[j], pivot) > 0) {
                    j--;
                }
                if (i <= j) {
                    int swapped = ties[i];
                    ties[i++] = ties[j];
                    ties[j--] = swapped;
                }
            }
            if (wanted <= j) {
                high = j;
            } else {
                low = i;
            }
        }
    }
}
