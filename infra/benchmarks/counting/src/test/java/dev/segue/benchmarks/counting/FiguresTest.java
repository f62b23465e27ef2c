package dev.segue.benchmarks.counting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.benchmarks.counting.Figures.Bound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({"3000, true", "2999.9, false", "NaN, false"})
    void aFloorIsMetByItselfAndMore(double value, boolean met) {
        // Given
        var figures = new Figures();

        // When
        figures.add("rate", value, "playlists/s", Bound.atLeast(3_000));

        // Then
        assertThat(figures.areMet()).isEqualTo(met);
        assertThat(figures.json()).contains("\"atLeast\":3000.0,\"met\":" + met);
    }

    @ParameterizedTest
    @CsvSource({"2000, true", "2000.1, false", "NaN, false"})
    void aCeilingIsMetByItselfAndLess(double value, boolean met) {
        // Given
        var figures = new Figures();

        // When
        figures.add("p99", value, "ms", Bound.atMost(2_000));

        // Then
        assertThat(figures.areMet()).isEqualTo(met);
    }

    @Test
    void theTableHasALineAFigureInTheirOrder() {
        // Given
        var figures = new Figures();

        // When
        figures.add("restored", 12.345, "s", Bound.atMost(20));
        figures.add("naive", 130, "playlists/s");

        // Then
        assertThat(figures.table().lines())
                .containsExactly(
                        "| what | bound | seen | met |",
                        "|---|---|---|---|",
                        "| restored | ≤ 20 | 12.35 s | yes |",
                        "| naive |  | 130 playlists/s |  |");
    }
}
