package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.VectorIndex.Near;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneVectorsTest {

    /// Followed however few vectors there are.
    private static final VectorSettings GRAPH = new VectorSettings(0, false, 16, 100, 100);

    private static final VectorSettings BYTES = new VectorSettings(0, true, 16, 100, 100);

    @TempDir
    Path folder;

    @Nested
    class LookedAtOneByOne extends VectorIndexContract {
        @Override
        VectorIndex open() {
            return LuceneVectors.open(folder, DIMENSION, VectorSettings.DEFAULTS);
        }
    }

    @Nested
    class AlongTheGraph extends VectorIndexContract {
        @Override
        VectorIndex open() {
            return LuceneVectors.open(folder, DIMENSION, GRAPH);
        }

        @Override
        int crowd() {
            return 6000;
        }
    }

    @Nested
    class AlongTheGraphOfBytes extends VectorIndexContract {
        @Override
        VectorIndex open() {
            return LuceneVectors.open(folder, DIMENSION, BYTES);
        }

        @Override
        int crowd() {
            return 6000;
        }
    }

    @Test
    void goesOnWhereItWasCommitted() {
        // Given
        try (var index = LuceneVectors.open(folder, 2, GRAPH)) {
            index.upsert("east", new float[] {1, 0}, 3);
            index.delete("gone", 7);
            index.commit();
            index.upsert("lost", new float[] {0, 1}, 8);
        }

        // When
        try (var index = LuceneVectors.open(folder, 2, GRAPH)) {
            // Then
            assertThat(index.watermark()).isEqualTo(7);
            assertThat(index.upsert("gone", new float[] {0, 1}, 6)).isFalse();
            assertThat(index.upsert("east", new float[] {0, 1}, 3)).isFalse();
            assertThat(index.nearest(new float[] {1, 1}, 5, IdFilter.ALL))
                    .extracting(Near::id)
                    .containsExactly("east");
            assertThat(index.vector("east"))
                    .hasValueSatisfying(vector -> assertThat(vector).containsExactly(1, 0));
            assertThat(index.vector("gone")).isEmpty();
        }
    }

    @Test
    void refusesAFolderOfAnotherDimension() {
        // Given
        try (var index = LuceneVectors.open(folder, 2, GRAPH)) {
            index.upsert("east", new float[] {1, 0}, 3);
            index.commit();
        }

        // When // Then
        assertThatThrownBy(() -> LuceneVectors.open(folder, 3, GRAPH))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARTEFACT_CORRUPT))
                .hasMessageEndingWith("expected dimension 3, got 2");
    }

    @Test
    void shipsOnlyWhatIsNew(@TempDir Path shipped) {
        // Given
        var random = new Random(3);
        try (var index = LuceneVectors.open(folder, VectorIndexContract.DIMENSION, GRAPH)) {
            for (int i = 0; i < 500; i++) {
                index.upsert("p" + i, VectorIndexContract.clustered(random), i);
            }
            Set<String> first = index.linkTo(shipped.resolve("first"));

            // When
            index.upsert("new", VectorIndexContract.clustered(random), 1000);
            Set<String> second = new HashSet<>(index.linkTo(shipped.resolve("second")));

            // Then: all but the list of segments stays
            second.retainAll(first);
            assertThat(second).hasSizeGreaterThanOrEqualTo(first.size() - 1);
        }
        try (var copy = LuceneVectors.open(shipped.resolve("second"), VectorIndexContract.DIMENSION, GRAPH)) {
            assertThat(copy.size()).isEqualTo(501);
            var ids = new HashSet<String>();
            copy.forEach((id, vector) -> ids.add(id));
            assertThat(ids).hasSize(501).containsAll(List.of("new", "p0", "p499"));
        }
    }
}
