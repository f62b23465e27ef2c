package dev.segue.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;

/// A text as the words it is found by: compatibility forms unified, diacritics folded, lower case, no stop words, no
/// stemming, for titles as `The The` and `It` are made of nothing else. Writing and asking go through here alike.
///
/// Letters and digits form plain words. Scripts written without blanks form runs, found by their characters and
/// character pairs. Other signs part words, except where they stand alone, as in `÷` or `!!!`.
///
/// @param units in the order of the text, at most [#MAX_UNITS]
record Words(List<Unit> units) {

    static final int MAX_UNITS = 64;
    /// Longer words are cut, in characters; Lucene refuses terms beyond 32,766 bytes.
    static final int MAX_WORD = 64;

    private static final int MAX_TEXT = 2_000;
    private static final int PROLONGED_SOUND_MARK = 0x30FC;
    private static final Set<UnicodeScript> UNSPACED = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO);

    /// A piece of text that stands between blanks or changes of script.
    sealed interface Unit {

        /// The unit as one word.
        String whole();

        /// A plain word; more than one part when signs divide it, as in `AC/DC`.
        record Plain(List<String> parts) implements Unit {
            @Override
            public String whole() {
                return cut(String.join("", parts));
            }
        }

        /// Characters of a script without blanks, as in `坂本龍一`.
        record Run(String characters) implements Unit {
            @Override
            public String whole() {
                return characters;
            }

            List<String> characterList() {
                return characters.codePoints().mapToObj(Character::toString).toList();
            }

            /// Neighbouring characters, two by two; empty for a single one.
            List<String> pairs() {
                var list = characterList();
                var pairs = new ArrayList<String>();
                for (int i = 1; i < list.size(); i++) {
                    pairs.add(list.get(i - 1) + list.get(i));
                }
                return pairs;
            }
        }

        /// Signs that stand alone, each once.
        record Signs(List<String> signs) implements Unit {
            @Override
            public String whole() {
                return String.join("", signs);
            }
        }
    }

    Words {
        units = List.copyOf(units);
    }

    static Words of(String text) {
        return new Reader().read(fold(text));
    }

    boolean isEmpty() {
        return units.isEmpty();
    }

    /// Units that say something; the signs only when there is nothing else.
    List<Unit> telling() {
        var telling =
                units.stream().filter(unit -> !(unit instanceof Unit.Signs)).toList();
        return telling.isEmpty() ? units : telling;
    }

    /// The canonical text: units divided by one blank.
    String whole() {
        return cut(units.stream().map(Unit::whole).collect(Collectors.joining(" ")), 4 * MAX_WORD)
                .strip();
    }

    /// What the text is found by.
    Set<String> tokens() {
        var tokens = new LinkedHashSet<String>();
        for (Unit unit : units) {
            switch (unit) {
                case Unit.Plain plain -> tokens.addAll(plain.parts());
                case Unit.Run run -> {
                    tokens.addAll(run.characterList());
                    tokens.addAll(run.pairs());
                }
                case Unit.Signs(List<String> signs) -> tokens.addAll(signs);
            }
        }
        return tokens;
    }

    /// Plain words written together: the parts of a unit (`AC/DC` as `acdc`) and neighbours (`Daft Punk` as
    /// `daftpunk`).
    Set<String> joined() {
        var joined = new LinkedHashSet<String>();
        String before = null;
        for (Unit unit : units) {
            if (unit instanceof Unit.Plain plain) {
                if (plain.parts().size() > 1) {
                    joined.add(plain.whole());
                }
                if (before != null) {
                    joined.add(cut(before + plain.whole()));
                }
                before = plain.whole();
            } else {
                before = null;
            }
        }
        return joined;
    }

    /// How plain words begin, up to so many characters: the first, the first two, and so on.
    Set<String> beginnings(int longest) {
        var beginnings = new LinkedHashSet<String>();
        for (Unit unit : units) {
            if (unit instanceof Unit.Plain plain) {
                for (String part : plain.parts()) {
                    int characters = Math.min(longest, part.codePointCount(0, part.length()));
                    for (int i = 1; i <= characters; i++) {
                        beginnings.add(part.substring(0, part.offsetByCodePoints(0, i)));
                    }
                }
            }
        }
        return beginnings;
    }

    /// Character trigrams of plain words with their ends marked, and character pairs of runs: what misspelt titles
    /// still share.
    Set<String> grams() {
        return grams(token -> true);
    }

    /// The same of some words only.
    ///
    /// @param of asked about each plain word, and about each pair and sign of which others are made
    Set<String> grams(Predicate<String> of) {
        var grams = new LinkedHashSet<String>();
        for (Unit unit : units) {
            switch (unit) {
                case Unit.Plain plain ->
                    plain.parts().stream().filter(of).forEach(part -> addTrigrams("_" + part + "_", grams));
                case Unit.Run run ->
                    (run.pairs().isEmpty() ? run.characterList() : run.pairs())
                            .stream().filter(of).forEach(grams::add);
                case Unit.Signs(List<String> signs) -> signs.stream().filter(of).forEach(grams::add);
            }
        }
        return grams;
    }

    private static void addTrigrams(String word, Set<String> grams) {
        int[] characters = word.codePoints().toArray();
        for (int i = 0; i + 3 <= characters.length; i++) {
            grams.add(new String(characters, i, 3));
        }
    }

    /// Folds what people type differently for the same sound or sign. Marks U+0300 to U+036F go; marks of other
    /// scripts stay, for there they are letters.
    private static String fold(String text) {
        String decomposed = Normalizer.normalize(cut(text, MAX_TEXT), Normalizer.Form.NFKD);
        String bare = decomposed
                .codePoints()
                .filter(c -> c < 0x300 || c > 0x36F)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String composed = Normalizer.normalize(bare.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
        char[] in = composed.toCharArray();
        char[] out = new char[4 * in.length];
        int length = ASCIIFoldingFilter.foldToASCII(in, 0, out, 0, in.length);
        return new String(out, 0, length).toLowerCase(Locale.ROOT);
    }

    private static String cut(String word) {
        return cut(word, MAX_WORD);
    }

    /// At most `length` characters, surrogate pairs kept whole.
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /// Reads folded text, one code point after the other.
    private static final class Reader {

        private final List<Unit> units = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private final StringBuilder run = new StringBuilder();
        private final List<String> parts = new ArrayList<>();
        private final Set<String> signs = new LinkedHashSet<>();
        private boolean chunkHasWords;

        Words read(String text) {
            text.codePoints().forEach(this::next);
            endChunk();
            return new Words(units.size() <= MAX_UNITS ? units : units.subList(0, MAX_UNITS));
        }

        private void next(int c) {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                endChunk();
            } else if (isUnspaced(c) || (c == PROLONGED_SOUND_MARK && !run.isEmpty())) {
                endPlain();
                run.appendCodePoint(c);
            } else if (Character.isLetterOrDigit(c) || (isMark(c) && !word.isEmpty())) {
                endRun();
                word.appendCodePoint(c);
            } else if (!isApostrophe(c) && !isIgnorable(c)) {
                endWord();
                endRun();
                signs.add(Character.toString(c));
            }
        }

        private void endWord() {
            if (!word.isEmpty()) {
                parts.add(cut(word.toString()));
                word.setLength(0);
            }
        }

        private void endPlain() {
            endWord();
            if (!parts.isEmpty()) {
                add(new Unit.Plain(List.copyOf(parts)));
                parts.clear();
            }
        }

        private void endRun() {
            if (!run.isEmpty()) {
                endPlain();
                add(new Unit.Run(cut(run.toString())));
                run.setLength(0);
            }
        }

        private void add(Unit unit) {
            units.add(unit);
            chunkHasWords = true;
        }

        private void endChunk() {
            endRun();
            endPlain();
            if (!chunkHasWords && !signs.isEmpty()) {
                boolean and = signs.equals(Set.of("&"));
                units.add(and ? new Unit.Plain(List.of("and")) : new Unit.Signs(List.copyOf(signs)));
            }
            signs.clear();
            chunkHasWords = false;
        }

        private static boolean isUnspaced(int c) {
            return UNSPACED.contains(UnicodeScript.of(c)) && Character.isLetterOrDigit(c);
        }

        private static boolean isApostrophe(int c) {
            return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 || c == 0x2BC;
        }

        private static boolean isMark(int c) {
            return switch (Character.getType(c)) {
                case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                default -> false;
            };
        }

        private static boolean isIgnorable(int c) {
            return isMark(c)
                    || switch (Character.getType(c)) {
                        case Character.FORMAT, Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> true;
                        default -> false;
                    };
        }
    }
}
