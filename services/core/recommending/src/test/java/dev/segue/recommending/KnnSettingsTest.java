package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommending.ranking.Shape;
import org.junit.jupiter.api.Test;

class KnnSettingsTest {

    @Test
    void weighsRareSeedsAndLateSeedsMore() {
        // Given
        var settings = new KnnSettings(.5, .3, 1000, 1, .4, 5);

        // When
        float rare = settings.seedWeight(1, 0);
        float popular = settings.seedWeight(101, 0);
        float early = settings.seedWeight(1, 500);

        // Then
        assertThat(rare).isEqualTo(1);
        // 1 / (100^.5 + 1), in float
        assertThat(popular).isCloseTo(1 / 11f, within(1e-6f));
        assertThat(early).isCloseTo(.4f, within(1e-6f));
    }

    @Test
    void refusesSettingsOutsideTheirRange() {
        assertThatThrownBy(() -> new KnnSettings(-1, .3, 1000, 1, .4, 5))
                .hasMessage("damping: expected 0 to 2, got -1.0");
        assertThatThrownBy(() -> new KnnSettings(.5, .3, 0, 1, .4, 5)).hasMessageContaining("neighbours");
        assertThatThrownBy(() -> new KnnSettings(.5, .3, 10, Double.NaN, .4, 5)).hasMessageContaining("power");
    }

    @Test
    void tellsTheShapeOfARequestByItsKnownSeeds() {
        assertThat(Shape.of(0)).isEqualTo(Shape.TITLE_ONLY);
        assertThat(Shape.of(1)).isEqualTo(Shape.ONE);
        assertThat(Shape.of(5)).isEqualTo(Shape.FEW);
        assertThat(Shape.of(6)).isEqualTo(Shape.SOME);
        assertThat(Shape.of(25)).isEqualTo(Shape.SOME);
        assertThat(Shape.of(26)).isEqualTo(Shape.MANY);
    }
}
