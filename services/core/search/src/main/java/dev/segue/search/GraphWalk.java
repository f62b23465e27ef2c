package dev.segue.search;

import java.util.Arrays;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.LongHeap;
import org.apache.lucene.util.NumericUtils;

/// Searches along a graph, one after the other: greedily down its levels, and along the lowest from the nearest that is
/// not followed yet until it is farther than all that are kept. Of each row's connections those not met before
/// are asked about at once. A bit a row tells which these are; some thousands of two millions are met, which
/// Lucene keeps in blocks that grow as they fill, and a tenth of its time goes there.
///
/// Candidates are keys: how near in the upper half, rows in the lower, the first of equals being the greater.
///
/// Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable
/// Small World graphs" (2018), algorithms 2 and 5.
final class GraphWalk {

    private static final int ROOM = 1024;

    private final GraphArrays graph;
    private final FixedBitSet met;
    /// Keys whose connections are not followed yet, complemented: the least is the nearest.
    private final LongHeap open = new LongHeap(ROOM);

    private int[] asked = new int[ROOM];
    private float[] cosines = new float[ROOM];

    GraphWalk(GraphArrays graph) {
        this.graph = graph;
        this.met = new FixedBitSet(Arrays.stream(graph.rows()).max().orElse(-1) + 1);
    }

    /// The row of a key.
    static int row(long key) {
        return Integer.MAX_VALUE - (int) key;
    }

    /// The cosine of a key, negative infinity where it was not a number.
    static float cosine(long key) {
        return NumericUtils.sortableIntToFloat((int) (key >> Integer.SIZE));
    }

    private static long key(float cosine, int row) {
        // Written so that NaN is farthest.
        float near = cosine >= -Float.MAX_VALUE ? cosine : Float.NEGATIVE_INFINITY;
        return (long) NumericUtils.floatToSortableInt(near) << Integer.SIZE | Integer.MAX_VALUE - row;
    }

    /// See [GraphArrays#nearest].
    long[] nearest(ShippedGraph.Nearness nearness, int width) {
        var best = new LongHeap(width);
        if (graph.levels().length == 0) {
            ask(nearness, graph.rows(), 0, graph.size());
            for (int i = 0; i < graph.size(); i++) {
                best.insertWithOverflow(key(cosines[i], asked[i]));
            }
        } else {
            met.clear();
            open.clear();
            follow(nearness, descend(nearness), best, width);
        }
        long[] keys = new long[best.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = best.pop();
        }
        return keys;
    }

    /// The nearest on the levels above the lowest, as far as going to a nearer one each time leads.
    private long descend(ShippedGraph.Nearness nearness) {
        asked[0] = graph.entry();
        nearness.of(asked, 1, cosines);
        long nearest = key(cosines[0], graph.entry());
        for (int number = graph.levels().length - 1; number > 0; number--) {
            GraphArrays.Level level = graph.levels()[number];
            for (long from = Long.MIN_VALUE; from < nearest; ) {
                from = nearest;
                int place = level.place(row(from));
                int first = level.first()[place];
                int count = level.first()[place + 1] - first;
                ask(nearness, level.others(), first, count);
                for (int i = 0; i < count; i++) {
                    nearest = Math.max(nearest, key(cosines[i], asked[i]));
                }
            }
        }
        return nearest;
    }

    private void ask(ShippedGraph.Nearness nearness, int[] rows, int first, int count) {
        room(count);
        System.arraycopy(rows, first, asked, 0, count);
        nearness.of(asked, count, cosines);
    }

    private void room(int count) {
        if (asked.length < count) {
            asked = new int[count];
            cosines = new float[count];
        }
    }

    private void follow(ShippedGraph.Nearness nearness, long entry, LongHeap best, int width) {
        met.set(row(entry));
        open.push(~entry);
        best.push(entry);
        while (open.size() > 0) {
            long nearest = ~open.pop();
            if (best.size() == width && nearest < best.top()) {
                return;
            }
            int count = unmet(row(nearest));
            nearness.of(asked, count, cosines);
            for (int i = 0; i < count; i++) {
                long key = key(cosines[i], asked[i]);
                if (best.insertWithOverflow(key)) {
                    open.push(~key);
                }
            }
        }
    }

    /// Notes a row's connections that were not met before.
    ///
    /// @return how many
    private int unmet(int row) {
        GraphArrays.Level level = graph.levels()[0];
        int place = level.place(row);
        int end = level.first()[place + 1];
        room(end - level.first()[place]);
        long[] words = met.getBits();
        int count = 0;
        for (int at = level.first()[place]; at < end; at++) {
            int other = level.others()[at];
            long word = words[other >> 6];
            long bit = 1L << other;
            // Written without a branch, which would be guessed wrong often.
            asked[count] = other;
            count += (word & bit) == 0 ? 1 : 0;
            words[other >> 6] = word | bit;
        }
        return count;
    }
}
