package dev.segue.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CorpusStatisticsTest {

    private static final int ALL = CorpusStatistics.MOST_ENTRIES;

    @Test
    void countsASmallCorpusAsOneDoesByHand() {
        // Given
        var corpus = CorpusSnapshot.of(
                List.of(new int[] {0, 1, 2, 3}, new int[] {1, 2}, new int[0], new int[] {4, 1}),
                new long[] {10, -1, 99, 30},
                new int[] {1, 2, 3, 4},
                6);

        // When
        var statistics = CorpusStatistics.of(corpus, 1, ALL);

        // Then
        assertThat(statistics.playlists()).isEqualTo(3);
        assertThat(statistics.entries()).isEqualTo(8);
        assertThat(statistics.tracks()).isEqualTo(5);
        assertThat(statistics.oneIn()).isEqualTo(1);
        assertThat(statistics.saves()).isEqualTo(of(10, 30));
        assertThat(statistics.unknownSaves()).isEqualTo(1);
        assertThat(statistics.tracksPerPlaylist()).isEqualTo(of(2, 2, 4));
        assertThat(statistics.playlistsPerTrack()).isEqualTo(of(1, 1, 1, 2, 3));
        // 0: 1; 1: 0, 2, 4; 2: 1, 3; 3: 2; 4: 1
        assertThat(statistics.neighbours()).isEqualTo(of(1, 1, 1, 2, 3));
        assertThat(statistics.hubs().tracks()).isEqualTo(1);
        assertThat(statistics.hubs().fewestNeighbours()).isEqualTo(3);
        assertThat(statistics.hubs().entries()).isCloseTo(3.0 / 8, within(1e-12));
        assertThat(statistics.savesTail()).isEmpty();
    }

    @Test
    void nothingIsAlsoACorpus() {
        // When
        var statistics = CorpusStatistics.of(CorpusSnapshot.of(List.of(), new long[0], new int[0], 0), 10, ALL);

        // Then
        assertThat(statistics.saves().count()).isZero();
        assertThat(statistics.hubs().tracks()).isZero();
        assertThat(statistics.similarities().byDistance().difference().pValue()).isNaN();
    }

    @Test
    void theOrderInWhichPlaylistsCameDoesNotMatter() {
        // Given
        List<int[]> playlists = PlaylistsAsNumbers.walks(300, 3);
        List<Integer> shuffled =
                new ArrayList<>(IntStream.range(0, playlists.size()).boxed().toList());
        Collections.shuffle(shuffled, new Random(4));

        // When
        var statistics = CorpusStatistics.of(
                snapshot(playlists, IntStream.range(0, 300).boxed().toList()), 10, ALL);
        var other = CorpusStatistics.of(snapshot(playlists, shuffled), 10, ALL);

        // Then
        assertThat(other.similarities()).usingRecursiveComparison().isEqualTo(statistics.similarities());
        assertThat(other.hubs()).isEqualTo(statistics.hubs());
    }

    @Test
    void learnsFromNineTenthsAndMeasuresOnTheOthers() {
        // Given
        List<int[]> playlists = PlaylistsAsNumbers.walks(500, 12);

        // When
        var similarities = CorpusStatistics.of(
                        snapshot(playlists, IntStream.range(0, 500).boxed().toList()), 10, ALL)
                .similarities();

        // Then
        assertThat(similarities.training() + similarities.heldOut()).isEqualTo(500);
        // A tenth of 500, give or take what chance does to less than one in a thousand
        assertThat(similarities.heldOut()).isBetween(28, 75);
        assertThat(similarities.byDistance().difference().margin()).isPositive();
        assertThat(similarities.whole().byPlaylists().margin()).isPositive();
        assertThat(similarities.near().window()).isEqualTo(10);
    }

    @Test
    void aLargeCorpusIsLookedAtInPartsThatAreCountedInAllOfIt() {
        // Given
        List<int[]> playlists = PlaylistsAsNumbers.walks(600, 5);
        var corpus = snapshot(playlists, IntStream.range(0, 600).boxed().toList());

        // When
        var whole = CorpusStatistics.of(corpus, 10, ALL);
        var part = CorpusStatistics.of(corpus, 10, 6_000);

        // Then
        assertThat(part.oneIn()).isEqualTo(4);
        assertThat(part.playlistsPerTrack()).isEqualTo(whole.playlistsPerTrack());
        assertThat(part.neighbours().count()).isEqualTo(PlaylistsAsNumbers.TRACKS / 4);
        assertThat(part.neighbours().mean()).isCloseTo(whole.neighbours().mean(), within(2.0));
        assertThat(part.similarities().training()).isBetween(80, 190);
    }

    @Test
    void refusesSavesOfOtherPlaylists() {
        // When Then
        assertThatThrownBy(() -> new CorpusSnapshot(List.of(new int[] {1}), new long[0], new int[1], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of 1 playlists, got 0 and 1");
    }

    /// Playlist i has the lot i · 2654435761, in the order given.
    private static CorpusSnapshot snapshot(List<int[]> playlists, List<Integer> order) {
        return CorpusSnapshot.of(
                order.stream().map(playlists::get).toList(),
                order.stream().mapToLong(playlist -> playlist).toArray(),
                order.stream()
                        .mapToInt(playlist -> playlist * (int) 2_654_435_761L)
                        .toArray(),
                PlaylistsAsNumbers.TRACKS);
    }

    private static Summary of(long... values) {
        var distribution = new IntegerDistribution();
        LongStream.of(values).forEach(distribution::add);
        return Summary.of(distribution);
    }
}
