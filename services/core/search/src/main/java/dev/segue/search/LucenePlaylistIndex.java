package dev.segue.search;

import dev.segue.search.VectorIndex.Near;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.PerFieldSimilarityWrapper;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/// Playlists in a folder of Lucene: postings by track, what each holds as binary values for the vote, titles and
/// vectors, all of one document a playlist.
///
/// Tracks have ordinals here, given at first sight and kept in documents of their own. On the heap: about 100 bytes a
/// playlist and 200 a track; the rest is mapped.
public final class LucenePlaylistIndex implements PlaylistIndex {

    private static final String ID = "id";
    private static final String SORTED_ID = "sortedId";
    private static final String VERSION = "version";
    private static final String HELD_BY_TRACK = "heldByTrack";
    private static final String TRACKS = "tracks";
    private static final String RECORD = "record";
    private static final String VECTOR = "vector";
    private static final String TRACK_ID = "trackId";
    private static final String TRACK_NUMBER = "trackNumber";

    private static final FieldType HELD = held();
    private static final int USUAL_LENGTH = 64;
    private static final Sort BEST = new Sort(SortField.FIELD_SCORE, new SortField(SORTED_ID, SortField.Type.STRING));

    private final int dimension;
    private final LuceneFolder folder;
    private final NearestDocuments documents;
    private final Versions versions = new Versions();
    private final Map<String, Integer> trackNumbers = new ConcurrentHashMap<>();
    private String[] trackIds = new String[1024];
    private volatile View view;

    /// What searches see. Ids are written once, so the array is shared with the writer.
    @SuppressWarnings("ArrayRecordComponent")
    private record View(String[] trackIds, int vectors, long watermark) {}

    private LucenePlaylistIndex(Path path, int dimension, VectorSettings settings) {
        this.dimension = dimension;
        this.documents = new NearestDocuments(ID, VECTOR, settings);
        this.folder = LuceneFolder.open(
                path, new IndexWriterConfig().setCodec(documents.codec()), new PerFieldSimilarityWrapper() {
                    private final Similarity sharedTracks = new SharedTracks();
                    private final Similarity words = new BM25Similarity();

                    @Override
                    public Similarity get(String field) {
                        return field.equals(HELD_BY_TRACK) ? sharedTracks : words;
                    }
                });
        try {
            readAll();
            this.view = new View(trackIds, folder.search(documents::size), versions.greatest());
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /// Opens a folder as it was last committed; a missing or empty one becomes an empty index.
    public static LucenePlaylistIndex open(Path folder, int dimension, VectorSettings settings) {
        return new LucenePlaylistIndex(folder, dimension, settings);
    }

    private void readAll() {
        folder.search(searcher -> {
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                Bits live = leaf.reader().getLiveDocs();
                BinaryDocValues ids = leaf.reader().getBinaryDocValues(ID);
                NumericDocValues written = leaf.reader().getNumericDocValues(VERSION);
                BinaryDocValues tracks = leaf.reader().getBinaryDocValues(TRACK_ID);
                NumericDocValues numbers = leaf.reader().getNumericDocValues(TRACK_NUMBER);
                for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
                    if (live != null && !live.get(doc)) {
                        continue;
                    }
                    if (tracks != null && numbers != null && tracks.advanceExact(doc) && numbers.advanceExact(doc)) {
                        know(tracks.binaryValue().utf8ToString(), (int) numbers.longValue());
                    } else if (ids != null && written != null && ids.advanceExact(doc) && written.advanceExact(doc)) {
                        versions.take(ids.binaryValue().utf8ToString(), written.longValue());
                    }
                }
            }
            return versions;
        });
    }

    private void know(String trackId, int number) {
        if (number >= trackIds.length) {
            trackIds = Arrays.copyOf(trackIds, Math.max(number + 1, trackIds.length * 2));
        }
        trackIds[number] = trackId;
        trackNumbers.put(trackId, number);
    }

    private int number(String trackId) {
        Integer known = trackNumbers.get(trackId);
        if (known != null) {
            return known;
        }
        int number = trackNumbers.size();
        know(trackId, number);
        var document = new Document();
        document.add(new BinaryDocValuesField(TRACK_ID, new BytesRef(trackId)));
        document.add(new NumericDocValuesField(TRACK_NUMBER, number));
        folder.write("write " + trackId, writer -> writer.addDocument(document));
        return number;
    }

    @Override
    public int upsert(List<IndexedPlaylist> batch, long version) {
        for (IndexedPlaylist playlist : batch) {
            if (playlist.vector().length > 0) {
                UnitVectors.of(playlist.id(), playlist.vector(), dimension);
            }
        }
        int changed = 0;
        for (IndexedPlaylist playlist : PlaylistIndex.lastOfEach(batch)) {
            if (versions.take(playlist.id(), version)) {
                put(playlist.id(), document(playlist, version));
                changed++;
            }
        }
        return changed;
    }

    private Document document(IndexedPlaylist playlist, long version) {
        Document document = document(playlist.id(), version);
        int[] numbers = playlist.tracks().stream().mapToInt(this::number).toArray();
        for (int number : numbers) {
            document.add(new Field(HELD_BY_TRACK, term(number), HELD));
        }
        document.add(new BinaryDocValuesField(TRACKS, HeldTracks.encode(numbers)));
        document.add(new SortedDocValuesField(SORTED_ID, new BytesRef(playlist.id())));
        document.add(
                new BinaryDocValuesField(RECORD, CatalogueRecord.of(playlist.id(), playlist.title(), numbers.length)));
        TitleFields.add(document, playlist.title());
        float[] vector = playlist.vector();
        if (vector.length > 0) {
            document.add(new KnnFloatVectorField(
                    VECTOR, UnitVectors.of(playlist.id(), vector, dimension), VectorSimilarityFunction.DOT_PRODUCT));
        }
        return document;
    }

    /// A document of these fields alone stands for a delete: its version must not be forgotten.
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
    public boolean delete(String id, long version) {
        if (!versions.take(id, version)) {
            return false;
        }
        put(id, document(id, version));
        return true;
    }

    @Override
    public void refresh() {
        long written = versions.greatest();
        folder.refresh();
        view = new View(trackIds, folder.search(documents::size), written);
    }

    @Override
    public List<Scored> neighbours(List<WeightedTrack> tracks, int k) {
        ArrayVectors.requireCount(k);
        return folder.search(searcher -> {
            ScoreDoc[] best = best(searcher, tracks, k);
            String[] ids = NearestDocuments.ids(searcher, ID, best);
            var neighbours = new ArrayList<Scored>(best.length);
            for (int i = 0; i < best.length; i++) {
                neighbours.add(new Scored(ids[i], best[i].score));
            }
            return List.copyOf(neighbours);
        });
    }

    private ScoreDoc[] best(IndexSearcher searcher, List<WeightedTrack> tracks, int k) throws java.io.IOException {
        var query = new BooleanQuery.Builder();
        int known = 0;
        for (WeightedTrack track : tracks) {
            Integer number = trackNumbers.get(track.trackId());
            if (number != null) {
                Query holds = new TermQuery(new Term(HELD_BY_TRACK, term(number)));
                query.add(new BoostQuery(holds, track.weight()), Occur.SHOULD);
                known++;
            }
        }
        int wanted = Math.min(k, searcher.getIndexReader().maxDoc());
        if (known == 0 || wanted == 0) {
            return new ScoreDoc[0];
        }
        return searcher.search(query.build(), new TopScoreDocCollectorManager(wanted, Integer.MAX_VALUE)).scoreDocs;
    }

    @Override
    public List<Scored> vote(List<WeightedTrack> tracks, int k, int topN) {
        ArrayVectors.requireCount(k);
        ArrayVectors.requireCount(topN);
        String[] ids = view.trackIds();
        return folder.search(searcher -> {
            ScoreDoc[] voters = best(searcher, tracks, k);
            Arrays.sort(voters, (a, b) -> Integer.compare(a.doc, b.doc));
            var votes = new Votes(voters.length * USUAL_LENGTH / 4);
            int at = 0;
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                int end = leaf.docBase + leaf.reader().maxDoc();
                BinaryDocValues held = leaf.reader().getBinaryDocValues(TRACKS);
                for (; at < voters.length && voters[at].doc < end; at++) {
                    float vote = voters[at].score;
                    if (held != null && held.advanceExact(voters[at].doc - leaf.docBase)) {
                        HeldTracks.decode(held.binaryValue(), track -> votes.add(track, vote));
                    }
                }
            }
            var best = new BestOf(topN, (a, b) -> ids[a].compareTo(ids[b]));
            votes.offerTo(best);
            var tracksVoted = new ArrayList<Scored>();
            for (BestOf.Entry entry : best.drain()) {
                tracksVoted.add(new Scored(ids[entry.ordinal()], entry.score()));
            }
            return List.copyOf(tracksVoted);
        });
    }

    @Override
    public List<Near> nearest(float[] vector, int k, IdFilter filter) {
        ArrayVectors.requireCount(k);
        float[] unit = UnitVectors.of("the question", vector, dimension);
        int vectors = view.vectors();
        return folder.search(searcher -> documents.nearest(searcher, unit, k, filter, vectors));
    }

    @Override
    public List<TitleHit> searchTitle(String text, int n) {
        ArrayVectors.requireCount(n);
        Words words = Words.of(text);
        if (words.isEmpty() || n == 0) {
            return List.of();
        }
        return folder.search(searcher -> TitleFields.search(searcher, words, n, BEST, RECORD));
    }

    /// Makes what was written before survive the process.
    public void commit() {
        folder.commit();
    }

    /// Commits and puts the committed files into another folder, as hard links where the file system can.
    ///
    /// @return names of the files
    public Set<String> linkTo(Path target) {
        return folder.linkTo(target);
    }

    @Override
    public long watermark() {
        return view.watermark();
    }

    @Override
    public void close() {
        folder.close();
    }

    private static BytesRef term(int number) {
        return new BytesRef(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static FieldType held() {
        var type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS);
        type.setTokenized(false);
        type.setOmitNorms(false);
        type.freeze();
        return type;
    }
}
