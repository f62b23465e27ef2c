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
}
