package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    private static final class Floats {

        private final float[] all = new float[200];
        private int size;

        void add(double value) {
            all[size++] = (float) (value - .5);
        }
    }
}
