package dev.segue.modelbundle;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Text as the numbers of word pieces, as an uncased BERT model reads it: lower-cased, without accents, split at
/// spaces, punctuation and around Chinese characters, each word cut greedily into the longest pieces of the
/// vocabulary.
///
/// Source: Devlin et al., "BERT" (2019); Schuster and Nakajima, "Japanese and Korean Voice Search" (2012), for the
/// pieces.
final class WordPieces {

    private static final String UNKNOWN = "[UNK]";
    private static final String BEGIN = "[CLS]";
    private static final String END = "[SEP]";
    private static final String CONTINUED = "##";
    private static final int LONGEST_WORD = 100;

    private final Map<String, Integer> vocabulary;
    private final int unknown;
    private final int begin;
    private final int end;

    private WordPieces(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
        this.unknown = special(UNKNOWN);
        this.begin = special(BEGIN);
        this.end = special(END);
    }

    /// Reads the vocabulary of a tokenizer description: the object `"vocab"` of its JSON, pieces and numbers.
    ///
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED] when there is none
    static WordPieces of(String json) {
        int at = json.indexOf("\"vocab\"");
        at = at < 0 ? -1 : json.indexOf('{', at);
        if (at < 0) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED, "Tokenizer description: expected an object \"vocab\", got none");
        }
        var vocabulary = new HashMap<String, Integer>();
        while (true) {
            int quote = json.indexOf('"', at);
            int close = json.indexOf('}', at);
            if (quote < 0 || (close >= 0 && close < quote)) {
                break;
            }
            var piece = new StringBuilder();
            at = unescaped(json, quote + 1, piece);
            int colon = json.indexOf(':', at);
            int stop = colon + 1;
            while (stop < json.length() && json.charAt(stop) != ',' && json.charAt(stop) != '}') {
                stop++;
            }
            vocabulary.put(
                    piece.toString(),
                    Integer.valueOf(json.substring(colon + 1, stop).strip()));
            at = stop;
        }
        return new WordPieces(Map.copyOf(vocabulary));
    }

    /// Reads a JSON string that begins at `at` and returns the place behind its closing quote.
    private static int unescaped(String json, int at, StringBuilder text) {
        int i = at;
        while (json.charAt(i) != '"') {
            char c = json.charAt(i++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(i++);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    text.append((char) Integer.parseInt(json, i, i + 4, 16));
                    i += 4;
                }
                default -> text.append(escaped);
            }
        }
        return i + 1;
    }

    private int special(String name) {
        Integer number = vocabulary.get(name);
        if (number == null) {
            throw new SegueException(ErrorCode.MODEL_REFUSED, "Vocabulary: expected the piece " + name + ", got none");
        }
        return number;
    }

    /// Numbers of the pieces, from the begin piece to the end piece.
    ///
    /// @param most pieces, those two included; the rest of the text is left out
    List<Integer> of(String text, int most) {
        var numbers = new ArrayList<Integer>();
        numbers.add(begin);
        for (String word : words(text)) {
            addPieces(word, numbers);
        }
        List<Integer> kept = numbers.size() > most - 1 ? numbers.subList(0, most - 1) : numbers;
        var all = new ArrayList<>(kept);
        all.add(end);
        return all;
    }

    /// Share of the pieces between begin and end that stand for something unknown, 0 to 1; 1 when there are none.
    double unknownShare(List<Integer> numbers) {
        if (numbers.size() <= 2) {
            return 1;
        }
        return (double) numbers.stream().filter(number -> number == unknown).count() / (numbers.size() - 2);
    }

    private void addPieces(String word, List<Integer> numbers) {
        if (word.length() > LONGEST_WORD) {
            numbers.add(unknown);
            return;
        }
        var pieces = new ArrayList<Integer>();
        int from = 0;
        while (from < word.length()) {
            int to = word.length();
            Integer number = null;
            while (to > from) {
                number = vocabulary.get((from == 0 ? "" : CONTINUED) + word.substring(from, to));
                if (number != null) {
                    break;
                }
                to--;
            }
            if (number == null) {
                numbers.add(unknown);
                return;
            }
            pieces.add(number);
            from = to;
        }
        numbers.addAll(pieces);
    }

    private static List<String> words(String text) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        plain.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.NON_SPACING_MARK || c == 0 || c == 0xFFFD) {
                return;
            }
            boolean space = Character.isWhitespace(c) || type == Character.SPACE_SEPARATOR;
            if (space || isControl(type)) {
                flush(word, words);
            } else if (isPunctuation(c, type) || isChinese(c)) {
                flush(word, words);
                words.add(Character.toString(c));
            } else {
                word.appendCodePoint(c);
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isControl(int type) {
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }

    /// Everything in ASCII that is no letter, digit or space counts, as `$` and `^`.
    private static boolean isPunctuation(int c, int type) {
        if ((c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126)) {
            return true;
        }
        return type == Character.CONNECTOR_PUNCTUATION
                || type == Character.DASH_PUNCTUATION
                || type == Character.START_PUNCTUATION
                || type == Character.END_PUNCTUATION
                || type == Character.INITIAL_QUOTE_PUNCTUATION
                || type == Character.FINAL_QUOTE_PUNCTUATION
                || type == Character.OTHER_PUNCTUATION;
    }

    private static boolean isChinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
