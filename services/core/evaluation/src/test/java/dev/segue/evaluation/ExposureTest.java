package dev.segue.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExposureTest {

    private static final double ROUNDING = 1e-12;

    @Test
    void allTracksAlikeIsFair() {
        // Given
        var exposure = new Exposure(2, 4);

        // When
        exposure.add(new int[] {0, 1});
        exposure.add(new int[] {2, 3});

        // Then
        assertThat(exposure.coverage()).isEqualTo(1);
        assertThat(exposure.gini()).isCloseTo(0, within(ROUNDING));
        assertThat(exposure.hubness()).isZero();
    }

    @Test
    void oneTrackForAllIsNot() {
        // Given: occurrences 0, 0, 0, 3
        var exposure = new Exposure(1, 4);

        // When
        exposure.add(new int[] {3, 0});
        exposure.add(new int[] {3, 1});
        exposure.add(new int[] {3, 2});

        // Then: Σ|x_i − x_j| / (2 n² mean) = 2·3·3 / (2·16·.75); skewness of {0,0,0,3} is 2/√3
        assertThat(exposure.coverage()).isEqualTo(.25);
        assertThat(exposure.gini()).isCloseTo(.75, within(ROUNDING));
        assertThat(exposure.hubness()).isCloseTo(2 / Math.sqrt(3), within(ROUNDING));
        assertThat(exposure.meanPopularity(track -> track * 10)).isEqualTo(30);
    }

    @Test
    void partsMerge() {
        // Given
        var whole = new Exposure(2, 5);
        var part = new Exposure(2, 5);
        var rest = new Exposure(2, 5);
        whole.add(new int[] {0, 1});
        whole.add(new int[] {1, 4});
        part.add(new int[] {0, 1});
        rest.add(new int[] {1, 4});

        // When
        part.merge(rest);

        // Then
        assertThat(part.gini()).isEqualTo(whole.gini());
        assertThat(part.coverage()).isEqualTo(whole.coverage());
    }
}
