package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCountsTest {

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(3, 40, 25, 33, 2)), 1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 100})
    void countsWhatStandsTogetherWithinTheWindow(int window) {
        // Given
        var hubs = HubNeighbours.sample(set, window, 1_000, 1);
        var segments = new Segments(set, window, 7, new SplittableRandom(3));
        int[] batch = new int[60];
        var counts = new BatchCounts(set, window, hubs, batch.length);
        int size = 0;

        // When: one batch after the other, in the same buffers
        while ((size = segments.nextBatch(batch, size)) > 0) {
            counts.count(batch, size, segments);

            // Then
            for (int row = 0; row < size; row++) {
                var expected = new TreeMap<Integer, Float>();
                set.forEachCooccurrence(batch[row], window, other -> {
                    if (segments.rowOf(other) >= 0) {
                        expected.merge(segments.rowOf(other), 1f, Float::sum);
                    }
                });
                var got = new TreeMap<Integer, Float>();
                counts.known(row, got::put);
                assertThat(got).isEqualTo(expected);
            }
        }
    }
}
