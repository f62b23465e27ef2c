package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class KernelsTest {

    @Test
    void exponentialIsWithinAFewRoundingsOfTheDoubleOne() {
        // Given
        var random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            float x = random.nextFloat(-86.9f, 87.9f);

            // When
            float got = Kernels.exp(FloatVector.broadcast(Kernels.LANES, x)).lane(0);

            // Then: three units in the last place of a float
            assertThat(got / Math.exp(x)).isCloseTo(1, within(2e-7));
        }
    }

    @Test
    void exponentialOfWhatIsFarBelowIsNextToNothing() {
        // When
        float got = Kernels.exp(FloatVector.broadcast(Kernels.LANES, -1e9f)).lane(0);

        // Then
        assertThat(got).isBetween(0f, 1e-37f);
    }

    @Test
    void exponentialOfNotANumberIsNone() {
        // When
        float got = Kernels.exp(FloatVector.broadcast(Kernels.LANES, Float.NaN)).lane(0);

        // Then
        assertThat(got).isNaN();
    }

    @Test
    void logarithmIsWithinAFewRoundingsOfTheDoubleOne() {
        // Given
        var random = new Random(4);
        for (int round = 0; round < 2_000; round++) {
            float x = (float) Math.exp(random.nextDouble(-80, 88));

            // When
            float got = Kernels.log(FloatVector.broadcast(Kernels.LANES, x)).lane(0);

            // Then: next to 1 the logarithm is small and its error absolute
            assertThat((double) got).isCloseTo(Math.log(x), within(2e-7 * Math.max(1, Math.abs(Math.log(x)))));
        }
    }

    @Test
    void logarithmOfNotANumberIsNone() {
        // When
        float got = Kernels.log(FloatVector.broadcast(Kernels.LANES, Float.NaN)).lane(0);

        // Then
        assertThat(got).isNaN();
    }

    @Test
    void productsAndSumsOfRowsDoNotDependOnWhetherTheyFillLanes() {
        for (int count : new int[] {1, 7, 16, 33}) {
            // Given
            var random = new Random(count);
            float[] a = new float[count + 3];
            float[] b = new float[count + 5];
            double expected = 0;
            for (int i = 0; i < count; i++) {
                a[3 + i] = random.nextFloat();
                b[5 + i] = random.nextFloat();
                expected += (double) a[3 + i] * b[5 + i];
            }
            float[] sum = b.clone();

            // When
            float dot = Kernels.dot(a, 3, b, 5, count);
            Kernels.addScaled(sum, 5, a, 3, 2, count);

            // Then: sums of a few dozen products below 1
            assertThat((double) dot).isCloseTo(expected, within(1e-5));
            for (int i = 0; i < count; i++) {
                assertThat(sum[5 + i]).isCloseTo(b[5 + i] + 2 * a[3 + i], within(1e-6f));
            }
        }
    }

    @Test
    void rowsOfNativeMemoryAreCombinedWhetherTheyFillLanesOrNot() {
        for (int count : new int[] {1, 7, 16, 33}) {
            // Given
            var random = new Random(count);
            int from = 3;
            float[] x = new float[from + count + 1];
            float[] y = new float[from + count + 1];
            float[] addend = new float[count];
            double product = 0;
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextFloat();
                y[i] = random.nextFloat();
            }
            for (int i = 0; i < count; i++) {
                addend[i] = random.nextFloat();
                product += (double) x[from + i] * y[from + i];
            }
            try (var a = new NativeMatrix(x.length);
                    var b = new NativeMatrix(y.length)) {
                a.put(0, x, 0, x.length);
                b.put(0, y, 0, y.length);

                // When
                double dot = Kernels.dot(a.memory(), b.memory(), from, count);
                Kernels.combine(a.memory(), a.memory(), 2, b.memory(), -3, from, count);
                Kernels.addTo(b.memory(), from, addend);

                // Then: sums of a few dozen products below 1, and nothing beside the rows changed
                assertThat(dot).isCloseTo(product, within(1e-5));
                for (int i = 0; i < x.length; i++) {
                    boolean inside = i >= from && i < from + count;
                    assertThat(a.get(i)).isCloseTo(inside ? 2 * x[i] - 3 * y[i] : x[i], within(1e-6f));
                    assertThat(b.get(i)).isCloseTo(inside ? y[i] + addend[i - from] : y[i], within(1e-6f));
                }
            }
        }
    }
}
