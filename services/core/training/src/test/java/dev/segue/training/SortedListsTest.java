package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortedListsTest {

    @ParameterizedTest
    @CsvSource({
        "t1 t2 t3 t8 t9 t10, true", // as numbers
        "t10 t9 t8 t3 t2 t1, true",
        "t1 t10 t2 t20 t3 t4, true", // as texts
        "t4 t3 t20 t2 t10 t1, true",
        "t1 t2 t3 t8 t10 t9, false",
        "t9 t1 t2 t3 t8 t10, false",
        "t1 t2 t3 t4 t5, false" // too few to tell
    })
    void tellsListsSortedById(String ids, boolean sorted) {
        var corpus = new Corpus();
        int[] tracks =
                Arrays.stream(ids.split(" ")).mapToInt(corpus::internTrack).toArray();
        assertThat(SortedLists.isSorted(corpus, tracks)).isEqualTo(sorted);
    }

    @Test
    void aTrainingSetDrawsTheOrderOfASortedListAndKeepsAnothers() {
        // Given
        List<String> sorted =
                IntStream.range(0, 30).mapToObj(i -> "test:" + (100 + i)).toList();
        List<String> own = IntStream.range(0, 30)
                .mapToObj(i -> "test:" + (100 + 7 * i % 30))
                .toList();

        // When
        var set = TrainingSet.of(MadeUp.corpus(List.of(sorted, own)), 1);
        var again = TrainingSet.of(MadeUp.corpus(List.of(sorted, own)), 1);

        // Then
        List<String> drawn = tracks(set, 0);
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(sorted).isNotEqualTo(sorted);
        assertThat(tracks(again, 0)).isEqualTo(drawn);
        assertThat(tracks(set, 1)).isEqualTo(own);
    }

    private static List<String> tracks(TrainingSet set, int playlist) {
        return IntStream.range(set.start(playlist), set.end(playlist))
                .mapToObj(entry -> set.trackIds().get(set.trackOf(entry)))
                .toList();
    }
}
