package dev.segue.recommending.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SparseScoresTest {

    @Property(tries = 200)
    void picksTheBestAsASortOfAllWould(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 400) int additions,
            @ForAll @IntRange(min = 1, max = 60) int k) {
        // Given
        var random = new Random(seed);
        var scores = new SparseScores();
        var truth = new HashMap<Integer, Float>();
        for (int i = 0; i < additions; i++) {
            int ordinal = random.nextInt(100);
            // Halves and quarters add without rounding, so that ties are ties.
            float value = random.nextInt(1, 6) / 4f;
            scores.add(ordinal, value);
            truth.merge(ordinal, value, Float::sum);
        }

        // When
        int[] top = scores.top(k, SparseScoresTest::byId);

        // Then
        List<Integer> expected = truth.entrySet().stream()
                .sorted(Map.Entry.<Integer, Float>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> id(entry.getKey()), Comparator.naturalOrder()))
                .limit(k)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(top)
                .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    }

    @Test
    void ignoresWhatIsNoEvidence() {
        // Given
        var scores = new SparseScores();

        // When
        scores.add(3, 0);
        scores.add(4, -1);
        scores.add(5, Float.NaN);

        // Then
        assertThat(scores.size()).isZero();
        assertThat(scores.get(5)).isZero();
    }

    @Test
    void holdsNothingAfterClearing() {
        // Given
        var scores = new SparseScores();
        scores.add(7, 1);
        scores.add(100_000, 2);

        // When
        scores.clear();

        // Then
        assertThat(scores.size()).isZero();
        assertThat(scores.get(7)).isZero();
        assertThat(scores.get(100_000)).isZero();
        assertThat(scores.top(5, SparseScoresTest::byId)).isEmpty();
    }

    /// Order of ids is not the order of ordinals.
    private static int byId(int a, int b) {
        return id(a).compareTo(id(b));
    }

    private static String id(int ordinal) {
        return "t" + (97 * ordinal + 13) % 101;
    }
}
