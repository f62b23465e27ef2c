package dev.segue.search;

import dev.segue.search.VectorIndex.Near;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/// Searches unit vectors in Lucene documents: every one of them, or along the graph of each segment.
///
/// @param idField term and binary doc value of a document's id
/// @param vectorField of unit vectors, compared by inner product
record NearestDocuments(String idField, String vectorField, VectorSettings settings) {

    /// Share of all vectors beyond which a search of so many reads them all: the graph would visit most of them anyway.
    private static final int LARGE_SHARE = 4;

    private static final int NO_GRAPH_BELOW = Integer.MAX_VALUE;

    /// The default codec, with the graph that the settings want.
    Codec codec() {
        return codec(1, null);
    }

    /// The same, whose merges build their graph by many threads.
    ///
    /// @param threads of the builders, at least 2
    Codec codec(ExecutorService builders, int threads) {
        return codec(threads, builders);
    }

    private Codec codec(int threads, @Nullable ExecutorService builders) {
        return codec(
                settings.quantised()
                        ? new Lucene104HnswScalarQuantizedVectorsFormat(
                                ScalarEncoding.UNSIGNED_BYTE,
                                settings.connections(),
                                settings.buildWidth(),
                                threads,
                                builders)
                        : new Lucene99HnswVectorsFormat(
                                settings.connections(), settings.buildWidth(), threads, builders));
    }

    /// Without a graph, for vectors that are written to be merged by another codec.
    Codec codecWithoutGraph() {
        return codec(
                new Lucene99HnswVectorsFormat(settings.connections(), settings.buildWidth(), 1, null, NO_GRAPH_BELOW));
    }

    private static Codec codec(KnnVectorsFormat format) {
        return new Lucene104Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
            }
        };
    }

    /// How many live documents have a vector.
    int size(IndexSearcher searcher) throws IOException {
        int size = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            FloatVectorValues values = leaf.reader().getFloatVectorValues(vectorField);
            if (values != null) {
                Bits live = leaf.reader().getLiveDocs();
                if (live == null) {
                    size += values.size();
                } else {
                    var documents = values.iterator();
                    for (int doc = documents.nextDoc();
                            doc != DocIdSetIterator.NO_MORE_DOCS;
                            doc = documents.nextDoc()) {
                        size += live.get(doc) ? 1 : 0;
                    }
                }
            }
        }
        return size;
    }

    /// As widely as the settings say.
    List<Near> nearest(IndexSearcher searcher, float[] unit, int k, IdFilter filter, int vectors) throws IOException {
        return nearest(searcher, unit, k, filter, vectors, settings.searchWidth());
    }

    /// @param unit the question, of unit length
    /// @param vectors how many there are, to choose the way
    /// @param width least candidates of a search along the graph
    List<Near> nearest(IndexSearcher searcher, float[] unit, int k, IdFilter filter, int vectors, int width)
            throws IOException {
        int wanted = Math.min(k, vectors);
        if (wanted == 0) {
            return List.of();
        }
        boolean few = vectors <= settings.exactUpTo() || (long) wanted * LARGE_SHARE >= vectors;
        ScoreDoc[] best =
                switch (filter) {
                    case IdFilter.Only(Set<String> ids) -> exactly(searcher, unit, wanted, ids, Set.of());
                    case IdFilter.Except(Set<String> ids) ->
                        few
                                ? exactly(searcher, unit, wanted, null, ids)
                                : alongTheGraph(searcher, unit, wanted, ids, width);
                };
        return named(searcher, best);
    }

    /// The nearest by the vectors themselves, whatever the settings say.
    List<Near> nearestExactly(IndexSearcher searcher, float[] unit, int k, int vectors) throws IOException {
        int wanted = Math.min(k, vectors);
        return wanted == 0 ? List.of() : named(searcher, exactly(searcher, unit, wanted, null, Set.of()));
    }

    private ScoreDoc[] exactly(
            IndexSearcher searcher, float[] unit, int k, @Nullable Set<String> only, Set<String> except)
            throws IOException {
        var best = new TopKnnCollector(k, Integer.MAX_VALUE);
        Weight among = only == null ? null : weight(searcher, only);
        var batch = new DocAndFloatFeatureBuffer();
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            FloatVectorValues values = leaf.reader().getFloatVectorValues(vectorField);
            VectorScorer scorer = values == null ? null : values.rescorer(unit);
            Scorer matching = among == null ? null : among.scorer(leaf);
            if (scorer == null || (among != null && matching == null)) {
                continue;
            }
            Bits accepted = accepted(searcher, leaf, except);
            VectorScorer.Bulk bulk = scorer.bulk(matching == null ? null : matching.iterator());
            bulk.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, batch);
            while (batch.size > 0) {
                float least = best.minCompetitiveSimilarity();
                for (int i = 0; i < batch.size; i++) {
                    if (batch.features[i] >= least && (accepted == null || accepted.get(batch.docs[i]))) {
                        best.collect(leaf.docBase + batch.docs[i], batch.features[i]);
                    }
                }
                bulk.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, batch);
            }
        }
        return best.topDocs().scoreDocs;
    }

    private ScoreDoc[] alongTheGraph(IndexSearcher searcher, float[] unit, int k, Set<String> except, int width)
            throws IOException {
        var best = new TopKnnCollector(k, Integer.MAX_VALUE);
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            var found = new TopKnnCollector(Math.max(k, width), Integer.MAX_VALUE);
            Bits accepted = accepted(searcher, leaf, except);
            leaf.reader()
                    .searchNearestVectors(
                            vectorField,
                            unit,
                            found,
                            AcceptDocs.fromLiveDocs(accepted, leaf.reader().maxDoc()));
            ScoreDoc[] candidates = found.topDocs().scoreDocs;
            if (settings.quantised()) {
                rescore(leaf, unit, candidates);
            }
            for (ScoreDoc candidate : candidates) {
                best.collect(leaf.docBase + candidate.doc, candidate.score);
            }
        }
        return best.topDocs().scoreDocs;
    }

    private void rescore(LeafReaderContext leaf, float[] unit, ScoreDoc[] candidates) throws IOException {
        FloatVectorValues values = leaf.reader().getFloatVectorValues(vectorField);
        if (values == null || candidates.length == 0) {
            return;
        }
        VectorScorer scorer = values.rescorer(unit);
        DocIdSetIterator documents = scorer.iterator();
        Arrays.sort(candidates, (a, b) -> Integer.compare(a.doc, b.doc));
        for (ScoreDoc candidate : candidates) {
            documents.advance(candidate.doc);
            candidate.score = scorer.score();
        }
    }

    /// Live documents of other ids; null for all.
    private @Nullable Bits accepted(IndexSearcher searcher, LeafReaderContext leaf, Set<String> except)
            throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        if (except.isEmpty()) {
            return live;
        }
        Scorer barred = weight(searcher, except).scorer(leaf);
        if (barred == null) {
            return live;
        }
        int documents = leaf.reader().maxDoc();
        var accepted = new FixedBitSet(documents);
        accepted.set(0, documents);
        if (live != null) {
            for (int doc = 0; doc < documents; doc++) {
                if (!live.get(doc)) {
                    accepted.clear(doc);
                }
            }
        }
        DocIdSetIterator out = barred.iterator();
        for (int doc = out.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = out.nextDoc()) {
            accepted.clear(doc);
        }
        return accepted;
    }

    private Weight weight(IndexSearcher searcher, Collection<String> ids) throws IOException {
        Query among =
                new TermInSetQuery(idField, ids.stream().map(BytesRef::new).toList());
        return searcher.createWeight(searcher.rewrite(among), ScoreMode.COMPLETE_NO_SCORES, 1);
    }

    private List<Near> named(IndexSearcher searcher, ScoreDoc[] best) throws IOException {
        String[] ids = ids(searcher, idField, best);
        var named = new ArrayList<Near>(best.length);
        for (int i = 0; i < best.length; i++) {
            // Lucene says (1 + cosine) / 2.
            named.add(new Near(ids[i], 2 * best[i].score - 1));
        }
        named.sort(
                (a, b) -> a.cosine() == b.cosine() ? a.id().compareTo(b.id()) : Float.compare(b.cosine(), a.cosine()));
        return List.copyOf(named);
    }

    /// The ids of documents, in their order.
    static String[] ids(IndexSearcher searcher, String idField, ScoreDoc[] documents) throws IOException {
        String[] ids = new String[documents.length];
        int[] numbers = Arrays.stream(documents).mapToInt(hit -> hit.doc).toArray();
        DocValueRecords.read(searcher, idField, numbers, (i, id) -> ids[i] = id.utf8ToString());
        return ids;
    }
}
