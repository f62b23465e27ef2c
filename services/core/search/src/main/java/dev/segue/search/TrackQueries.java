package dev.segue.search;

import dev.segue.search.TrackHit.Match;
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
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;

/// Queries for tracks, the cheapest first. Most texts are answered by [#filters], of whose tracks the most popular come
/// first and the others need not be looked at. The rest is scored, a query for each [Match]: a track's score is the sum
/// over the text's units of the best way the track has that unit. How rare a word is does not matter, for all words
/// are asked for; all weights are sums of powers of two, so that equal matches have equal scores and popularity decides
/// between them.
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

    private static final float EXACT = 1f;
    private static final float JOINED_EXACT = 0.9375f;
    private static final float BEGUN = 0.875f;
    private static final float JOINED_BEGUN = 0.75f;
    private static final float IN_ALBUM = 0.5f;
    private static final float ONE_EDIT = 0.25f;
    private static final float ONE_EDIT_BEGUN = 0.1875f;
    private static final float TWO_EDITS = 0.125f;
    private static final float MOST_PAIRS = 0.25f;
    private static final float WHOLE_FIELD = 0.5f;
    private static final float SIGN = 0.0625f;

    private final Words words;
    private final List<Unit> units;

    TrackQueries(Words words) {
        this.words = words;
        this.units = words.telling().stream().distinct().limit(MAX_UNITS).toList();
    }

    /// How misspelt words are looked for.
    private enum Spelling {
        RIGHT,
        /// Wrong, but for the first letter.
        WRONG,
        WRONG_FROM_THE_FIRST_LETTER
    }

    /// Tracks with every word, in the order in which they stand before each other: those whose title or
    /// artist is the whole text; with the very words; with the last word only begun. Those with the text's
    /// lone signs before the others.
    List<Query> filters() {
        var filters = new ArrayList<Query>();
        filters.add(term(WHOLE, words.whole()));
        List<Query> signs = loneSigns().map(sign -> term(WORDS, sign)).toList();
        for (boolean begun : isBegun(units.getLast()) ? new boolean[] {true} : new boolean[] {false, true}) {
            var query = new BooleanQuery.Builder();
            for (int i = 0; i < units.size(); i++) {
                query.add(exactly(units.get(i), begun && i == units.size() - 1), Occur.FILTER);
            }
            if (!signs.isEmpty()) {
                var signed = new BooleanQuery.Builder().add(query.build(), Occur.FILTER);
                signs.forEach(sign -> signed.add(sign, Occur.FILTER));
                filters.add(signed.build());
            }
            filters.add(query.build());
        }
        return filters;
    }

    private static Query exactly(Unit unit, boolean begun) {
        return switch (unit) {
            case Unit.Plain plain -> {
                String word = plain.whole();
                var ways = new BooleanQuery.Builder();
                ways.add(begun ? begun(word) : term(WORDS, word), Occur.SHOULD);
                ways.add(term(JOINED, word), Occur.SHOULD);
                if (plain.parts().size() > 1) {
                    var parts = new BooleanQuery.Builder();
                    for (int i = 0; i < plain.parts().size(); i++) {
                        String part = plain.parts().get(i);
                        boolean last = i == plain.parts().size() - 1;
                        parts.add(begun && last ? begun(part) : term(WORDS, part), Occur.FILTER);
                    }
                    ways.add(parts.build(), Occur.SHOULD);
                }
                yield ways.build();
            }
            case Unit.Run run -> run.pairs().isEmpty() ? term(WORDS, run.characters()) : every(run.pairs());
            case Unit.Signs(List<String> signs) -> every(signs);
        };
    }

    private static Query begun(String word) {
        return word.codePointCount(0, word.length()) <= LONGEST_BEGINNING
                ? term(BEGINNINGS, word)
                : new PrefixQuery(new Term(WORDS, word));
    }

    private static boolean isBegun(Unit last) {
        return last instanceof Unit.Plain plain && letters(plain.whole()) < LETTERS_OF_A_WORD;
    }

    private static int letters(String word) {
        return word.codePointCount(0, word.length());
    }

    private Stream<String> loneSigns() {
        return words.units().stream()
                .filter(unit -> !units.contains(unit))
                .filter(Unit.Signs.class::isInstance)
                .flatMap(signs -> ((Unit.Signs) signs).signs().stream());
    }

    /// Scored queries for tracks with every word: in the album or written together as well; then with misspelt words.
    ///
    /// @param found whether anything was found so far: if so, misspelt words at least begin rightly
    Query all(Match match, boolean found) {
        return all(
                units,
                match == Match.WORDS ? Spelling.RIGHT : found ? Spelling.WRONG : Spelling.WRONG_FROM_THE_FIRST_LETTER);
    }

    /// The scored query for tracks with some of the words; empty when it could find nothing that [#all] did not.
    Optional<Query> some() {
        List<Unit> parts =
                units.stream().flatMap(TrackQueries::parts).distinct().toList();
        return parts.size() < 2 ? Optional.empty() : Optional.of(half(parts));
    }

    private Query all(List<Unit> required, Spelling spelling) {
        var query = new BooleanQuery.Builder();
        for (int i = 0; i < required.size(); i++) {
            query.add(unit(required.get(i), i == required.size() - 1, spelling), Occur.MUST);
        }
        return withBonuses(query);
    }

    private Query half(List<Unit> choice) {
        var some = new BooleanQuery.Builder().setMinimumNumberShouldMatch((choice.size() + 1) / 2);
        for (int i = 0; i < choice.size(); i++) {
            some.add(unit(choice.get(i), i == choice.size() - 1, Spelling.WRONG), Occur.SHOULD);
        }
        return withBonuses(new BooleanQuery.Builder().add(some.build(), Occur.MUST));
    }

    /// Adds what lifts a track among those that match: a title or artist that is the whole text, and lone signs.
    private Query withBonuses(BooleanQuery.Builder query) {
        query.add(weighted(WHOLE_FIELD, term(WHOLE, words.whole())), Occur.SHOULD);
        loneSigns().forEach(sign -> query.add(weighted(SIGN, term(WORDS, sign)), Occur.SHOULD));
        return query.build();
    }

    private static Stream<Unit> parts(Unit unit) {
        return switch (unit) {
            case Unit.Plain(List<String> parts) -> parts.stream().map(part -> new Unit.Plain(List.of(part)));
            case Unit.Run run -> Stream.of(run);
            case Unit.Signs signs -> Stream.of(signs);
        };
    }

    private static Query unit(Unit unit, boolean last, Spelling spelling) {
        return switch (unit) {
            case Unit.Plain plain -> plain(plain, last, spelling);
            case Unit.Run run -> run(run, spelling != Spelling.RIGHT);
            case Unit.Signs(List<String> signs) -> weighted(EXACT, every(signs));
        };
    }

    private static Query plain(Unit.Plain plain, boolean last, Spelling spelling) {
        var ways = new ArrayList<Query>();
        String word = plain.whole();
        int letters = letters(word);
        boolean begun = last && letters < LETTERS_OF_A_WORD;
        ways.add(weighted(EXACT, term(WORDS, word)));
        ways.add(weighted(JOINED_EXACT, term(JOINED, word)));
        ways.add(weighted(IN_ALBUM, term(ALBUM, word)));
        if (last) {
            ways.add(weighted(begun ? EXACT : BEGUN, begun(word)));
            if (letters >= LETTERS_OF_TWO_WORDS) {
                ways.add(weighted(JOINED_BEGUN, new PrefixQuery(new Term(JOINED, word))));
            }
        }
        if (spelling != Spelling.RIGHT && letters >= LETTERS_FOR_ONE_EDIT) {
            int sure = spelling == Spelling.WRONG ? word.offsetByCodePoints(0, 1) : 0;
            String begins = word.substring(0, sure);
            var edits = new LevenshteinAutomata(word.substring(sure), true);
            Automaton oneEdit = edits.toAutomaton(1, begins);
            ways.add(weighted(ONE_EDIT, matching(oneEdit)));
            if (last) {
                ways.add(weighted(ONE_EDIT_BEGUN, matching(beginning(oneEdit))));
            }
            if (letters >= LETTERS_FOR_TWO_EDITS) {
                ways.add(weighted(TWO_EDITS, matching(edits.toAutomaton(2, begins))));
            }
        }
        if (plain.parts().size() > 1) {
            var parts = new BooleanQuery.Builder();
            for (int i = 0; i < plain.parts().size(); i++) {
                boolean lastPart = last && i == plain.parts().size() - 1;
                parts.add(plain(new Unit.Plain(List.of(plain.parts().get(i))), lastPart, spelling), Occur.MUST);
            }
            ways.add(weighted(spelling == Spelling.RIGHT ? EXACT : ONE_EDIT, parts.build()));
        }
        return new DisjunctionMaxQuery(ways, 0f);
    }

    private static Query run(Unit.Run run, boolean misspelt) {
        List<String> pairs = run.pairs();
        if (pairs.isEmpty()) {
            return weighted(EXACT, term(WORDS, run.characters()));
        }
        if (!misspelt) {
            return weighted(EXACT, every(pairs));
        }
        var most = new BooleanQuery.Builder();
        pairs.forEach(pair -> most.add(term(WORDS, pair), Occur.SHOULD));
        most.setMinimumNumberShouldMatch((pairs.size() + 1) / 2);
        return new DisjunctionMaxQuery(List.of(weighted(EXACT, every(pairs)), weighted(MOST_PAIRS, most.build())), 0f);
    }

    private static Query every(List<String> tokens) {
        var query = new BooleanQuery.Builder();
        tokens.forEach(token -> query.add(term(WORDS, token), Occur.FILTER));
        return query.build();
    }

    private static Query term(String field, String token) {
        return new TermQuery(new Term(field, token));
    }

    private static Query matching(Automaton automaton) {
        return new AutomatonQuery(new Term(WORDS), automaton);
    }

    private static Automaton beginning(Automaton automaton) {
        return Operations.determinize(
                Operations.concatenate(List.of(automaton, Automata.makeAnyString())), Integer.MAX_VALUE);
    }

    private static Query weighted(float weight, Query query) {
        return new BoostQuery(new ConstantScoreQuery(query), weight);
    }
}
