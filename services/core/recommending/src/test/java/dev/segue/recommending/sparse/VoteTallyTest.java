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

class VoteTallyTest {

    @Property(tries = 200)
    void picksTheBestAsASortOfAllSumsWould(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 40) int additions,
            @ForAll @IntRange(min = 1, max = 2000) int range,
            @ForAll @IntRange(min = 1, max = 60) int k) {
        // Given
        var random = new Random(seed);
        var tally = new VoteTally();
        for (int round = 0; round < 2; round++) {
            var left = new SparseSet();
            left.add(random.nextInt(range));
            var truth = new HashMap<Integer, Float>();
            for (int i = 0; i < additions; i++) {
                // Halves and quarters add without rounding, so that ties are ties.
                float value = random.nextInt(1, 6) / 4f;
                int[] given = random.ints(random.nextInt(0, 300), 0, range).toArray();
                tally.addAll(given, value);
                int one = random.nextInt(range);
                tally.add(one, value);
                truth.merge(one, value, Float::sum);
                for (int ordinal : given) {
                    truth.merge(ordinal, value, Float::sum);
                }
            }
            truth.remove(left.ordinalAt(0));

            // When
            Best best = round == 0
                    ? tally.drain(k, left, VoteTallyTest::byId)
                    : tally.drain(k, ordinal -> left.contains(ordinal) ? 0 : 1, VoteTallyTest::byId);

            // Then
            List<Map.Entry<Integer, Float>> expected = truth.entrySet().stream()
                    .sorted(Map.Entry.<Integer, Float>comparingByValue()
                            .reversed()
                            .thenComparing(entry -> id(entry.getKey()), Comparator.naturalOrder()))
                    .limit(k)
                    .toList();
            var got = new HashMap<Integer, Float>();
            for (int i = 0; i < best.ordinals().length; i++) {
                got.put(best.ordinals()[i], best.scores()[i]);
            }
            assertThat(got)
                    .hasSize(best.ordinals().length)
                    .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(expected.toArray(Map.Entry[]::new)));
            assertThat(tally.votes()).isZero();
        }
    }

    @Test
    void sumsInTheOrderInWhichVotesCame() {
        // Given
        float[] values = {1e8f, 1, 1, 1, 3e7f, 1};
        var tally = new VoteTally();
        float sum = 0;
        for (float value : values) {
            tally.addAll(new int[] {700_001, 513}, value);
            sum += value;
        }

        // When
        Best best = tally.drain(2, new SparseSet(), Integer::compare);

        // Then
        assertThat(best.scores()).containsExactly(sum, sum);
    }

    @Test
    void ignoresWhatIsNoEvidence() {
        // Given
        var tally = new VoteTally();

        // When
        tally.add(3, 0);
        tally.add(4, -1);
        tally.addAll(new int[] {5, 6}, Float.NaN);

        // Then
        assertThat(tally.votes()).isZero();
        assertThat(tally.drain(3, new SparseSet(), Integer::compare).ordinals()).isEmpty();
    }

    @Test
    void forgetsWhatWasCleared() {
        // Given
        var tally = new VoteTally();
        tally.add(3, 1);

        // When
        tally.clear();
        tally.add(4, 2);

        // Then
        assertThat(tally.drain(3, new SparseSet(), Integer::compare).ordinals()).containsExactly(4);
    }

    /// Order of ids is not the order of ordinals.
    private static String id(int ordinal) {
        return "t" + (97 * ordinal + 13) % 2003;
    }

    private static int byId(int a, int b) {
        return id(a).compareTo(id(b));
    }
}
