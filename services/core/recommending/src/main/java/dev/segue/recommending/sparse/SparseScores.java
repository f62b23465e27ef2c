package dev.segue.recommending.sparse;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Positive scores of few ordinals out of many: a dense array of values beside the list of ordinals it holds, so that
/// adding and reading cost one array access and clearing costs only what was touched.
///
/// Not thread-safe; meant to be reused. Grows to the highest ordinal it meets, 4 bytes each.
public final class SparseScores {

    private float[] values = new float[1024];
    private int[] touched = new int[256];
    private float[] drained = new float[256];
    private int size;

    /// A factor of each ordinal's score; one that is not above 0 leaves the ordinal out.
    @FunctionalInterface
    public interface Factors {
        float of(int ordinal);
    }

    /// Ordinals with their scores, in no order.
    public record Best(int[] ordinals, float[] scores) {

        /// The same, highest score first.
        public Best descending() {
            long[] keys = new long[ordinals.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = key(scores[i], ordinals[i]);
            }
            Arrays.sort(keys);
            var sorted = new Best(new int[keys.length], new float[keys.length]);
            for (int i = 0; i < keys.length; i++) {
                sorted.ordinals[i] = ordinal(keys[i]);
                sorted.scores[i] = Float.intBitsToFloat(Integer.MAX_VALUE - (int) (keys[i] >>> 32));
            }
            return sorted;
        }
    }

    /// @param value above 0; anything else is ignored, which keeps NaN and "no evidence" out
    public void add(int ordinal, float value) {
        if (!(value > 0)) {
            return;
        }
        if (ordinal >= values.length) {
            values = Arrays.copyOf(values, Math.max(ordinal + 1, values.length + (values.length >> 1)));
        }
        if (values[ordinal] == 0) {
            if (size == touched.length) {
                touched = Arrays.copyOf(touched, size * 2);
            }
            touched[size++] = ordinal;
        }
        values[ordinal] += value;
    }

    /// The score of an ordinal, 0 when nothing was added for it.
    public float get(int ordinal) {
        return ordinal < values.length ? values[ordinal] : 0;
    }

    /// Number of ordinals with a score.
    public int size() {
        return size;
    }

    /// @param i 0 to size − 1, in the order they were first added
    public int ordinalAt(int i) {
        return touched[i];
    }

    /// Multiplies one ordinal's score; a factor that is not above 0 is refused.
    public void scale(int ordinal, float factor) {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("factor must be above 0, got " + factor);
        }
        if (ordinal < values.length) {
            values[ordinal] *= factor;
        }
    }

    public float max() {
        float max = 0;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, values[touched[i]]);
        }
        return max;
    }

    public void clear() {
        for (int i = 0; i < size; i++) {
            values[touched[i]] = 0;
        }
        size = 0;
    }

    /// The `k` best ordinals, highest score first, ties by id text: the answer depends on scores and ids alone, never
    /// on the order in which ordinals were given out.
    ///
    /// @param orderTies false where the caller treats equal scores alike; only the cut at `k` is then ordered by id
    /// @return a new array, the caller's; shorter than `k` when there are fewer
    public int[] top(int k, IntFunction<String> id, boolean orderTies) {
        if (k <= 0 || size == 0) {
            return new int[0];
        }
        long[] best = size <= k ? keysAbove(0, size) : best(k, ties -> sortById(ties, 0, ties.length, id));
        Arrays.sort(best);
        int[] ordinals = new int[best.length];
        for (int i = 0; i < best.length; i++) {
            ordinals[i] = ordinal(best[i]);
        }
        if (orderTies) {
            orderTies(best, ordinals, id);
        }
        return ordinals;
    }

    /// The `k` best ordinals, highest score first, ties by ordinal: cheaper where the ordinals mean the same wherever
    /// the answer is used.
    ///
    /// @return a new array, the caller's; shorter than `k` when there are fewer
    public int[] top(int k) {
        if (k <= 0 || size == 0) {
            return new int[0];
        }
        long[] best = size <= k ? keysAbove(0, size) : best(k, Arrays::sort);
        Arrays.sort(best);
        int[] ordinals = new int[best.length];
        for (int i = 0; i < best.length; i++) {
            ordinals[i] = ordinal(best[i]);
        }
        return ordinals;
    }

    /// The `k` best of all scores, each times its factor, ties by id text; all scores are forgotten. One pass over what
    /// was touched, where scaling, choosing and clearing would be one each.
    public Best drain(int k, Factors factors, IntFunction<String> id) {
        if (drained.length < size) {
            drained = new float[touched.length];
        }
        int left = 0;
        for (int i = 0; i < size; i++) {
            int ordinal = touched[i];
            float score = values[ordinal] * factors.of(ordinal);
            values[ordinal] = 0;
            if (score > 0) {
                touched[left] = ordinal;
                drained[left++] = score;
            }
        }
        size = 0;
        return left <= k
                ? new Best(Arrays.copyOf(touched, left), Arrays.copyOf(drained, left))
                : cut(left, Math.max(0, k), id);
    }

    private Best cut(int count, int k, IntFunction<String> id) {
        var best = new Best(new int[k], new float[k]);
        if (k == 0) {
            return best;
        }
        float threshold = kthLargest(Arrays.copyOf(drained, count), k);
        int[] ties = new int[16];
        int equal = 0;
        int above = 0;
        for (int i = 0; i < count; i++) {
            if (drained[i] > threshold) {
                best.ordinals[above] = touched[i];
                best.scores[above++] = drained[i];
            } else if (drained[i] == threshold) {
                ties = equal == ties.length ? Arrays.copyOf(ties, 2 * equal) : ties;
                ties[equal++] = touched[i];
            }
        }
        if (k - above < equal) {
            sortById(ties, 0, equal, id);
        }
        System.arraycopy(ties, 0, best.ordinals, above, k - above);
        Arrays.fill(best.scores, above, k, threshold);
        return best;
    }

    private long[] best(int k, Consumer<int[]> sorter) {
        float[] copy = new float[size];
        for (int i = 0; i < size; i++) {
            copy[i] = values[touched[i]];
        }
        float threshold = kthLargest(copy, k);
        int above = 0;
        int equal = 0;
        for (int i = 0; i < size; i++) {
            float value = values[touched[i]];
            if (value > threshold) {
                above++;
            } else if (value == threshold) {
                equal++;
            }
        }
        long[] best = Arrays.copyOf(keysAbove(threshold, above), k);
        int[] ties = new int[equal];
        int n = 0;
        for (int i = 0; i < size; i++) {
            if (values[touched[i]] == threshold) {
                ties[n++] = touched[i];
            }
        }
        int wanted = k - above;
        if (wanted < equal) {
            sorter.accept(ties);
        }
        for (int i = 0; i < wanted; i++) {
            best[above + i] = key(threshold, ties[i]);
        }
        return best;
    }

    private long[] keysAbove(float threshold, int expected) {
        long[] keys = new long[expected];
        int n = 0;
        for (int i = 0; i < size; i++) {
            float value = values[touched[i]];
            if (value > threshold) {
                keys[n++] = key(value, touched[i]);
            }
        }
        return keys;
    }

    private void orderTies(long[] keys, int[] ordinals, IntFunction<String> id) {
        int from = 0;
        for (int i = 1; i <= keys.length; i++) {
            if (i == keys.length || keys[i] >>> 32 != keys[from] >>> 32) {
                if (i - from > 1) {
                    sortById(ordinals, from, i, id);
                }
                from = i;
            }
        }
    }

    private static void sortById(int[] ordinals, int from, int to, IntFunction<String> id) {
        record Named(int ordinal, String id) {}
        Named[] named = new Named[to - from];
        for (int i = from; i < to; i++) {
            named[i - from] = new Named(ordinals[i], id.apply(ordinals[i]));
        }
        Arrays.sort(named, (a, b) -> a.id.compareTo(b.id));
        for (int i = from; i < to; i++) {
            ordinals[i] = named[i - from].ordinal;
        }
    }

    /// Ascending order of keys is descending order of scores: bits of positive floats order as the floats do.
    private static long key(float value, int ordinal) {
        return ((long) (Integer.MAX_VALUE - Float.floatToRawIntBits(value)) << 32) | ordinal;
    }

    private static int ordinal(long key) {
        return (int) key;
    }

    /// Hoare's selection with a median-of-three pivot, which reorders the scores.
    private static float kthLargest(float[] copy, int k) {
        int target = copy.length - k;
        int low = 0;
        int high = copy.length - 1;
        while (low < high) {
            float pivot = median(copy[low], copy[(low + high) >>> 1], copy[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (copy[i] < pivot) {
                    i++;
                }
                while (copy[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = copy[i];
                    copy[i++] = copy[j];
                    copy[j--] = swapped;
                }
            }
            if (target <= j) {
                high = j;
            } else if (target >= i) {
                low = i;
            } else {
                break;
            }
        }
        return copy[target];
    }

    private static float median(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
