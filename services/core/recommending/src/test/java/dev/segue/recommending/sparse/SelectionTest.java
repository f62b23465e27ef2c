package dev.segue.recommending.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SelectionTest {

    private final Selection selection = new Selection();

    @Property(tries = 100)
    void ranksManyAsASortWouldAndLeavesThemAsTheyAre(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9000) int count,
            @ForAll @IntRange(min = 1, max = 1500) int k,
            @ForAll @IntRange(min = 0, max = 3) int kind) {
        // Given
        var random = new Random(seed);
        int[] ordinals = IntStream.range(0, count).map(i -> 3 * i).toArray();
        float[] scores = new float[count];
        for (int i = 0; i < count; i++) {
            scores[i] = switch (kind) {
                case 0 -> random.nextInt(1, 5);
                case 1 -> random.nextFloat(1e-30f, 1);
                case 2 -> (float) Math.exp(40 * random.nextGaussian());
                default -> Float.MIN_VALUE * random.nextInt(1, 100);
            };
            scores[i] = Math.clamp(scores[i], Float.MIN_VALUE, Float.MAX_VALUE);
        }
        int[] ordinalsBefore = ordinals.clone();
        float[] scoresBefore = scores.clone();

        // When
        int[] ranked = selection.ranked(ordinals, scores, count, k, SelectionTest::byLastDigits);

        // Then
        int[] expected = IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> scores[a] == scores[b]
                        ? byLastDigits(ordinals[a], ordinals[b])
                        : Float.compare(scores[b], scores[a]))
                .limit(k)
                .mapToInt(i -> ordinals[i])
                .toArray();
        assertThat(ranked).containsExactly(expected);
        assertThat(Arrays.equals(ordinals, ordinalsBefore)).isTrue();
        assertThat(Arrays.equals(scores, scoresBefore)).isTrue();
    }

    /// Another order than that of the ordinals.
    private static int byLastDigits(int a, int b) {
        return Integer.compare(Integer.reverse(a), Integer.reverse(b));
    }
}
