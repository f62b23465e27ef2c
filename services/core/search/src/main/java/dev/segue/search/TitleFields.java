package dev.segue.search;

import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.Query;
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

    static Query query(Words words) {
        var query = new BooleanQuery.Builder();
        words.tokens().forEach(token -> query.add(new TermQuery(new Term(TITLE_WORDS, token)), Occur.SHOULD));
        List<String> grams = words.grams().stream().limit(MAX_GRAMS).toList();
        var alike = new BooleanQuery.Builder().setMinimumNumberShouldMatch((int) Math.ceil(ALIKE * grams.size()));
        grams.forEach(gram -> alike.add(new TermQuery(new Term(TITLE_GRAMS, gram)), Occur.SHOULD));
        query.add(new BoostQuery(alike.build(), TITLE_GRAM_WEIGHT), Occur.SHOULD);
        query.add(
                new BoostQuery(
                        new ConstantScoreQuery(new TermQuery(new Term(TITLE_WHOLE, words.whole()))),
                        TITLE_WHOLE_WEIGHT),
                Occur.SHOULD);
        return query.build();
    }

    private static FieldType titleToken() {
        var type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS);
        type.setTokenized(false);
        type.setOmitNorms(false);
        type.freeze();
        return type;
    }
}
