package dev.segue.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;

/// A playlist's title in a document, and the question that finds it.
final class TitleFields {

    private static final String TITLE_WORDS = "titleWords";
    private static final String TITLE_GRAMS = "titleGrams";
    private static final String TITLE_WHOLE = "titleWhole";

    /// Titles are ranked by how rare and how concentrated their words are, so these fields keep lengths.
    private static final FieldType TITLE_TOKEN = titleToken();

    static final int MAX_GRAMS = 200;
    /// Share of a text's letter groups that a title must have to count as spelt alike: two letters swapped within a
    /// word of seven leave three of its seven trigrams.
    static final double ALIKE = 0.4;

    /// Titles from which on a word counts as spelt right. The letter groups of such words are not asked for: of a word
    /// that many titles have they find hardly more than it does, and reading them takes ten times as long.
    static final int HELD_BY_MANY = 5;

    static final float TITLE_GRAM_WEIGHT = 0.25f;
    static final float TITLE_WHOLE_WEIGHT = 4f;

    private TitleFields() {}

    static void add(Document document, String title) {
        Words words = Words.of(title);
        words.tokens().forEach(token -> document.add(new Field(TITLE_WORDS, token, TITLE_TOKEN)));
        words.grams().forEach(gram -> document.add(new Field(TITLE_GRAMS, gram, TITLE_TOKEN)));
        tokens(document, TITLE_WHOLE, Set.of(words.whole()));
    }

    static void tokens(Document document, String field, Set<String> tokens) {
        for (String token : tokens) {
            if (!token.isEmpty()) {
                document.add(new StringField(field, token, Field.Store.NO));
            }
        }
    }

    /// The letter groups that a text's titles are to share: those of words that hardly any title has.
    ///
    /// @param heldBy how many titles have a word
    static List<String> grams(Words words, ToIntFunction<String> heldBy) {
        return words.grams(word -> heldBy.applyAsInt(word) < HELD_BY_MANY).stream()
                .limit(MAX_GRAMS)
                .toList();
    }

    /// @param reader whose titles are asked
    static Query query(Words words, IndexReader reader) {
        var query = new BooleanQuery.Builder();
        words.tokens().forEach(token -> query.add(new TermQuery(new Term(TITLE_WORDS, token)), Occur.SHOULD));
        List<String> grams = grams(words, word -> heldBy(reader, word));
        if (!grams.isEmpty()) {
            var alike = new BooleanQuery.Builder().setMinimumNumberShouldMatch((int) Math.ceil(ALIKE * grams.size()));
            grams.forEach(gram -> alike.add(new TermQuery(new Term(TITLE_GRAMS, gram)), Occur.SHOULD));
            query.add(new BoostQuery(alike.build(), TITLE_GRAM_WEIGHT), Occur.SHOULD);
        }
        query.add(
                new BoostQuery(
                        new ConstantScoreQuery(new TermQuery(new Term(TITLE_WHOLE, words.whole()))),
                        TITLE_WHOLE_WEIGHT),
                Occur.SHOULD);
        return query.build();
    }

    /// The playlists whose titles resemble a text most.
    ///
    /// @param best order of the answer, scores first
    /// @param recordField holds what a hit tells
    static List<TitleHit> search(IndexSearcher searcher, Words words, int n, Sort best, String recordField)
            throws IOException {
        IndexReader reader = searcher.getIndexReader();
        int wanted = Math.min(n, Math.max(1, reader.maxDoc()));
        ScoreDoc[] found = searcher.search(query(words, reader), wanted, best).scoreDocs;
        TitleHit[] hits = new TitleHit[found.length];
        int[] documents = Arrays.stream(found).mapToInt(hit -> hit.doc).toArray();
        DocValueRecords.read(searcher, recordField, documents, (i, record) -> {
            float score = (Float) ((FieldDoc) found[i]).fields[0];
            hits[i] = CatalogueRecord.playlist(record, score);
        });
        return List.of(hits);
    }

    private static int heldBy(IndexReader reader, String word) {
        try {
            return reader.docFreq(new Term(TITLE_WORDS, word));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot count the titles with the word " + word, e);
        }
    }

    /// A token is there once, and still its frequency is written: without, Lucene keeps no bounds of scores by which
    /// titles that cannot be among the best are passed over.
    private static FieldType titleToken() {
        var type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.setTokenized(false);
        type.setOmitNorms(false);
        type.freeze();
        return type;
    }
}
