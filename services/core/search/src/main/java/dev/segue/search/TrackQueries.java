package dev.segue.search;

import dev.segue.search.Words.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Transition;

/// Queries for tracks, the strictest and cheapest first. All but the last are filters: whoever passes one
/// matches as well as any other that does, and popularity decides between them. How rare a word is does not
/// matter, for all words are asked for.
final class TrackQueries {

    static final String WORDS = "words";
    static final String JOINED = "joined";
    static final String ALBUM = "album";
    static final String WHOLE = "whole";

    /// First letters of words, so that what is short and begins many of them is one term.
    static final String BEGINNINGS = "beginnings";

    static final int LONGEST_BEGINNING = 4;

    /// Distances: one letter from 4 letters on, two from 8, as in Lucene's automatic fuzziness but sparing short words,
    /// nearly all of which are one letter from another word.
    private static final int LETTERS_FOR_ONE_EDIT = 4;

    private static final int LETTERS_FOR_TWO_EDITS = 8;
    /// In shorter texts two words written together, perhaps only begun, would be anything.
    private static final int LETTERS_OF_TWO_WORDS = 5;
    /// In shorter last words a word that begins so is as likely meant as the word itself.
    private static final int LETTERS_OF_A_WORD = 3;
    /// Longer texts are cut, in units: nobody types them, and each unit costs a walk through the dictionary.
    private static final int MAX_UNITS = 16;

    private static final float RIGHT = 1f;
    private static final float WRONG = 0.25f;
    private static final int LAST_ASCII = 0x7F;
    private static final int LAST_BYTE = 0xFF;

    private final Words words;
    private final List<Unit> units;

    /// How a track may have a word, each as the one before or in one more way.
    private enum Level {
        /// In title or artists, perhaps written together with its neighbour.
        EXACT,
        /// The last one perhaps only begun.
        BEGUN,
        /// In the album, or the last one begun across a blank.
        LOOSE,
        ONE_EDIT,
        TWO_EDITS;

        boolean allows(Level other) {
            return compareTo(other) >= 0;
        }
    }

    TrackQueries(Words words) {
        this.words = words;
        this.units = words.telling().stream().distinct().limit(MAX_UNITS).toList();
    }

    /// Tracks with every word, in the order in which they stand before each other: those whose title or
    /// artist is the whole text; with the very words; with the last word only begun; with words elsewhere
    /// or written together. Those with the text's lone signs before the others.
    List<Query> spelt() {
        var filters = new ArrayList<Query>();
        filters.add(term(WHOLE, words.whole()));
        for (Level level : List.of(Level.EXACT, Level.BEGUN, Level.LOOSE)) {
            if (level != Level.EXACT || !isShort(units.getLast())) {
                Query all = all(level, 0);
                List<Query> signs = loneSigns();
                if (!signs.isEmpty()) {
                    var signed = new BooleanQuery.Builder().add(all, Occur.FILTER);
                    signs.forEach(sign -> signed.add(sign, Occur.FILTER));
                    filters.add(signed.build());
                }
                filters.add(all);
            }
        }
        return filters;
    }

    /// Tracks with every word, some of them misspelt: with one letter wrong in a word, then with two.
    ///
    /// @param sure letters that each word begins with rightly: to look for others takes many times as long
    List<Query> misspelt(int sure) {
        boolean anyIsLong = units.stream()
                .flatMap(TrackQueries::parts)
                .anyMatch(unit -> letters(unit.whole()) >= LETTERS_FOR_TWO_EDITS);
        return anyIsLong
                ? List.of(all(Level.ONE_EDIT, sure), all(Level.TWO_EDITS, sure))
                : List.of(all(Level.ONE_EDIT, sure));
    }

    /// Tracks with at least half of the words, scored: a word spelt rightly counts as much as four others.
    /// Empty when it could find nothing that the filters did not.
    Optional<Query> some() {
        List<Unit> parts =
                units.stream().flatMap(TrackQueries::parts).distinct().toList();
        if (parts.size() < 2) {
            return Optional.empty();
        }
        var some = new BooleanQuery.Builder().setMinimumNumberShouldMatch((parts.size() + 1) / 2);
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            Query right = weighted(RIGHT, unit(parts.get(i), last, Level.LOOSE, 0));
            Query wrong = weighted(WRONG, unit(parts.get(i), last, Level.TWO_EDITS, 1));
            some.add(new DisjunctionMaxQuery(List.of(right, wrong), 0f), Occur.SHOULD);
        }
        return Optional.of(some.build());
    }

    private Query all(Level level, int sure) {
        var query = new BooleanQuery.Builder();
        for (int i = 0; i < units.size(); i++) {
            query.add(unit(units.get(i), i == units.size() - 1, level, sure), Occur.FILTER);
        }
        return query.build();
    }

    private static Stream<Unit> parts(Unit unit) {
        return switch (unit) {
            case Unit.Plain(List<String> parts) -> parts.stream().map(part -> new Unit.Plain(List.of(part)));
            case Unit.Run run -> Stream.of(run);
            case Unit.Signs signs -> Stream.of(signs);
        };
    }

    private List<Query> loneSigns() {
        return words.units().stream()
                .filter(unit -> !units.contains(unit))
                .filter(Unit.Signs.class::isInstance)
                .flatMap(unit -> ((Unit.Signs) unit).signs().stream())
                .map(sign -> term(WORDS, sign))
                .toList();
    }

    private static Query unit(Unit unit, boolean last, Level level, int sure) {
        return switch (unit) {
            case Unit.Plain plain -> plain(plain, last, level, sure);
            case Unit.Run run -> run(run, level);
            case Unit.Signs(List<String> signs) -> every(signs);
        };
    }

    private static Query plain(Unit.Plain plain, boolean last, Level level, int sure) {
        var ways = new BooleanQuery.Builder();
        String word = plain.whole();
        int letters = letters(word);
        ways.add(last && level.allows(Level.BEGUN) ? begun(word) : term(WORDS, word), Occur.SHOULD);
        ways.add(term(JOINED, word), Occur.SHOULD);
        if (level.allows(Level.LOOSE)) {
            ways.add(term(ALBUM, word), Occur.SHOULD);
            if (last && letters >= LETTERS_OF_TWO_WORDS) {
                ways.add(new PrefixQuery(new Term(JOINED, word)), Occur.SHOULD);
            }
        }
        if (level.allows(Level.ONE_EDIT) && letters >= LETTERS_FOR_ONE_EDIT) {
            ways.add(misspelt(word, 1, sure, last), Occur.SHOULD);
            if (level.allows(Level.TWO_EDITS) && letters >= LETTERS_FOR_TWO_EDITS) {
                ways.add(misspelt(word, 2, sure, false), Occur.SHOULD);
            }
        }
        if (plain.parts().size() > 1) {
            var parts = new BooleanQuery.Builder();
            for (int i = 0; i < plain.parts().size(); i++) {
                boolean lastPart = last && i == plain.parts().size() - 1;
                parts.add(plain(new Unit.Plain(List.of(plain.parts().get(i))), lastPart, level, sure), Occur.FILTER);
            }
            ways.add(parts.build(), Occur.SHOULD);
        }
        return ways.build();
    }

    private static Query begun(String word) {
        return letters(word) <= LONGEST_BEGINNING ? term(BEGINNINGS, word) : new PrefixQuery(new Term(WORDS, word));
    }

    private static Query run(Unit.Run run, Level level) {
        List<String> pairs = run.pairs();
        if (pairs.isEmpty()) {
            return term(WORDS, run.characters());
        }
        if (!level.allows(Level.ONE_EDIT)) {
            return every(pairs);
        }
        var most = new BooleanQuery.Builder();
        pairs.forEach(pair -> most.add(term(WORDS, pair), Occur.SHOULD));
        return most.setMinimumNumberShouldMatch((pairs.size() + 1) / 2).build();
    }

    private static Query every(List<String> tokens) {
        var query = new BooleanQuery.Builder();
        tokens.forEach(token -> query.add(term(WORDS, token), Occur.FILTER));
        return query.build();
    }

    /// Words some edits from one, or that begin with such.
    private static Query misspelt(String word, int edits, int sure, boolean begun) {
        // Bytes make a much smaller automaton than characters do, and of this alphabet they are the same.
        boolean ascii = word.chars().allMatch(c -> c <= LAST_ASCII);
        int[] letters = word.codePoints().skip(sure).toArray();
        int alphabet = ascii ? LAST_BYTE : Character.MAX_CODE_POINT;
        String begins = word.substring(0, word.offsetByCodePoints(0, sure));
        Automaton near = new LevenshteinAutomata(letters, alphabet, true).toAutomaton(edits, begins);
        return new AutomatonQuery(new Term(WORDS), begun ? beginning(near, alphabet) : near, ascii);
    }

    /// Accepts what begins with something that a deterministic automaton accepts: once there, anything may follow.
    private static Automaton beginning(Automaton whole, int alphabet) {
        var builder = new Automaton.Builder();
        var transition = new Transition();
        for (int state = 0; state < whole.getNumStates(); state++) {
            builder.createState();
            builder.setAccept(state, whole.isAccept(state));
        }
        for (int state = 0; state < whole.getNumStates(); state++) {
            if (whole.isAccept(state)) {
                builder.addTransition(state, state, 0, alphabet);
            } else {
                int count = whole.initTransition(state, transition);
                for (int i = 0; i < count; i++) {
                    whole.getNextTransition(transition);
                    builder.addTransition(state, transition.dest, transition.min, transition.max);
                }
            }
        }
        return builder.finish();
    }

    private static boolean isShort(Unit last) {
        return last instanceof Unit.Plain plain && letters(plain.whole()) < LETTERS_OF_A_WORD;
    }

    private static int letters(String word) {
        return word.codePointCount(0, word.length());
    }

    private static Query term(String field, String token) {
        return new TermQuery(new Term(field, token));
    }

    private static Query weighted(float weight, Query query) {
        return new BoostQuery(new ConstantScoreQuery(query), weight);
    }
}
