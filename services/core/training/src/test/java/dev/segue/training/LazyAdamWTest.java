package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LazyAdamWTest {

    @Test
    void leavesUntouchedRowsAsTheyAre() {
        // Given
        var optimiser = new LazyAdamW(3, 2, 0.1);
        float[] weights = {1, 2, 3, 4, 5, 6};

        // When
        optimiser.step(weights, 1, new float[] {1, -1}, 0.5);

        // Then
        assertThat(Arrays.copyOfRange(weights, 0, 2)).containsExactly(1, 2);
        assertThat(Arrays.copyOfRange(weights, 4, 6)).containsExactly(5, 6);
    }

    @Test
    void firstStepOfARowIsTheLearningRateAgainstTheGradientHoweverLateItComes() {
        // Given
        var optimiser = new LazyAdamW(2, 1, 0);
        float[] weights = {1, 1};
        for (int i = 0; i < 100; i++) {
            optimiser.step(weights, 0, new float[] {3}, 0.01);
        }

        // When
        optimiser.step(weights, 1, new float[] {3}, 0.01);

        // Then: both moments' biases are corrected, which leaves g/√(g²)
        assertThat(weights[1]).isCloseTo(0.99f, within(1e-6f));
    }

    @Test
    void followsTheAlgorithmAsPublished() {
        // Given
        var optimiser = new LazyAdamW(1, 1, 0.2);
        float[] weights = {0.5f};
        double weight = 0.5;
        double first = 0;
        double second = 0;
        for (int t = 1; t <= 20; t++) {
            double g = Math.sin(t);

            // When
            optimiser.step(weights, 0, new float[] {(float) g}, 0.05);

            // Then
            first = 0.9 * first + 0.1 * g;
            second = 0.999 * second + 0.001 * g * g;
            double step = first / (1 - Math.pow(0.9, t)) / (Math.sqrt(second / (1 - Math.pow(0.999, t))) + 1e-8);
            weight -= 0.05 * (step + 0.2 * weight);
            assertThat((double) weights[0]).isCloseTo(weight, within(1e-5));
        }
    }
}
