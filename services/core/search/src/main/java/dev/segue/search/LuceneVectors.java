package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SlowCodecReaderWrapper;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/// Vectors in a folder of Lucene: few are all looked at, by SIMD where the files are mapped; of many the graph of each
/// segment is followed (HNSW), which finds nearly all. Either way cosines are those of the vectors themselves.
///
/// Memory: the files are mapped, `4 · dimension` bytes a vector and the graph, a quarter more with 8-bit copies; on the
/// heap about 100 bytes an id. Segments are immutable: [#linkTo] ships them as they lie.
///
/// Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable
/// Small World graphs" (2018).
public final class LuceneVectors implements VectorIndex {

    private static final String ID = "id";
    private static final String VERSION = "version";
    private static final String VECTOR = "vector";

    private final int dimension;
    private final LuceneFolder folder;
    private final NearestDocuments documents;
    private final Versions versions = new Versions();
    private volatile View view;

    /// What searches see.
    private record View(int size, long watermark) {}

    private LuceneVectors(Path path, int dimension, NearestDocuments documents, Codec codec) {
        this.dimension = dimension;
        this.documents = documents;
        this.folder = LuceneFolder.open(path, new IndexWriterConfig().setCodec(codec), new BM25Similarity());
        try {
            readVersions(path);
            this.view = seen();
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    static NearestDocuments documents(VectorSettings settings) {
        return new NearestDocuments(ID, VECTOR, settings);
    }

    /// Opens a folder as it was last committed; a missing or empty one becomes an empty index.
    ///
    /// @throws SegueException `ARTEFACT_CORRUPT` when it holds vectors of another dimension
    public static LuceneVectors open(Path folder, int dimension, VectorSettings settings) {
        NearestDocuments documents = documents(settings);
        return new LuceneVectors(folder, dimension, documents, documents.codec());
    }

    /// Opens a folder whose vectors are written to be joined, see [#joinTo]: searches look at each.
    static LuceneVectors openWithoutGraph(Path folder, int dimension, VectorSettings settings) {
        NearestDocuments documents = documents(settings);
        return new LuceneVectors(folder, dimension, documents, documents.codecWithoutGraph());
    }

    /// Writes what searches see into an empty folder, as one segment with one graph: that is built once, on all cores,
    /// and searched faster than a few smaller ones one after the other.
    void joinTo(Path target) {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService builders = threads > 1 ? Executors.newFixedThreadPool(threads) : null;
        Codec codec = builders == null ? documents.codec() : documents.codec(builders, threads);
        try (var joined = new LuceneVectors(target, dimension, documents, codec)) {
            folder.search(searcher -> {
                var readers = new ArrayList<CodecReader>();
                for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                    readers.add(SlowCodecReaderWrapper.wrap(leaf.reader()));
                }
                joined.folder.write("join", writer -> writer.addIndexes(readers.toArray(CodecReader[]::new)));
                return searcher;
            });
            joined.commit();
        } finally {
            if (builders != null) {
                builders.close();
            }
        }
    }

    private void readVersions(Path path) {
        folder.search(searcher -> {
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                FieldInfo vector = leaf.reader().getFieldInfos().fieldInfo(VECTOR);
                if (vector != null && vector.getVectorDimension() != dimension) {
                    throw new SegueException(
                            ErrorCode.ARTEFACT_CORRUPT,
                            "Vectors in " + path + ": expected dimension " + dimension + ", got "
                                    + vector.getVectorDimension());
                }
                BinaryDocValues ids = leaf.reader().getBinaryDocValues(ID);
                NumericDocValues written = leaf.reader().getNumericDocValues(VERSION);
                Bits live = leaf.reader().getLiveDocs();
                for (int doc = 0;
                        ids != null && written != null && doc < leaf.reader().maxDoc();
                        doc++) {
                    if ((live == null || live.get(doc)) && ids.advanceExact(doc) && written.advanceExact(doc)) {
                        versions.take(ids.binaryValue().utf8ToString(), written.longValue());
                    }
                }
            }
            return versions;
        });
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean upsert(String id, float[] vector, long version) {
        float[] unit = UnitVectors.of(id, vector, dimension);
        if (!versions.take(id, version)) {
            return false;
        }
        Document document = document(id, version);
        document.add(new KnnFloatVectorField(VECTOR, unit, VectorSimilarityFunction.DOT_PRODUCT));
        put(id, document);
        return true;
    }

    @Override
    public boolean delete(String id, long version) {
        if (!versions.take(id, version)) {
            return false;
        }
        put(id, document(id, version));
        return true;
    }

    /// A document without a vector stands for a delete: its version must not be forgotten.
    private static Document document(String id, long version) {
        var document = new Document();
        document.add(new StringField(ID, id, Field.Store.NO));
        document.add(new BinaryDocValuesField(ID, new BytesRef(id)));
        document.add(new NumericDocValuesField(VERSION, version));
        return document;
    }

    private void put(String id, Document document) {
        folder.write("write " + id, writer -> writer.updateDocument(new Term(ID, id), document));
    }

    @Override
    public void refresh() {
        long written = versions.greatest();
        folder.refresh();
        view = new View(folder.search(documents::size), written);
    }

    private View seen() {
        return new View(folder.search(documents::size), versions.greatest());
    }

    @Override
    public List<Near> nearest(float[] vector, int k, IdFilter filter) {
        return nearest(vector, k, filter, documents.settings().searchWidth());
    }

    /// The same, searched as widely as the settings do not say.
    ///
    /// @param width see [VectorSettings#searchWidth]
    public List<Near> nearest(float[] vector, int k, IdFilter filter, int width) {
        ArrayVectors.requireCount(k);
        float[] unit = UnitVectors.of("the question", vector, dimension);
        int vectors = view.size();
        return folder.search(searcher -> documents.nearest(searcher, unit, k, filter, vectors, width));
    }

    /// The nearest by looking at every vector: what [#nearest] is measured by.
    public List<Near> nearestExactly(float[] vector, int k) {
        ArrayVectors.requireCount(k);
        float[] unit = UnitVectors.of("the question", vector, dimension);
        int vectors = view.size();
        return folder.search(searcher -> documents.nearestExactly(searcher, unit, k, vectors));
    }

    /// The vector of an id, of unit length, as searches see it.
    public Optional<float[]> vector(String id) {
        return folder.search(searcher -> {
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                PostingsEnum postings = leaf.reader().postings(new Term(ID, id), PostingsEnum.NONE);
                FloatVectorValues values = leaf.reader().getFloatVectorValues(VECTOR);
                Bits live = leaf.reader().getLiveDocs();
                if (postings == null || values == null) {
                    continue;
                }
                for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
                    var documents = values.iterator();
                    if ((live == null || live.get(doc)) && documents.advance(doc) == doc) {
                        return Optional.of(values.vectorValue(documents.index()).clone());
                    }
                }
            }
            return Optional.empty();
        });
    }

    /// Calls with every id that has a vector, as searches see it.
    ///
    /// @param consumer of ids and their vectors, which must not be kept
    public void forEach(BiConsumer<String, float[]> consumer) {
        folder.search(searcher -> {
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                FloatVectorValues values = leaf.reader().getFloatVectorValues(VECTOR);
                BinaryDocValues ids = leaf.reader().getBinaryDocValues(ID);
                Bits live = leaf.reader().getLiveDocs();
                if (values == null || ids == null) {
                    continue;
                }
                var documents = values.iterator();
                for (int doc = documents.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = documents.nextDoc()) {
                    if ((live == null || live.get(doc)) && ids.advanceExact(doc)) {
                        consumer.accept(ids.binaryValue().utf8ToString(), values.vectorValue(documents.index()));
                    }
                }
            }
            return searcher;
        });
    }

    /// Makes what was written before survive the process.
    public void commit() {
        folder.commit();
    }

    /// Commits and puts the committed files into another folder, as hard links where the file system can.
    ///
    /// @param target created when missing
    /// @return names of the files
    public Set<String> linkTo(Path target) {
        return folder.linkTo(target);
    }

    @Override
    public long watermark() {
        return view.watermark();
    }

    @Override
    public int size() {
        return view.size();
    }

    @Override
    public void close() {
        folder.close();
    }
}
