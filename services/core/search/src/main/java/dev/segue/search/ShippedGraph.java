package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.FSDirectory;

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
        /// @param cosines one a row is written here; what is not a number is farthest
        void of(int[] rows, int count, float[] cosines);
    }

    /// What is nearest, nearest first.
    public record Found(int[] rows, float[] cosines) {}

    private record Segment(CodecReader reader, GraphArrays graph, String field) {}

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
            this.size = segments.stream()
                    .mapToInt(segment -> segment.graph().size())
                    .sum();
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
    ///     ids without a row, or several of one
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
        var taken = new BitSet();
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
                    if (taken.get(found[i])) {
                        throw corrupt("one vector of each row", "another of row " + found[i] + ", " + chunk.get(i));
                    }
                    taken.set(found[i]);
                }
                System.arraycopy(found, 0, rows, first, found.length);
                first += found.length;
                chunk.clear();
            }
        }
        var fields = (PerFieldKnnVectorsFormat.FieldsReader) codec.getVectorReader();
        var graphs = (HnswGraphProvider) fields.getFieldReader(documents.vectorField());
        GraphArrays graph = GraphArrays.of(graphs.getGraph(documents.vectorField()), rows);
        return new Segment(codec, graph, documents.vectorField());
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
        long[] best = new long[0];
        for (Segment segment : segments) {
            best = LongStream.concat(
                            Arrays.stream(best),
                            Arrays.stream(segment.graph().nearest(nearness, Math.max(k, settings.searchWidth()))))
                    .toArray();
        }
        Arrays.sort(best);
        int count = Math.min(k, best.length);
        var found = new Found(new int[count], new float[count]);
        for (int i = 0; i < count; i++) {
            long key = best[best.length - 1 - i];
            found.rows()[i] = GraphWalk.row(key);
            found.cosines()[i] = GraphWalk.cosine(key);
        }
        return found;
    }

    /// Calls with some of the folder's own vectors, evenly spread.
    ///
    /// @param most how many of each segment
    /// @param consumer of rows and their vectors, which must not be kept
    public void sample(int most, BiConsumer<Integer, float[]> consumer) {
        try {
            for (Segment segment : segments) {
                FloatVectorValues values = segment.reader().getFloatVectorValues(segment.field());
                int[] rows = segment.graph().rows();
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
