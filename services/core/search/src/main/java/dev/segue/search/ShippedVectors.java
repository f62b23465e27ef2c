package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.VectorIndex.Near;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.FSDirectory;

/// A folder of [LuceneVectors] that is only searched: mapped, with nothing on the heap. Safe for use by many threads.
public final class ShippedVectors implements AutoCloseable {

    private final int dimension;
    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final NearestDocuments documents;
    private final int size;

    private ShippedVectors(Path folder, int dimension, VectorSettings settings) throws IOException {
        this.dimension = dimension;
        this.documents = LuceneVectors.documents(settings);
        this.directory = FSDirectory.open(folder);
        DirectoryReader opened = null;
        try {
            opened = DirectoryReader.open(directory);
            this.reader = opened;
            this.searcher = new IndexSearcher(reader);
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                FieldInfo vector = leaf.reader().getFieldInfos().fieldInfo(documents.vectorField());
                if (vector != null && vector.getVectorDimension() != dimension) {
                    throw new SegueException(
                            ErrorCode.ARTEFACT_CORRUPT,
                            "Vectors in " + folder + ": expected dimension " + dimension + ", got "
                                    + vector.getVectorDimension());
                }
            }
            this.size = documents.size(searcher);
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
    /// @throws SegueException `ARTEFACT_CORRUPT` when it holds no vectors, or some of another dimension
    public static ShippedVectors open(Path folder, int dimension, VectorSettings settings) {
        try {
            return new ShippedVectors(folder, dimension, settings);
        } catch (IOException e) {
            throw new SegueException(
                    ErrorCode.ARTEFACT_CORRUPT, "Vectors in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// As [VectorIndex#nearest].
    public List<Near> nearest(float[] vector, int k, IdFilter filter) {
        ArrayVectors.requireCount(k);
        float[] unit = UnitVectors.of("the question", vector, dimension);
        try {
            return documents.nearest(searcher, unit, k, filter, size);
        } catch (IOException e) {
            throw new UncheckedIOException("Vectors in " + directory.getDirectory() + " cannot be searched", e);
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
            throw new UncheckedIOException("Vectors in " + directory.getDirectory() + " cannot be closed", e);
        }
    }
}
