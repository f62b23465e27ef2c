package dev.segue.benchmarks.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadTest {

    @Test
    void isTheSameForTheSameSeedAndFollowsItsLaw() {
        // Given
        var load = new Load(7);

        // When
        List<int[]> playlists = MemoryLimits.numbers(load, 2_000);

        // Then
        assertThat(playlists.get(17)).isEqualTo(new Load(7).tracks(17));
        assertThat(playlists).allSatisfy(tracks -> assertThat(tracks).doesNotHaveDuplicates());
        // Three standard errors of the mean of 2,000 lengths of deviation 57
        assertThat(playlists.stream()
                        .mapToInt(tracks -> tracks.length)
                        .average()
                        .orElseThrow())
                .isCloseTo(64.5, within(4.0));
    }

    @Test
    void bothWaysOfCountingInMemoryFindTheSamePairs() {
        // Given
        List<int[]> numbers = MemoryLimits.numbers(new Load(7), 300);
        List<String> ids = IntStream.range(0, 300).mapToObj(Load::playlistId).toList();
        List<List<String>> named = numbers.stream()
                .map(tracks -> Arrays.stream(tracks).mapToObj(Load::trackId).toList())
                .toList();

        // When
        var hash = MemoryLimits.hash(numbers);
        var postings = MemoryLimits.postings(ids, named);

        // Then
        assertThat(postings.orderedPairs()).isEqualTo(2L * hash.distinct());
        assertThat(postings.occurrences()).isEqualTo(2 * hash.increments());
    }
}
