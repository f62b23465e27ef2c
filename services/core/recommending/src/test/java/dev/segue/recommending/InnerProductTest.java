package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InnerProductTest {

    /// Below, at and beyond what processors take at once, with a rest of every kind.
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 8, 15, 16, 17, 31, 48, 63, 64, 65, 100, 128, 131})
    void addsProductsOfAllNumbersFromTheOffsets(int dimension) {
        // Given
        var random = new SplittableRandom(dimension);
        float[] a = random.doubles(200).collect(Floats::new, Floats::add, (_, _) -> {}).all;
        float[] b = random.doubles(200).collect(Floats::new, Floats::add, (_, _) -> {}).all;
        double expected = 0;
        for (int i = 0; i < dimension; i++) {
            expected += (double) a[5 + i] * b[11 + i];
        }

        // When
        float product = InnerProduct.of(a, 5, b, 11, dimension);

        // Then
        assertThat((double) product).isCloseTo(expected, within(1e-5 * dimension));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 15, 16, 17, 48, 63, 64, 100, 128, 131})
    void multipliesByTheRowsThatAreNamed(int dimension) {
        // Given: as many rows as are taken at once, fewer and more
        var random = new SplittableRandom(dimension);
        float[] a = random.doubles(dimension).collect(Floats::new, Floats::add, (_, _) -> {}).all;
        float[] matrix = random.doubles(12L * dimension).collect(Floats::new, Floats::add, (_, _) -> {}).all;
        int[] rows = {7, 0, 11, 3, 3, 10, 5, 1, 9};
        for (int count = 0; count <= rows.length; count++) {
            float[] products = new float[rows.length];
            Arrays.fill(products, -1);

            // When
            InnerProduct.ofRows(a, matrix, rows, count, products, dimension);

            // Then
            for (int i = 0; i < rows.length; i++) {
                double expected = -1;
                if (i < count) {
                    expected = 0;
                    for (int d = 0; d < dimension; d++) {
                        expected += (double) a[d] * matrix[rows[i] * dimension + d];
                    }
                }
                assertThat((double) products[i]).isCloseTo(expected, within(1e-5 * dimension));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 100, 128})
    void givesTheSameBitsOnceItIsCompiled(int dimension) {
        // Given
        var random = new SplittableRandom(dimension);
        float[] a = random.doubles(dimension).collect(Floats::new, Floats::add, (_, _) -> {}).all;
        float[] matrix = random.doubles(10L * dimension).collect(Floats::new, Floats::add, (_, _) -> {}).all;
        int[] rows = {7, 0, 3, 5, 9, 1};
        float[] first = new float[2 * rows.length];
        products(a, matrix, rows, dimension, first);

        // When // Then
        for (int i = 0; i < 30_000; i++) {
            float[] again = new float[first.length];
            products(a, matrix, rows, dimension, again);
            assertThat(Arrays.equals(first, again)).isTrue();
        }
    }

    private static void products(float[] a, float[] matrix, int[] rows, int dimension, float[] products) {
        InnerProduct.ofRows(a, matrix, rows, rows.length, products, dimension);
        for (int i = 0; i < rows.length; i++) {
            products[rows.length + i] = InnerProduct.of(a, 0, matrix, rows[i] * dimension, dimension);
        }
    }

    private static final class Floats {

        private final float[] all = new float[2000];
        private int size;

        void add(double value) {
            all[size++] = (float) (value - .5);
        }
    }
}
