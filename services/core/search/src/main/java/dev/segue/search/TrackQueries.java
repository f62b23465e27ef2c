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

/// Queries for tracks, one for each [Match]. A track's score is the sum over the text's units of the best way the
/// track has that unit. How rare a word is does not matter, for all words are asked for; all weights are sums of
/// powers of two, so that equal matches have equal scores and popularity decides between them.
final class TrackQueries {

    static final String WORDS = "words";
    static final String JOINED = "joined";
    static final String ALBUM = "album";
    static final String WHOLE = "whole";

    /// Distances: one letter from 4 letters on, two from 8, as in Lucene's automatic fuzziness but sparing short words,
    /// nearly all of which are one letter from another word.
    private static final int LETTERS_FOR_ONE_EDIT = 4;

    private static final int LETTERS_FOR_TWO_EDITS = 8;
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

    /// The query for one kind of match; empty when it could find nothing the better ones did not.
    Optional<Query> of(Match match) {
        return switch (match) {
            case WORDS -> Optional.of(all(units, false));
            case MISSPELT -> Optional.of(all(units, true));
            case PARTIAL -> {
                List<Unit> parts =
                        units.stream().flatMap(TrackQueries::parts).distinct().toList();
                yield parts.size() < 2 ? Optional.empty() : Optional.of(half(parts));
            }
        };
    }

    private Query all(List<Unit> required, boolean misspelt) {
        var query = new BooleanQuery.Builder();
        for (int i = 0; i < required.size(); i++) {
            query.add(unit(required.get(i), i == required.size() - 1, misspelt), Occur.MUST);
        }
        return withBonuses(query);
    }

    private Query half(List<Unit> choice) {
        var some = new BooleanQuery.Builder().setMinimumNumberShouldMatch((choice.size() + 1) / 2);
        for (int i = 0; i < choice.size(); i++) {
            some.add(unit(choice.get(i), i == choice.size() - 1, true), Occur.SHOULD);
        }
        return withBonuses(new BooleanQuery.Builder().add(some.build(), Occur.MUST));
    }

    /// Adds what lifts a track among those that match: a title or artist that is the whole text, and lone signs.
    private Query withBonuses(BooleanQuery.Builder query) {
        query.add(weighted(WHOLE_FIELD, term(WHOLE, words.whole())), Occur.SHOULD);
        for (Unit unit : words.units()) {
            if (unit instanceof Unit.Signs(List<String> signs) && !units.contains(unit)) {
                signs.forEach(sign -> query.add(weighted(SIGN, term(WORDS, sign)), Occur.SHOULD));
            }
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

    private static Query unit(Unit unit, boolean last, boolean misspelt) {
        return switch (unit) {
            case Unit.Plain plain -> plain(plain, last, misspelt);
            case Unit.Run run -> run(run, misspelt);
            case Unit.Signs(List<String> signs) -> weighted(EXACT, every(signs));
        };
    }

    private static Query plain(Unit.Plain plain, boolean last, boolean misspelt) {
        var ways = new ArrayList<Query>();
        String word = plain.whole();
        int letters = word.codePointCount(0, word.length());
        boolean begun = last && letters < LETTERS_OF_A_WORD;
        ways.add(weighted(EXACT, term(WORDS, word)));
        ways.add(weighted(JOINED_EXACT, term(JOINED, word)));
        ways.add(weighted(IN_ALBUM, term(ALBUM, word)));
        if (last) {
            ways.add(weighted(begun ? EXACT : BEGUN, new PrefixQuery(new Term(WORDS, word))));
            if (!begun) {
                ways.add(weighted(JOINED_BEGUN, new PrefixQuery(new Term(JOINED, word))));
            }
        }
        if (misspelt && letters >= LETTERS_FOR_ONE_EDIT) {
            var edits = new LevenshteinAutomata(word, true);
            Automaton oneEdit = edits.toAutomaton(1);
            ways.add(weighted(ONE_EDIT, matching(WORDS, oneEdit)));
            ways.add(weighted(ONE_EDIT, matching(JOINED, oneEdit)));
            if (last) {
                ways.add(weighted(ONE_EDIT_BEGUN, matching(WORDS, beginning(oneEdit))));
            }
            if (letters >= LETTERS_FOR_TWO_EDITS) {
                Automaton twoEdits = edits.toAutomaton(2);
                ways.add(weighted(TWO_EDITS, matching(WORDS, twoEdits)));
                ways.add(weighted(TWO_EDITS, matching(JOINED, twoEdits)));
            }
        }
        if (plain.parts().size() > 1) {
            var parts = new BooleanQuery.Builder();
            for (int i = 0; i < plain.parts().size(); i++) {
                boolean lastPart = last && i == plain.parts().size() - 1;
                parts.add(plain(new Unit.Plain(List.of(plain.parts().get(i))), lastPart, misspelt), Occur.MUST);
            }
            ways.add(weighted(misspelt ? ONE_EDIT : EXACT, parts.build()));
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

    private static Query matching(String field, Automaton automaton) {
        return new AutomatonQuery(new Term(field), automaton);
    }

    private static Automaton beginning(Automaton automaton) {
        return Operations.determinize(
                Operations.concatenate(List.of(automaton, Automata.makeAnyString())), Integer.MAX_VALUE);
    }

    private static Query weighted(float weight, Query query) {
        return new BoostQuery(new ConstantScoreQuery(query), weight);
    }
}
