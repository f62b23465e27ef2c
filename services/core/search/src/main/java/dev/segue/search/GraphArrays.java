package dev.segue.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.lucene.util.hnsw.HnswGraph;

/// The connections of a graph in arrays, by the caller's rows in place of the graph's own numbers: following them takes
/// no decoding, no mapped file and no look-up.
///
/// Memory: `4 + 4·connections` bytes a vector, connections being at most twice those of the settings; 4 more where the
/// graph has not all of the caller's rows; and a bit a row for each search at the same time. Immutable but for what
/// searches keep for the next; safe for use by many threads.
final class GraphArrays {

    /// @param rows of the level, ascending; empty where they are all from 0 on
    /// @param first of each row's connections in `others`, by its place in the level, and where the last one's end
    /// @param others rows as well
    record Level(int[] rows, int[] first, int[] others) {

        int place(int row) {
            return rows.length == 0 ? row : Arrays.binarySearch(rows, row);
        }
    }

    private final Level[] levels;
    private final int entry;
    private final int[] rows;
    private final ConcurrentLinkedQueue<GraphWalk> idle = new ConcurrentLinkedQueue<>();

    private GraphArrays(Level[] levels, int entry, int[] rows) {
        this.levels = levels;
        this.entry = entry;
        this.rows = rows;
    }

    /// Reads a graph twice from end to end.
    ///
    /// @param graph over all `rowOf`, or an empty one, which stands for few that are all looked at
    /// @param rowOf row by number in the graph, each once; shared, never changed
    static GraphArrays of(HnswGraph graph, int[] rowOf) throws IOException {
        Level[] levels = new Level[graph.size() == 0 ? 0 : graph.numLevels()];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = level(graph, level, rowOf);
        }
        return new GraphArrays(levels, levels.length == 0 ? -1 : rowOf[graph.entryNode()], rowOf);
    }

    private static Level level(HnswGraph graph, int level, int[] rowOf) throws IOException {
        int[] nodes = nodes(graph, level);
        int[] rows = Arrays.stream(nodes).map(node -> rowOf[node]).sorted().toArray();
        boolean all = rows[rows.length - 1] == rows.length - 1;
        int[] first = new int[nodes.length + 1];
        var counted = new Level(all ? new int[0] : rows, first, new int[0]);
        for (int node : nodes) {
            graph.seek(level, node);
            first[counted.place(rowOf[node]) + 1] = graph.neighborCount();
        }
        for (int place = 0; place < nodes.length; place++) {
            first[place + 1] = Math.addExact(first[place], first[place + 1]);
        }
        int[] others = new int[first[nodes.length]];
        for (int node : nodes) {
            graph.seek(level, node);
            int place = counted.place(rowOf[node]);
            for (int at = first[place]; at < first[place + 1]; at++) {
                others[at] = rowOf[graph.nextNeighbor()];
            }
        }
        return new Level(counted.rows(), first, others);
    }

    private static int[] nodes(HnswGraph graph, int level) throws IOException {
        if (level == 0) {
            return IntStream.range(0, graph.size()).toArray();
        }
        int[] nodes = new int[graph.getNodesOnLevel(level).size()];
        PrimitiveIterator.OfInt sorted = graph.getSortedNodes(level);
        Arrays.setAll(nodes, i -> sorted.nextInt());
        return nodes;
    }

    /// Vectors in it.
    int size() {
        return rows.length;
    }

    /// Rows by number in the graph; not to be changed.
    int[] rows() {
        return rows;
    }

    /// Levels, the lowest, which has every row, first; none where all rows are looked at.
    Level[] levels() {
        return levels;
    }

    /// The row at which searches begin, below 0 without levels.
    int entry() {
        return entry;
    }

    /// The nearest that a search of so many candidates finds.
    ///
    /// @return keys of [GraphWalk], at most `width`, the nearest last
    long[] nearest(ShippedGraph.Nearness nearness, int width) {
        GraphWalk walk = Objects.requireNonNullElseGet(idle.poll(), () -> new GraphWalk(this));
        try {
            return walk.nearest(nearness, width);
        } finally {
            idle.add(walk);
        }
    }
}
