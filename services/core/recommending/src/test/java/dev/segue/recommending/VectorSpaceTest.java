package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorSpaceTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 31, 32, 100, 128, 130})
    void findsTheNearestAsAPlainLoopWould(int dimension) {
        // Given
        var random = new Random(dimension);
        int n = 500;
        float[] rows = new float[n * dimension];
        for (int row = 0; row < n; row++) {
            System.arraycopy(randomUnit(random, dimension), 0, rows, row * dimension, dimension);
        }
        var space = VectorSpace.of(
                IntStream.range(0, n).mapToObj(i -> "t" + i).toList(), dimension, rows, id -> 1000 - number(id));
        float[] query = randomUnit(random, dimension);

        // When
        var nearest = space.nearest(query, 20, track -> track % 2 == 0);

        // Then
        double[] cosines = new double[n];
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < dimension; i++) {
                cosines[row] += (double) rows[row * dimension + i] * query[i];
            }
        }
        double[] expected = IntStream.range(0, n)
                .filter(row -> row % 2 == 0)
                .mapToObj(row -> cosines[row])
                .sorted(Comparator.reverseOrder())
                .limit(20)
                .mapToDouble(Double::doubleValue)
                .toArray();
        assertThat(nearest.tracks()).hasSize(20).doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
            // Rounding of a float sum of 130 products stays below 1e-6.
            assertThat((double) nearest.cosines()[i]).isCloseTo(expected[i], within(1e-5));
            assertThat(cosines[1000 - nearest.tracks()[i]]).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void ordersTiesByRow() {
        // Given
        float[] rows = new float[10];
        Arrays.fill(rows, 1);
        var space = VectorSpace.of(
                IntStream.range(0, 10).mapToObj(i -> "t" + i).toList(), 1, rows, VectorSpaceTest::number);

        // When
        var nearest = space.nearest(new float[] {1}, 4, track -> true);

        // Then
        assertThat(nearest.tracks()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void answersWithNothingWhenNothingIsWanted() {
        var space = VectorSpace.of(List.of("t0"), 1, new float[] {1}, VectorSpaceTest::number);

        assertThat(space.nearest(new float[] {1}, 0, track -> true).tracks()).isEmpty();
        assertThat(space.nearest(new float[] {1}, 5, track -> false).tracks()).isEmpty();
        assertThat(space.contains(0)).isTrue();
        assertThat(space.contains(1)).isFalse();
    }

    @Test
    void refusesShapesThatDoNotFit() {
        assertThatThrownBy(() -> VectorSpace.of(List.of("a", "b"), 2, new float[3], id -> 0))
                .hasMessage("expected 2 rows of 2 floats, got 3 floats");
        var space = VectorSpace.of(List.of("t0"), 1, new float[] {1}, VectorSpaceTest::number);
        assertThatThrownBy(() -> space.nearest(new float[2], 1, track -> true)).hasMessage("expected 1 floats, got 2");
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(1));
    }

    private static float[] randomUnit(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Fixtures.unit(vector);
    }
}
