package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

/// The graph of a folder of [LuceneVectors] that is only searched, along vectors that the caller has in memory and
/// connections in arrays ([GraphArrays]): searches read nothing of the folder. Memory: that of the connections and 4
/// bytes a vector. Safe for use by many threads.
public final class ShippedGraph implements AutoCloseable {

    private static final int CHUNK = 8192;

    private final Path folder;
    private final VectorSettings settings;
    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final List<Segment> segments;
    private final int size;

    /// Finds the rows of ids, in their order; below 0 for one that has none.
    @FunctionalInterface
    public interface Rows extends Function<List<String>, int[]> {}

    /// How near the caller's vectors are to what is asked.
    @FunctionalInterface
    public interface Nearness {

        /// Writes the cosines of some rows.
        ///
        /// @param count of the rows, from the first on
        void of(int[] rows, int count, float[] cosines);
    }

    /// What is nearest, nearest first.
    public record Found(int[] rows, float[] cosines) {}

    /// @param rows by number in the graph
    private record Segment(CodecReader reader, GraphArrays connections, String field, int[] rows) {

        ScoreDoc[] nearest(Nearness nearness, int k) throws IOException {
            var best = new TopKnnCollector(k, Integer.MAX_VALUE);
            HnswGraph graph = connections.cursor();
            var scorer = new Scorer(rows, nearness);
            if (graph.size() > 0) {
                HnswGraphSearcher.search(scorer, best, graph, null);
            } else {
                // Lucene makes none for so few.
                for (int node = 0; node < rows.length; node++) {
                    best.collect(node, scorer.score(node));
                }
            }
            return best.topDocs().scoreDocs;
        }
    }

    /// Scores as Lucene does, (1 + cosine) / 2, by the caller's vectors.
    private static final class Scorer implements RandomVectorScorer {

        private final int[] rowOf;
        private final Nearness nearness;
        private final int[] one = new int[1];
        private final float[] cosine = new float[1];
        private int[] rows = new int[64];

        Scorer(int[] rowOf, Nearness nearness) {
            this.rowOf = rowOf;
            this.nearness = nearness;
        }

        @Override
        public float score(int node) {
            one[0] = rowOf[node];
            nearness.of(one, 1, cosine);
            return score(cosine[0]);
        }

        @Override
        public float bulkScore(int[] nodes, float[] scores, int count) {
            if (rows.length < count) {
                rows = new int[count];
            }
            for (int i = 0; i < count; i++) {
                rows[i] = rowOf[nodes[i]];
            }
            nearness.of(rows, count, scores);
            float greatest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                scores[i] = score(scores[i]);
                greatest = Math.max(greatest, scores[i]);
            }
            return greatest;
        }

        private static float score(float cosine) {
            // Written so that NaN is farthest.
            return cosine > -1 ? (1 + cosine) / 2 : 0;
        }

        @Override
        public int maxOrd() {
            return rowOf.length;
        }
    }

    private ShippedGraph(Path folder, int dimension, VectorSettings settings, Rows rowsOf) throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.directory = FSDirectory.open(folder);
        DirectoryReader opened = null;
        try {
            opened = DirectoryReader.open(directory);
            this.reader = opened;
            NearestDocuments documents = LuceneVectors.documents(settings);
            this.segments = new ArrayList<>();
            for (LeafReaderContext leaf : reader.leaves()) {
                segments.add(segment(leaf, documents, dimension, rowsOf));
            }
            this.size =
                    segments.stream().mapToInt(segment -> segment.rows().length).sum();
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            directory.close();
            throw e;
        }
    }

    /// Opens a folder as it was last committed.
    ///
    /// @param rowsOf asked for thousands of ids at a time
    /// @throws SegueException `ARTEFACT_CORRUPT` when it holds no vectors, some of another dimension, deleted ones,
    ///     or ids without a row
    public static ShippedGraph open(Path folder, int dimension, VectorSettings settings, Rows rowsOf) {
        try {
            return new ShippedGraph(folder, dimension, settings, rowsOf);
        } catch (IOException e) {
            throw new SegueException(
                    ErrorCode.ARTEFACT_CORRUPT, "Vectors in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Segment segment(LeafReaderContext leaf, NearestDocuments documents, int dimension, Rows rowsOf)
            throws IOException {
        CodecReader codec = (CodecReader) leaf.reader();
        FloatVectorValues values = codec.getFloatVectorValues(documents.vectorField());
        BinaryDocValues ids = codec.getBinaryDocValues(documents.idField());
        if (values == null || ids == null || values.size() != codec.maxDoc() || codec.hasDeletions()) {
            throw corrupt("a vector of each document", "some without");
        }
        if (values.dimension() != dimension) {
            throw corrupt("dimension " + dimension, Integer.toString(values.dimension()));
        }
        int[] rows = new int[values.size()];
        List<String> chunk = new ArrayList<>(CHUNK);
        var vectors = values.iterator();
        int first = 0;
        while (vectors.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
            if (!ids.advanceExact(vectors.docID())) {
                throw corrupt("an id of each vector", "none of number " + vectors.docID());
            }
            chunk.add(ids.binaryValue().utf8ToString());
            if (chunk.size() == CHUNK || first + chunk.size() == rows.length) {
                int[] found = rowsOf.apply(chunk);
                for (int i = 0; i < found.length; i++) {
                    if (found[i] < 0) {
                        throw corrupt("vectors of known ids", chunk.get(i));
                    }
                }
                System.arraycopy(found, 0, rows, first, found.length);
                first += found.length;
                chunk.clear();
            }
        }
        var fields = (PerFieldKnnVectorsFormat.FieldsReader) codec.getVectorReader();
        var graphs = (HnswGraphProvider) fields.getFieldReader(documents.vectorField());
        GraphArrays connections = GraphArrays.of(graphs.getGraph(documents.vectorField()));
        return new Segment(codec, connections, documents.vectorField(), rows);
    }

    private SegueException corrupt(String expected, String got) {
        return new SegueException(
                ErrorCode.ARTEFACT_CORRUPT, "Vectors in " + folder + ": expected " + expected + ", got " + got);
    }

    /// The nearest along the graph, as widely as the settings say.
    ///
    /// @param k at least 1; where it is a good part of all, looking at each is better
    /// @return at most `k`, ties by row
    public Found nearest(Nearness nearness, int k) {
        ArrayVectors.requireCount(k);
        try {
            long[] best = new long[0];
            for (Segment segment : segments) {
                ScoreDoc[] found = segment.nearest(nearness, Math.max(k, settings.searchWidth()));
                long[] more = Arrays.copyOf(best, best.length + found.length);
                for (int i = 0; i < found.length; i++) {
                    // Scores are not below 0: their bits order as they do, and the best come first.
                    int order = Integer.MAX_VALUE - Float.floatToRawIntBits(found[i].score);
                    more[best.length + i] = (long) order << 32 | segment.rows()[found[i].doc];
                }
                best = more;
            }
            Arrays.sort(best);
            int count = Math.min(k, best.length);
            var found = new Found(new int[count], new float[count]);
            for (int i = 0; i < count; i++) {
                found.rows()[i] = (int) best[i];
            }
            nearness.of(found.rows(), count, found.cosines());
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("Vectors in " + folder + " cannot be searched", e);
        }
    }

    /// Calls with some of the folder's own vectors, evenly spread.
    ///
    /// @param most how many of each segment
    /// @param consumer of rows and their vectors, which must not be kept
    public void sample(int most, BiConsumer<Integer, float[]> consumer) {
        try {
            for (Segment segment : segments) {
                FloatVectorValues values = segment.reader().getFloatVectorValues(segment.field());
                int[] rows = segment.rows();
                int step = Math.max(1, rows.length / most);
                for (int number = 0; number < rows.length; number += step) {
                    consumer.accept(rows[number], values.vectorValue(number));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Vectors in " + folder + " cannot be read", e);
        }
    }

    /// Vectors in it.
    public int size() {
        return size;
    }

    @Override
    public void close() {
        try (directory) {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Vectors in " + folder + " cannot be closed", e);
        }
    }
}
