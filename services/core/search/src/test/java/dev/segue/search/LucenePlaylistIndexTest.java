package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.search.PlaylistIndex.Scored;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LucenePlaylistIndexTest extends PlaylistIndexContract {

    @TempDir
    Path folder;

    @Override
    PlaylistIndex open() {
        return LucenePlaylistIndex.open(folder.resolve("contract"), DIMENSION, VectorSettings.DEFAULTS);
    }

    @Test
    void goesOnWhereItWasCommitted() {
        // Given
        Path own = folder.resolve("own");
        try (var index = LucenePlaylistIndex.open(own, DIMENSION, VectorSettings.DEFAULTS)) {
            index.upsert(List.of(playlist("p", "late night", "a", "b"), playlist("q", "", "b")), 4);
            index.delete("gone", 6);
            index.commit();
        }

        // When
        try (var index = LucenePlaylistIndex.open(own, DIMENSION, VectorSettings.DEFAULTS)) {
            // Then
            assertThat(index.watermark()).isEqualTo(6);
            assertThat(index.upsert(List.of(playlist("gone", "", "a"), playlist("p", "", "c")), 4))
                    .isZero();
            index.upsert(List.of(playlist("r", "", "c", "a")), 7);
            index.refresh();
            assertThat(index.neighbours(weighted("a", 1, "b", 1), 10))
                    .extracting(Scored::id)
                    .containsExactlyInAnyOrder("p", "q", "r");
            assertThat(index.vote(weighted("a", 1), 10, 10))
                    .extracting(Scored::id)
                    .containsExactlyInAnyOrder("a", "b", "c");
        }
    }
}
