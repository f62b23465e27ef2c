package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(5, 40, 12, 23, 1)), 1);

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void anEpochVisitsEveryTrackInBatchesOfDifferentTracks(int window) {
        for (int length : new int[] {2, 3, 7, 16, 100}) {
            // Given
            var segments = new Segments(set, window, length, new SplittableRandom(4));
            int[] batch = new int[128];
            var visited = new HashSet<Integer>();
            int size = 0;

            // When
            while ((size = segments.nextBatch(batch, size)) > 0) {
                // Then
                int[] tracks = Arrays.copyOf(batch, size);
                assertThat(tracks).doesNotHaveDuplicates();
                for (int row = 0; row < size; row++) {
                    visited.add(tracks[row]);
                    assertThat(segments.rowOf(tracks[row])).isEqualTo(row);
                }
            }
            assertThat(visited).hasSize(set.tracks());
            assertThat(segments.done()).isEqualTo(1);
        }
    }

    @Test
    void forgetsTheBatchBefore() {
        // Given
        var segments = new Segments(set, 10, 16, new SplittableRandom(4));
        int[] batch = new int[20];
        int first = segments.nextBatch(batch, 0);
        int[] tracks = Arrays.copyOf(batch, first);

        // When
        int second = segments.nextBatch(batch, first);

        // Then
        for (int track : tracks) {
            int row = segments.rowOf(track);
            assertThat(row).isLessThan(second);
            if (row >= 0) {
                assertThat(batch[row]).isEqualTo(track);
            }
        }
    }
}
