package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.TrackHit.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/// The catalogue and the playlist titles, found by text: one Lucene folder, written and read at the same time.
///
/// Writes become visible with [#refresh()] and durable with [#commit()]. Searches see the state of the last refresh
/// and wait for nobody. Safe for use by many threads; one `TrackSearch` at a time holds the folder.
///
/// I/O failures surface as [java.io.UncheckedIOException].
public final class TrackSearch implements AutoCloseable {

    private static final String TRACK = "track";
    private static final String PLAYLIST = "playlist";
    /// Id of either.
    private static final String ID = "id";

    private static final String ARTIST_NAME = "artistName";
    private static final String ALBUM_OF_ARTIST = "albumOfArtist";
    private static final String PLAYLISTS = "playlists";
    private static final String RECORD = "record";

    private static final Sort BEST_THEN_POPULAR = new Sort(
            SortField.FIELD_SCORE,
            new SortField(PLAYLISTS, SortField.Type.LONG, true),
            new SortField(ID, SortField.Type.STRING));

    private static final Sort BEST = new Sort(SortField.FIELD_SCORE, new SortField(ID, SortField.Type.STRING));

    private static final int BUFFER_MEBIBYTES = 32;

    private final LuceneFolder folder;
    private final RecordTables tables;

    private TrackSearch(LuceneFolder folder, RecordTables tables) {
        this.folder = folder;
        this.tables = tables;
    }

    /// Opens a folder as it was last committed; a missing or empty one becomes an empty search.
    public static TrackSearch open(Path folder) {
        var tables = new RecordTables(RECORD);
        var config = new IndexWriterConfig()
                .setRAMBufferSizeMB(BUFFER_MEBIBYTES)
                .setIndexSort(popularFirst())
                .setMergedSegmentWarmer(tables::know);
        return new TrackSearch(LuceneFolder.open(folder, config, new BM25Similarity(), tables::know), tables);
    }

    /// Refuses a folder that another version wrote, with its tracks in another order.
    ///
    /// @throws SegueException `ARTEFACT_CORRUPT`
    static void requireReadable(Path folder) {
        try (var directory = FSDirectory.open(folder)) {
            for (SegmentCommitInfo segment : SegmentInfos.readLatestCommit(directory)) {
                Sort order = segment.info.getIndexSort();
                if (!popularFirst().equals(order)) {
                    throw new SegueException(
                            ErrorCode.ARTEFACT_CORRUPT,
                            "Text search " + folder + ": expected segments in the order " + popularFirst() + ", got "
                                    + segment.info.name + " in " + (order == null ? "none" : order));
                }
            }
        } catch (IOException e) {
            throw new SegueException(
                    ErrorCode.ARTEFACT_CORRUPT, "Text search " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Tracks lie in each segment as they stand in answers: of many that match alike the first are enough.
    private static Sort popularFirst() {
        var playlists = new SortField(PLAYLISTS, SortField.Type.LONG, true);
        playlists.setMissingValue(Long.MIN_VALUE);
        return new Sort(playlists, new SortField(ID, SortField.Type.STRING));
    }

    /// Adds a track, or puts it in the place of the one with the same id.
    public void upsertTrack(CatalogueEntry entry) {
        Document document = document(TRACK, entry.id(), CatalogueRecord.of(entry));
        document.add(new NumericDocValuesField(PLAYLISTS, entry.playlists()));

        Words title = Words.of(entry.title());
        Set<String> words = new HashSet<>(title.tokens());
        Set<String> beginnings = new HashSet<>(title.beginnings(TrackQueries.LONGEST_BEGINNING));
        Set<String> joined = new HashSet<>(title.joined());
        Set<String> whole = new HashSet<>();
        whole.add(title.whole());
        whole.add(Words.of(core(entry.title())).whole());
        for (String artist : entry.artists()) {
            Words name = Words.of(artist);
            words.addAll(name.tokens());
            beginnings.addAll(name.beginnings(TrackQueries.LONGEST_BEGINNING));
            joined.addAll(name.joined());
            whole.add(name.whole());
            whole.add(Words.of(lead(artist)).whole());
        }
        TitleFields.tokens(document, TrackQueries.WORDS, words);
        TitleFields.tokens(document, TrackQueries.BEGINNINGS, beginnings);
        TitleFields.tokens(document, TrackQueries.JOINED, joined);
        TitleFields.tokens(document, TrackQueries.WHOLE, whole);
        if (entry.album() != null) {
            TitleFields.tokens(
                    document, TrackQueries.ALBUM, Words.of(entry.album()).tokens());
        }
        if (!entry.artists().isEmpty()) {
            String artist = entry.artists().getFirst();
            TitleFields.tokens(document, ARTIST_NAME, Set.of(Words.of(artist).whole()));
            if (entry.album() != null) {
                TitleFields.tokens(document, ALBUM_OF_ARTIST, Set.of(albumOfArtist(entry.album(), artist)));
            }
        }
        update(TRACK, entry.id(), document);
    }

    private static Document document(String key, String id, BytesRef record) {
        var document = new Document();
        document.add(new StringField(key, id, Field.Store.NO));
        document.add(new SortedDocValuesField(ID, new BytesRef(id)));
        document.add(new BinaryDocValuesField(RECORD, record));
        return document;
    }

    /// Takes a track away; one that is not there is no error.
    public void deleteTrack(String id) {
        remove(TRACK, id);
    }

    /// Adds a playlist's title, or puts it in the place of the one with the same id.
    ///
    /// @param title may be empty: then nothing finds it
    /// @param tracks in the playlist
    public void upsertPlaylistTitle(String playlistId, String title, int tracks) {
        Document document = document(PLAYLIST, playlistId, CatalogueRecord.of(playlistId, title, tracks));
        TitleFields.add(document, title);
        update(PLAYLIST, playlistId, document);
    }

    /// Takes a playlist's title away; one that is not there is no error.
    public void deletePlaylist(String playlistId) {
        remove(PLAYLIST, playlistId);
    }

    /// Makes all that was written before visible to searches that begin afterwards.
    public void refresh() {
        folder.refresh();
    }

    /// Makes all that was written before survive the process.
    public void commit() {
        folder.commit();
    }

    /// Tracks whose title, artists or album hold the words of a text, in any order, the last word perhaps
    /// only begun: what a person means who is still typing. Diacritics, case and signs do not matter. First
    /// stand tracks whose title or artist is the text; then those with its very words in title and artists;
    /// then those with the last one begun; then those with a word in the album, or two written together.
    /// Where these do not fill the answer, misspelt words follow: one letter wrong from 4 letters on, then
    /// two from 8, of which the first two are right; only the first where nothing was found so far, and
    /// none where still nothing is. Where there is none at all, tracks with some of the words. Among equals
    /// the track in more playlists comes first, then the smaller id.
    ///
    /// @param text any text: nothing in it is an operator
    /// @param n at most so many, from 0
    /// @return empty when the text has no words
    public List<TrackHit> searchTracks(String text, int n) {
        requireNotNegative(n);
        Words words = Words.of(text);
        if (words.isEmpty() || n == 0) {
            return List.of();
        }
        var queries = new TrackQueries(words);
        return search(searcher -> {
            var found = new LinkedHashMap<Integer, Match>();
            addMostHeld(searcher, queries.spelt(), Match.WORDS, n, found);
            if (found.size() < n) {
                int sure = found.isEmpty() ? 1 : 2;
                addMostHeld(searcher, queries.misspelt(sure), Match.MISSPELT, n, found);
            }
            if (found.isEmpty()) {
                addMostHeld(searcher, queries.misspelt(0), Match.MISSPELT, n, found);
            }
            Optional<Query> some = found.isEmpty() ? queries.some() : Optional.empty();
            if (some.isPresent()) {
                for (ScoreDoc hit : searcher.search(some.get(), n, BEST_THEN_POPULAR).scoreDocs) {
                    found.put(hit.doc, Match.PARTIAL);
                }
            }
            int[] documents =
                    found.keySet().stream().mapToInt(Integer::intValue).toArray();
            CatalogueEntry[] tracks = entries(searcher, documents);
            var hits = new ArrayList<TrackHit>(tracks.length);
            for (int i = 0; i < tracks.length; i++) {
                hits.add(new TrackHit(tracks[i], Objects.requireNonNull(found.get(documents[i]))));
            }
            return List.copyOf(hits);
        });
    }

    private static void addMostHeld(
            IndexSearcher searcher, List<Query> filters, Match match, int n, Map<Integer, Match> found)
            throws IOException {
        for (Query filter : filters) {
            if (found.size() < n) {
                for (int document : mostHeld(searcher, filter, n - found.size(), found.keySet())) {
                    found.put(document, match);
                }
            }
        }
    }

    /// The tracks in most playlists among those that match, then by id. In each segment they lie in this order.
    ///
    /// @param but documents passed over
    private static int[] mostHeld(IndexSearcher searcher, Query matching, int n, Set<Integer> but) throws IOException {
        record Held(int document, long playlists, BytesRef id) {}
        var first = new ArrayList<Held>();
        Weight weight = searcher.createWeight(searcher.rewrite(matching), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            Scorer scorer = weight.scorer(leaf);
            if (scorer == null) {
                continue;
            }
            Bits live = leaf.reader().getLiveDocs();
            NumericDocValues playlists = DocValues.getNumeric(leaf.reader(), PLAYLISTS);
            SortedDocValues ids = DocValues.getSorted(leaf.reader(), ID);
            DocIdSetIterator documents = scorer.iterator();
            int taken = 0;
            for (int doc = documents.nextDoc();
                    taken < n && doc != DocIdSetIterator.NO_MORE_DOCS;
                    doc = documents.nextDoc()) {
                if ((live == null || live.get(doc))
                        && !but.contains(leaf.docBase + doc)
                        && playlists.advanceExact(doc)
                        && ids.advanceExact(doc)) {
                    BytesRef id = BytesRef.deepCopyOf(ids.lookupOrd(ids.ordValue()));
                    first.add(new Held(leaf.docBase + doc, playlists.longValue(), id));
                    taken++;
                }
            }
        }
        first.sort(Comparator.comparingLong(Held::playlists).reversed().thenComparing(Held::id));
        return first.stream().limit(n).mapToInt(Held::document).toArray();
    }

    private static CatalogueEntry[] entries(IndexSearcher searcher, int[] documents) throws IOException {
        CatalogueEntry[] tracks = new CatalogueEntry[documents.length];
        DocValueRecords.read(searcher, RECORD, documents, (i, record) -> tracks[i] = CatalogueRecord.track(record));
        return tracks;
    }

    /// Tracks by an artist, as the first one they name: those in most playlists first, then by id. Diacritics, case and
    /// signs do not matter.
    ///
    /// @param n at most so many, from 0
    public List<CatalogueEntry> tracksBy(String artist, int n) {
        return mostHeld(ARTIST_NAME, Words.of(artist).whole(), n);
    }

    /// Tracks of an album by an artist, as the first one they name: those in most playlists first, then by id.
    ///
    /// @param n at most so many, from 0
    public List<CatalogueEntry> tracksOf(String album, String artist, int n) {
        return mostHeld(ALBUM_OF_ARTIST, albumOfArtist(album, artist), n);
    }

    private List<CatalogueEntry> mostHeld(String field, String value, int n) {
        requireNotNegative(n);
        if (n == 0 || value.isBlank()) {
            return List.of();
        }
        return search(searcher ->
                List.of(entries(searcher, mostHeld(searcher, new TermQuery(new Term(field, value)), n, Set.of()))));
    }

    private static String albumOfArtist(String album, String artist) {
        return Words.of(album).whole() + "\n" + Words.of(artist).whole();
    }

    /// Playlists whose titles resemble a text, most alike first: by shared words (BM25), by shared letter
    /// groups of words that hardly any title has, when enough of them are there, and above all by being the
    /// same title; among equals the smaller id comes first.
    ///
    /// @param text any text: nothing in it is an operator
    /// @param n at most so many, from 0
    /// @return empty when the text has no words
    public List<TitleHit> searchTitles(String text, int n) {
        requireNotNegative(n);
        Words words = Words.of(text);
        if (words.isEmpty() || n == 0) {
            return List.of();
        }
        return search(searcher -> TitleFields.search(searcher, words, n, BEST, RECORD));
    }

    /// What the catalogue knows of a track.
    public Optional<CatalogueEntry> track(String id) {
        BytesRef key = CatalogueRecord.trackKey(id);
        return search(
                searcher -> Optional.ofNullable(tables.find(searcher, key)).map(CatalogueRecord::track));
    }

    /// The title of a playlist, as its owner wrote it; empty when no such playlist is known.
    public Optional<String> playlistTitle(String playlistId) {
        BytesRef key = CatalogueRecord.playlistKey(playlistId);
        return search(searcher -> Optional.ofNullable(tables.find(searcher, key))
                .map(record -> CatalogueRecord.playlist(record, 0).title()));
    }

    /// How many tracks can be found.
    public int tracks() {
        return search(searcher -> searcher.count(new FieldExistsQuery(PLAYLISTS)));
    }

    /// How many playlists are known by title, empty titles included.
    public int playlists() {
        return search(
                searcher -> searcher.getIndexReader().numDocs() - searcher.count(new FieldExistsQuery(PLAYLISTS)));
    }

    /// Commits and puts the committed files into another folder, as hard links where the file system can, for Lucene
    /// never changes a file that it has written. Writing may go on meanwhile; what is written then is not in it.
    ///
    /// @param folder created when missing
    public void copyTo(Path folder) {
        this.folder.linkTo(folder);
    }

    /// Lets go of the folder. What was not committed is lost.
    @Override
    public void close() {
        folder.close();
    }

    /// A title without what releases hang on to it, as in `Hello - Live` or `Hello (Remastered 2011)`.
    private static String core(String title) {
        int end = upTo(title, List.of(" - "));
        if (title.endsWith(")") || title.endsWith("]")) {
            end = Math.min(end, upTo(title, List.of(" (", " [")));
        }
        return title.substring(0, end);
    }

    /// The first of several artists that a source wrote as one, as in `Bob Marley & The Wailers`.
    private static String lead(String artist) {
        return artist.substring(0, upTo(artist, List.of(" & ", ", ", " feat. ", " ft. ", " with ")));
    }

    /// Where the first of `tails` begins in a text; its length when none is in it.
    private static int upTo(String text, List<String> tails) {
        int end = text.length();
        for (String tail : tails) {
            int at = text.indexOf(tail, 1);
            end = at > 0 ? Math.min(end, at) : end;
        }
        return end;
    }

    private void update(String key, String id, Document document) {
        folder.write("write " + key + " " + id, writer -> writer.updateDocument(new Term(key, id), document));
    }

    private void remove(String key, String id) {
        folder.write("delete " + key + " " + id, writer -> writer.deleteDocuments(new Term(key, id)));
    }

    private <T> T search(LuceneFolder.Searching<T> search) {
        return folder.search(search);
    }

    private static void requireNotNegative(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("Expected a number of hits from 0, got " + n);
        }
    }
}
