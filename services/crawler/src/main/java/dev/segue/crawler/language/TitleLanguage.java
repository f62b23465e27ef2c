package dev.segue.crawler.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The language that a title of a few words is most likely in. Scripts that one language has tell by themselves. Of
/// languages that share one, each word of a list counts for those that have it, the less the more they are, and so do
/// letters that only some of them write; the one that counts most is told when it is ahead of the others by half a
/// word. Titles whose words are in no list are in no language, as far as this tells.
///
/// Nine languages have words: English, German, French, Spanish, Portuguese, Italian, Polish, Turkish and Russian.
/// Cost: a look-up a word.
public final class TitleLanguage {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}']+");
    /// Characters that are looked at.
    private static final int LONGEST = 300;
    private static final double LEAST = 0.5;
    private static final double AHEAD = 0.25;
    private static final double OF_A_LETTER = 0.75;

    /// Letters by language; one that several have counts for each of them a part.
    private static final Map<String, String> LETTERS = Map.of(
            "de", "ßäöü",
            "fr", "çêèàùûîôœ",
            "es", "ñ¿¡",
            "pt", "ãõç",
            "it", "òèàù",
            "pl", "łąęśźżćń",
            "tr", "ğşıçöü",
            "ru", "ыэё");

    private static final List<String> LANGUAGES = new ArrayList<>();
    /// What a word or a letter counts, by number of the language.
    private static final Map<String, double[]> WEIGHTS = weights();

    private TitleLanguage() {}

    /// @param title as its owner wrote it
    /// @return ISO 639-1, null when the words do not tell
    public static @Nullable String of(String title) {
        if (title.length() > LONGEST) {
            return of(title.substring(0, LONGEST));
        }
        String script = ofScript(title);
        if (script != null) {
            return script;
        }
        double[] scores = new double[LANGUAGES.size()];
        String lower = title.toLowerCase(Locale.ROOT);
        for (String word : NO_WORD.split(lower)) {
            add(scores, word, 1);
        }
        lower.codePoints().distinct().filter(c -> c > 0x7F).forEach(c -> add(scores, letter(c), OF_A_LETTER));
        int best = 0;
        for (int language = 1; language < scores.length; language++) {
            best = scores[language] > scores[best] ? language : best;
        }
        double first = scores[best];
        scores[best] = 0;
        double second = Arrays.stream(scores).max().orElse(0);
        return first >= LEAST && first - second >= AHEAD ? LANGUAGES.get(best) : null;
    }

    private static void add(double[] scores, String what, double times) {
        double[] weights = WEIGHTS.get(what);
        for (int language = 0; weights != null && language < scores.length; language++) {
            scores[language] += times * weights[language];
        }
    }

    /// Letters are kept apart from words of one letter.
    private static String letter(int codePoint) {
        return "=" + Character.toString(codePoint);
    }

    /// The language of a script that has one, when more than a third of the letters are of it.
    private static @Nullable String ofScript(String title) {
        var letters = new HashMap<UnicodeScript, Integer>();
        title.codePoints()
                .filter(Character::isLetter)
                .forEach(c -> letters.merge(UnicodeScript.of(c), 1, Integer::sum));
        int all = letters.values().stream().mapToInt(Integer::intValue).sum();
        boolean kana = letters.containsKey(UnicodeScript.HIRAGANA) || letters.containsKey(UnicodeScript.KATAKANA);
        for (var script : letters.entrySet()) {
            if (script.getValue() * 3 > all) {
                String language =
                        switch (script.getKey()) {
                            case HIRAGANA, KATAKANA -> "ja";
                            case HAN -> kana ? "ja" : "zh";
                            case HANGUL -> "ko";
                            case GREEK -> "el";
                            case HEBREW -> "he";
                            case ARABIC -> "ar";
                            case THAI -> "th";
                            case DEVANAGARI -> "hi";
                            case CYRILLIC -> ofCyrillic(title);
                            default -> null;
                        };
                if (language != null) {
                    return language;
                }
            }
        }
        return null;
    }

    /// Ukrainian has letters of its own; others than it and Russian are not told apart, so their words must be known.
    private static @Nullable String ofCyrillic(String title) {
        return title.toLowerCase(Locale.ROOT).chars().anyMatch(c -> "іїєґ".indexOf(c) >= 0) ? "uk" : null;
    }

    private static Map<String, double[]> weights() {
        var words = new HashMap<String, List<String>>();
        for (String line : lines()) {
            String[] parts = line.split(" ");
            LANGUAGES.add(parts[0]);
            for (int i = 1; i < parts.length; i++) {
                words.computeIfAbsent(parts[i], key -> new ArrayList<>(1)).add(parts[0]);
            }
        }
        LETTERS.forEach((language, letters) -> letters.codePoints()
                .forEach(c -> words.computeIfAbsent(letter(c), key -> new ArrayList<>(1))
                        .add(language)));
        var weights = new HashMap<String, double[]>();
        words.forEach((word, languages) -> {
            double[] of = new double[LANGUAGES.size()];
            languages.forEach(language -> of[LANGUAGES.indexOf(language)] = 1.0 / languages.size());
            weights.put(word, of);
        });
        return weights;
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(
                TitleLanguage.class.getResourceAsStream("/title-words.txt"), "title-words.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
