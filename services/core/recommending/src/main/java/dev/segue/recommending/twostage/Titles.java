package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Titles of playlists: which have the same title, which share words with one. A word is a run of letters and digits
/// without case and accents; every other sign that is no punctuation, such as an emoji, is a word of its own.
/// Immutable.
public final class Titles {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}\\p{P}\\p{Z}\\p{M}\\p{C}]");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final int[] NONE = {};

    private final Map<String, Integer> words = new HashMap<>();
    private final Map<String, int[]> same = new HashMap<>();
    private final ProfileIndex index;
    private final Map<String, Integer> grams = new HashMap<>();
    private final ProfileIndex gramIndex;
    private final List<@Nullable String> titles;
    private final boolean any;

    private Titles(List<@Nullable String> titles) {
        this.titles = Collections.unmodifiableList(new ArrayList<>(titles));
        var wordsOf = new ArrayList<int[]>();
        var gramsOf = new ArrayList<int[]>();
        for (int playlist = 0; playlist < titles.size(); playlist++) {
            var found = words(titles.get(playlist));
            wordsOf.add(found.stream()
                    .mapToInt(word -> words.computeIfAbsent(word, unseen -> words.size()))
                    .toArray());
            gramsOf.add(grams(found).stream()
                    .mapToInt(gram -> grams.computeIfAbsent(gram, unseen -> grams.size()))
                    .toArray());
            if (!found.isEmpty()) {
                int[] before = same.getOrDefault(String.join(" ", found), NONE);
                int[] now = Arrays.copyOf(before, before.length + 1);
                now[before.length] = playlist;
                same.put(String.join(" ", found), now);
            }
        }
        this.any = !same.isEmpty();
        this.index = ProfileIndex.of(titles.size(), words.size(), wordsOf::get);
        this.gramIndex = ProfileIndex.of(titles.size(), grams.size(), gramsOf::get);
    }

    /// @param titles by playlist ordinal, null where there is none
    public static Titles of(List<@Nullable String> titles) {
        return new Titles(titles);
    }

    /// The title of a playlist, null when it has none.
    public @Nullable String of(int playlist) {
        return titles.get(playlist);
    }

    /// Whether any playlist has a title.
    public boolean any() {
        return any;
    }

    /// Playlists whose titles have the same words in the same order; shared, never changed.
    int[] same(@Nullable String title) {
        return same.getOrDefault(String.join(" ", words(title)), NONE);
    }

    /// Adds the cosine with every playlist that shares a word with the title.
    void addCosines(@Nullable String title, int itself, SparseScores scores) {
        int[] known = words(title).stream()
                .mapToInt(word -> words.getOrDefault(word, -1))
                .toArray();
        index.addCosines(index.profile(known), 1, itself, scores);
    }

    /// Adds the cosine of runs of letters with every playlist that shares one with the title.
    void addGramCosines(@Nullable String title, int itself, SparseScores scores) {
        int[] known = grams(words(title)).stream()
                .mapToInt(gram -> grams.getOrDefault(gram, -1))
                .toArray();
        gramIndex.addCosines(gramIndex.profile(known), 1, itself, scores);
    }

    /// Runs of three and four letters of the title without blanks, its ends marked; of a shorter one itself.
    private static List<String> grams(List<String> words) {
        String whole = words.isEmpty() ? "" : "^" + String.join("", words) + "$";
        var grams = new ArrayList<String>();
        for (int length = 3; length <= 4; length++) {
            for (int i = 0; i + length <= whole.length(); i++) {
                grams.add(whole.substring(i, i + length));
            }
        }
        return grams;
    }

    static List<String> words(@Nullable String title) {
        if (title == null) {
            return List.of();
        }
        String plain = MARKS.matcher(Normalizer.normalize(title, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        return WORD.matcher(plain).results().map(MatchResult::group).toList();
    }
}
