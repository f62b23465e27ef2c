package dev.segue.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.hnsw.HnswGraph;

/// The connections of a graph in arrays, where following them takes no decoding and no mapped file.
///
/// Memory: `4 + 4·connections` bytes a node; connections are at most twice those of the settings. Immutable; safe for
/// use by many threads, each with a [#cursor()] of its own.
final class GraphArrays {

    /// @param nodes of the level, ascending; empty where it has all
    /// @param first of each node's connections in `others`, and where the last one's end
    private record Level(int[] nodes, int[] first, int[] others) {

        int place(int node) {
            return nodes.length == 0 ? node : Arrays.binarySearch(nodes, node);
        }
    }

    private final Level[] levels;
    private final int size;
    private final int entry;
    private final int mostConnections;

    private GraphArrays(Level[] levels, int size, int entry, int mostConnections) {
        this.levels = levels;
        this.size = size;
        this.entry = entry;
        this.mostConnections = mostConnections;
    }

    /// Reads a graph once from end to end.
    static GraphArrays of(HnswGraph graph) throws IOException {
        Level[] levels = new Level[graph.size() == 0 ? 0 : graph.numLevels()];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = level(graph, level);
        }
        return new GraphArrays(levels, graph.size(), levels.length == 0 ? -1 : graph.entryNode(), graph.maxConn());
    }

    private static Level level(HnswGraph graph, int level) throws IOException {
        int[] nodes =
                new int[level == 0 ? graph.size() : graph.getNodesOnLevel(level).size()];
        if (level == 0) {
            Arrays.setAll(nodes, node -> node);
        } else {
            var sorted = graph.getSortedNodes(level);
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = sorted.nextInt();
            }
        }
        int[] first = new int[nodes.length + 1];
        for (int i = 0; i < nodes.length; i++) {
            graph.seek(level, nodes[i]);
            first[i + 1] = Math.addExact(first[i], graph.neighborCount());
        }
        int[] others = new int[first[nodes.length]];
        for (int i = 0; i < nodes.length; i++) {
            graph.seek(level, nodes[i]);
            for (int at = first[i]; at < first[i + 1]; at++) {
                others[at] = graph.nextNeighbor();
            }
        }
        return new Level(level == 0 ? new int[0] : nodes, first, others);
    }

    /// A way along the graph, for one thread.
    HnswGraph cursor() {
        return new Cursor();
    }

    private final class Cursor extends HnswGraph {

        private Level level = new Level(new int[0], new int[0], new int[0]);
        private int first;
        private int next;
        private int end;

        @Override
        public void seek(int level, int node) {
            this.level = levels[level];
            int place = this.level.place(node);
            first = this.level.first[place];
            next = first;
            end = this.level.first[place + 1];
        }

        @Override
        public int nextNeighbor() {
            return next < end ? level.others[next++] : DocIdSetIterator.NO_MORE_DOCS;
        }

        @Override
        public int neighborCount() {
            return end - first;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int numLevels() {
            return levels.length;
        }

        @Override
        public int maxConn() {
            return mostConnections;
        }

        @Override
        public int entryNode() {
            return entry;
        }

        @Override
        public NodesIterator getNodesOnLevel(int level) {
            int[] nodes = levels[level].nodes;
            return nodes.length == 0 ? new DenseNodesIterator(size) : new ArrayNodesIterator(nodes, nodes.length);
        }
    }
}
