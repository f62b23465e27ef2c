package dev.segue.modelbundle;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What a title is made of, in any language: its words, and its character n-grams, each hashed into a bucket.
///
/// Letters of an alphabet give n-grams of 3 to 5 with marks at the ends of a word; scripts without spaces, and Korean,
/// give n-grams of 1 to 3.
final class TitleGrams {

    /// Buckets of words, and as many again of n-grams.
    static final int BUCKETS = 1 << 16;

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}\\p{So}\\p{M}]+");

    private TitleGrams() {}

    /// A title without case, compatibility forms, accents on Latin letters and punctuation; words with one space
    /// between. Titles that are equal after it are one title.
    static String normalised(String title) {
        String compatible = Normalizer.normalize(title, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return NO_WORD.matcher(compatible).replaceAll(" ").strip();
    }

    /// Buckets of the words and how often each occurs.
    static Map<Integer, Integer> words(String title) {
        var words = new LinkedHashMap<Integer, Integer>();
        for (String word : normalised(title).split(" ")) {
            if (!word.isEmpty()) {
                words.merge(bucket(word), 1, Integer::sum);
            }
        }
        return words;
    }

    /// Buckets of the character n-grams and how often each occurs.
    static Map<Integer, Integer> characters(String title) {
        var grams = new LinkedHashMap<Integer, Integer>();
        for (String word : normalised(title).split(" ")) {
            if (word.isEmpty()) {
                continue;
            }
            boolean dense = word.codePoints().anyMatch(TitleGrams::isDense);
            int[] characters = (dense ? word : "<" + word + ">").codePoints().toArray();
            int least = dense ? 1 : 3;
            int most = dense ? 3 : 5;
            for (int n = least; n <= most; n++) {
                for (int from = 0; from + n <= characters.length; from++) {
                    grams.merge(bucket(new String(characters, from, n)), 1, Integer::sum);
                }
            }
        }
        return grams;
    }

    /// Whether a character carries about as much as a syllable or a word.
    private static boolean isDense(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HANGUL
                || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA
                || script == Character.UnicodeScript.THAI
                || Character.getType(c) == Character.OTHER_SYMBOL;
    }

    /// FNV-1a of the UTF-16 units, folded to the buckets.
    private static int bucket(String text) {
        int hash = 0x811C9DC5;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x01000193;
        }
        return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
    }
}
