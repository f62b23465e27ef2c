package dev.segue.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorpusStatisticsTest {

    @Test
    void countsASmallCorpusAsOneDoesByHand() {
        // Given
        List<int[]> playlists = List.of(new int[] {0, 1, 2, 3}, new int[] {1, 2}, new int[] {4, 1});
        long[] saves = {10, -1, 30};

        // When
        var statistics = CorpusStatistics.of(playlists, saves, 6, 1);

        // Then
        assertThat(statistics.saves().counts()).isEqualTo(Map.of(10L, 1L, 30L, 1L));
        assertThat(statistics.unknownSaves()).isEqualTo(1);
        assertThat(statistics.tracksPerPlaylist().counts()).isEqualTo(Map.of(2L, 2L, 4L, 1L));
        assertThat(statistics.playlistsPerTrack().counts()).isEqualTo(Map.of(1L, 3L, 2L, 1L, 3L, 1L));
        // 0: 1; 1: 0, 2, 4; 2: 1, 3; 3: 2; 4: 1
        assertThat(statistics.neighbours().counts()).isEqualTo(Map.of(1L, 3L, 2L, 1L, 3L, 1L));
        assertThat(statistics.hubs().tracks()).isEqualTo(1);
        assertThat(statistics.hubs().fewestNeighbours()).isEqualTo(3);
        assertThat(statistics.hubs().entries()).isCloseTo(3.0 / 8, within(1e-12));
        assertThat(statistics.savesTail()).isEmpty();
    }

    @Test
    void nothingIsAlsoACorpus() {
        // When
        var statistics = CorpusStatistics.of(List.of(), new long[0], 0, 10);

        // Then
        assertThat(statistics.saves().isEmpty()).isTrue();
        assertThat(statistics.hubs().tracks()).isZero();
    }
}
