package dev.segue.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeanDifferenceTest {

    private static final double[] DRUG_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    private static final double[] DRUG_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

    /// Student's own sleep data, with the figures every textbook gives for them.
    @Test
    void agreesWithTheTextbookOnIndependentSamples() {
        // When
        MeanDifference difference = MeanDifference.independent(moments(DRUG_1), moments(DRUG_2));

        // Then
        assertThat(difference.margin()).isCloseTo(-1.58, within(1e-12));
        assertThat(difference.t()).isCloseTo(-1.8608, within(1e-4));
        assertThat(difference.pValue()).isCloseTo(0.07939, within(1e-5));
    }

    @Test
    void agreesWithTheTextbookOnPairs() {
        // Given
        var differences = new Moments();
        for (int i = 0; i < DRUG_1.length; i++) {
            differences.add(DRUG_1[i] - DRUG_2[i]);
        }

        // When
        MeanDifference difference = MeanDifference.paired(differences);

        // Then
        assertThat(difference.t()).isCloseTo(-4.0621, within(1e-4));
        assertThat(difference.pValue()).isCloseTo(0.002833, within(1e-6));
    }

    @Test
    void saysNothingOfTooFew() {
        assertThat(MeanDifference.independent(moments(1), moments(2, 3)).pValue())
                .isNaN();
        assertThat(MeanDifference.paired(moments(1, 1, 1)).pValue()).isNaN();
    }

    @Test
    void momentsOfPartsAreThoseOfTheWhole() {
        // Given
        var random = new SplittableRandom(3);
        var whole = new Moments();
        var first = new Moments();
        var second = new Moments();
        for (int i = 0; i < 1_000; i++) {
            double value = random.nextDouble(-1e3, 1e6);
            whole.add(value);
            (i % 3 == 0 ? first : second).add(value);
        }

        // When
        first.merge(second);

        // Then: another order of additions
        assertThat(first.count()).isEqualTo(whole.count());
        assertThat(first.mean()).isCloseTo(whole.mean(), within(1e-6));
        assertThat(first.variance() / whole.variance()).isCloseTo(1, within(1e-9));
    }

    private static Moments moments(double... values) {
        var moments = new Moments();
        for (double value : values) {
            moments.add(value);
        }
        return moments;
    }
}
