package dev.segue.search;

import dev.segue.search.TrackHit.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The catalogue and the playlist titles, found by text: one Lucene folder, written and read at the same time.
///
/// Writes become visible with [#refresh()] and durable with [#commit()]. Searches see the state of the last refresh
/// and wait for nobody. Safe for use by many threads; one `TrackSearch` at a time holds the folder.
///
/// I/O failures surface as [java.io.UncheckedIOException].
public final class TrackSearch implements AutoCloseable {

    private static final String TRACK = "track";
    private static final String PLAYLIST = "playlist";
    private static final String ARTIST = "artist";
    private static final String ARTIST_NAME = "artistName";
    private static final String ALBUM_OF_ARTIST = "albumOfArtist";
    private static final String ARTIST_ID = "artistId";
    private static final String ALBUM_TITLE = "albumTitle";
    private static final String ALBUM_ID = "albumId";
    private static final String DURATION = "durationMs";
    private static final String ISRC = "isrc";
    private static final String EXPLICIT = "explicit";
    private static final String PLAYLISTS = "playlists";
    private static final String TITLE = "title";
    private static final String TRACKS = "tracks";
    private static final Sort BEST_THEN_POPULAR = new Sort(
            SortField.FIELD_SCORE,
            new SortField(PLAYLISTS, SortField.Type.LONG, true),
            new SortField(TRACK, SortField.Type.STRING));

    private static final Sort BEST = new Sort(SortField.FIELD_SCORE, new SortField(PLAYLIST, SortField.Type.STRING));

    private static final int BUFFER_MEBIBYTES = 32;
    private final LuceneFolder folder;

    private TrackSearch(LuceneFolder folder) {
        this.folder = folder;
    }

    /// Opens a folder as it was last committed; a missing or empty one becomes an empty search.
    public static TrackSearch open(Path folder) {
        return new TrackSearch(LuceneFolder.open(
                folder, new IndexWriterConfig().setRAMBufferSizeMB(BUFFER_MEBIBYTES), new BM25Similarity()));
    }

    /// Adds a track, or puts it in the place of the one with the same id.
    public void upsertTrack(CatalogueEntry entry) {
        var document = new Document();
        document.add(new StringField(TRACK, entry.id(), Field.Store.YES));
        document.add(new SortedDocValuesField(TRACK, new BytesRef(entry.id())));
        document.add(new NumericDocValuesField(PLAYLISTS, entry.playlists()));
        store(document, entry);

        Words title = Words.of(entry.title());
        Set<String> words = new HashSet<>(title.tokens());
        Set<String> joined = new HashSet<>(title.joined());
        Set<String> whole = new HashSet<>();
        whole.add(title.whole());
        whole.add(Words.of(core(entry.title())).whole());
        for (String artist : entry.artists()) {
            Words name = Words.of(artist);
            words.addAll(name.tokens());
            joined.addAll(name.joined());
            whole.add(name.whole());
            whole.add(Words.of(lead(artist)).whole());
        }
        TitleFields.tokens(document, TrackQueries.WORDS, words);
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

    /// Takes a track away; one that is not there is no error.
    public void deleteTrack(String id) {
        remove(TRACK, id);
    }

    /// Adds a playlist's title, or puts it in the place of the one with the same id.
    ///
    /// @param title may be empty: then nothing finds it
    /// @param tracks in the playlist
    public void upsertPlaylistTitle(String playlistId, String title, int tracks) {
        var document = new Document();
        document.add(new StringField(PLAYLIST, playlistId, Field.Store.YES));
        document.add(new SortedDocValuesField(PLAYLIST, new BytesRef(playlistId)));
        document.add(new StoredField(TITLE, title));
        document.add(new StoredField(TRACKS, tracks));
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
    /// only begun: what a person means who is still typing. Diacritics, case and signs do not matter. Whole
    /// and begun words stand before misspelt ones (one letter wrong from 4 letters on, two from 8), those
    /// before tracks with only some of the words; among equals the track in more playlists comes first,
    /// then the smaller id.
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
            var hits = new ArrayList<TrackHit>();
            var seen = new HashSet<String>();
            for (Match match : Match.values()) {
                boolean wanted = match == Match.PARTIAL ? hits.isEmpty() : hits.size() < n;
                Optional<Query> query = wanted ? queries.of(match) : Optional.empty();
                if (query.isPresent()) {
                    for (ScoreDoc hit : searcher.search(query.get(), n, BEST_THEN_POPULAR).scoreDocs) {
                        CatalogueEntry track = read(searcher, hit.doc);
                        if (hits.size() < n && seen.add(track.id())) {
                            hits.add(new TrackHit(track, match));
                        }
                    }
                }
            }
            return List.copyOf(hits);
        });
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
        return search(searcher -> {
            var tracks = new ArrayList<CatalogueEntry>();
            for (ScoreDoc hit : searcher.search(
                            new ConstantScoreQuery(new TermQuery(new Term(field, value))), n, BEST_THEN_POPULAR)
                    .scoreDocs) {
                tracks.add(read(searcher, hit.doc));
            }
            return List.copyOf(tracks);
        });
    }

    private static String albumOfArtist(String album, String artist) {
        return Words.of(album).whole() + "\n" + Words.of(artist).whole();
    }

    /// Playlists whose titles resemble a text, most alike first: by shared words (BM25), by shared letter
    /// groups when enough of the text's are there, and above all by being the same title; among equals the
    /// smaller id comes first.
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
        Query query = TitleFields.query(words);
        return search(searcher -> {
            var hits = new ArrayList<TitleHit>();
            for (ScoreDoc hit : searcher.search(query, n, BEST, true).scoreDocs) {
                Document document = searcher.storedFields().document(hit.doc);
                hits.add(new TitleHit(
                        required(document, PLAYLIST),
                        required(document, TITLE),
                        document.getField(TRACKS).numericValue().intValue(),
                        hit.score));
            }
            return List.copyOf(hits);
        });
    }

    /// What the catalogue knows of a track.
    public Optional<CatalogueEntry> track(String id) {
        return search(searcher -> {
            ScoreDoc[] hits = searcher.search(new ConstantScoreQuery(new TermQuery(new Term(TRACK, id))), 1).scoreDocs;
            return hits.length == 0 ? Optional.empty() : Optional.of(read(searcher, hits[0].doc));
        });
    }

    /// The title of a playlist, as its owner wrote it; empty when no such playlist is known.
    public Optional<String> playlistTitle(String playlistId) {
        return search(searcher -> {
            Query query = new ConstantScoreQuery(new TermQuery(new Term(PLAYLIST, playlistId)));
            ScoreDoc[] hits = searcher.search(query, 1).scoreDocs;
            return hits.length == 0
                    ? Optional.empty()
                    : Optional.of(required(searcher.storedFields().document(hits[0].doc), TITLE));
        });
    }

    /// How many tracks can be found.
    public int tracks() {
        return count(TRACK);
    }

    /// How many playlists are known by title, empty titles included.
    public int playlists() {
        return count(PLAYLIST);
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

    private static void store(Document document, CatalogueEntry entry) {
        document.add(new StoredField(TITLE, entry.title()));
        entry.artists().forEach(artist -> document.add(new StoredField(ARTIST, artist)));
        entry.artistIds().forEach(id -> document.add(new StoredField(ARTIST_ID, id)));
        document.add(new StoredField(PLAYLISTS, entry.playlists()));
        if (entry.album() != null) {
            document.add(new StoredField(ALBUM_TITLE, entry.album()));
        }
        if (entry.albumId() != null) {
            document.add(new StoredField(ALBUM_ID, entry.albumId()));
        }
        if (entry.durationMs() != null) {
            document.add(new StoredField(DURATION, entry.durationMs().longValue()));
        }
        if (entry.isrc() != null) {
            document.add(new StoredField(ISRC, entry.isrc()));
        }
        if (entry.explicit() != null) {
            document.add(new StoredField(EXPLICIT, entry.explicit() ? 1 : 0));
        }
    }

    private static CatalogueEntry read(IndexSearcher searcher, int number) throws IOException {
        Document document = searcher.storedFields().document(number);
        Number duration = number(document, DURATION);
        Number explicit = number(document, EXPLICIT);
        return new CatalogueEntry(
                required(document, TRACK),
                required(document, TITLE),
                List.of(document.getValues(ARTIST)),
                List.of(document.getValues(ARTIST_ID)),
                document.get(ALBUM_TITLE),
                document.get(ALBUM_ID),
                duration == null ? null : duration.longValue(),
                document.get(ISRC),
                explicit == null ? null : explicit.intValue() == 1,
                document.getField(PLAYLISTS).numericValue().intValue());
    }

    private static @Nullable Number number(Document document, String field) {
        IndexableField found = document.getField(field);
        return found == null ? null : found.numericValue();
    }

    private static String required(Document document, String field) {
        String value = document.get(field);
        if (value == null) {
            throw new IllegalStateException("A search document lacks its field " + field);
        }
        return value;
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

    private int count(String key) {
        return search(searcher -> searcher.count(new FieldExistsQuery(key)));
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
