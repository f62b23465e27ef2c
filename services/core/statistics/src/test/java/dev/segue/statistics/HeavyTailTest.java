package dev.segue.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.statistics.HeavyTail.Law;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeavyTailTest {

    @Test
    void zetaIsThatOfTheTables() {
        // Abramowitz and Stegun, table 23.3: ζ(2) = π²/6, ζ(3); and ζ(s, a + 1) = ζ(s, a) − a^−s.
        assertThat(HurwitzZeta.of(2, 1)).isCloseTo(Math.PI * Math.PI / 6, within(1e-12));
        assertThat(HurwitzZeta.of(3, 1)).isCloseTo(1.202056903159594, within(1e-12));
        assertThat(HurwitzZeta.of(2.5, 8)).isCloseTo(HurwitzZeta.of(2.5, 7) - Math.pow(7, -2.5), within(1e-12));
        assertThat(HurwitzZeta.of(1.01, 1)).isCloseTo(100.57794333849687, within(1e-9));
    }

    @Test
    void findsTheExponentAndTheBeginningOfAPowerLaw() {
        // Given
        var distribution = new IntegerDistribution();
        var random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            distribution.add(zipf(random.nextDouble(), 2.5, 10));
        }
        for (int i = 0; i < 20_000; i++) {
            distribution.add(1 + random.nextInt(9));
        }

        // When
        HeavyTail tail = HeavyTail.of(distribution).orElseThrow();

        // Then: four standard errors of the fit
        assertThat(tail.exponent()).isCloseTo(2.5, within(4 * tail.exponentError()));
        assertThat(tail.minimum()).isBetween(9L, 20L);
        assertThat(tail.distance()).isLessThan(0.01);
        assertThat(tail.law()).isNotEqualTo(Law.LOG_NORMAL);
    }

    @Test
    void tellsALogNormalFromAPowerLaw() {
        // Given
        var distribution = new IntegerDistribution();
        var random = new SplittableRandom(2);
        for (int i = 0; i < 20_000; i++) {
            distribution.add(Math.round(Math.exp(4 + 0.5 * gaussian(random))));
        }

        // When
        HeavyTail tail = HeavyTail.of(distribution).orElseThrow();

        // Then
        assertThat(tail.likelihoodRatio()).isNegative();
    }

    @Test
    void saysNothingOfAFewNumbers() {
        // Given
        var distribution = new IntegerDistribution();
        distribution.add(3, 20);
        distribution.add(4, 20);

        // When / Then
        assertThat(HeavyTail.of(distribution)).isEmpty();
        assertThat(HeavyTail.of(new IntegerDistribution())).isEmpty();
    }

    /// The number whose survival under p(x) ∝ x^−α from `minimum` on is `u`, by doubling and bisection.
    private static long zipf(double u, double alpha, long minimum) {
        double all = HurwitzZeta.of(alpha, minimum);
        long high = minimum;
        while (HurwitzZeta.of(alpha, high + 1) / all > u) {
            high *= 2;
        }
        long low = minimum;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (HurwitzZeta.of(alpha, middle + 1) / all > u) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Box and Muller's.
    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
