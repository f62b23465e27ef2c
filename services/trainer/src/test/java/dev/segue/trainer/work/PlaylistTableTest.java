package dev.segue.trainer.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.InputOffsets;
import dev.segue.platform.Followed;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CleanPlaylist;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlaylistTableTest {

    private final PlaylistTable table = new PlaylistTable();
    private long next;

    @Test
    void countsPlaylistsThatAreNotAsTheModelSawThem() {
        // Given
        table.countFrom(at(2));
        holds("p1", "a", "b");
        holds("p2", "a", "b");

        // When
        holds("p3", "a", "b");
        holds("p3", "a", "c");
        holds("p1", "a", "b");
        gone("p2");
        gone("never there");

        // Then
        assertThat(table.playlists()).isEqualTo(2);
        assertThat(table.changed()).isEqualTo(2);
    }

    @Test
    void countsAnewFromASnapshot() {
        // Given
        holds("p1", "a", "b");
        holds("p2", "a", "b");

        // When
        var snapshot = table.snapshot(() -> at(next), 2, Optional.empty());
        holds("p3", "a");

        // Then
        assertThat(snapshot.playlists()).isEqualTo(2);
        assertThat(snapshot.set().trackIds()).containsExactly("track:a", "track:b");
        assertThat(snapshot.offsets()).isEqualTo(at(2));
        assertThat(table.changed()).isEqualTo(1);
    }

    @Test
    void countsAnewFromASnapshotThatWasTooSmall() {
        // Given
        holds("p1", "a", "b");

        // When // Then
        assertThatThrownBy(() -> table.snapshot(() -> at(next), 2, Optional.empty()))
                .hasMessageContaining("too small");
        assertThat(table.changed()).isZero();
    }

    private void holds(String id, String... tracks) {
        accept(
                id,
                CleanPlaylist.newBuilder()
                        .setPlaylistId(id)
                        .setSource("test")
                        .setVersion(1)
                        .setTracks(List.of(tracks).stream()
                                .map(name -> "track:" + name)
                                .toList())
                        .setSourcePartition(0)
                        .setSourceOffset(0)
                        .build());
    }

    private void gone(String id) {
        accept(id, null);
    }

    private void accept(String id, @Nullable CleanPlaylist value) {
        table.around(() -> table.accept(new Followed<>(Topics.PLAYLISTS, 0, next++, Instant.EPOCH, id, value)));
    }

    private static InputOffsets at(long offset) {
        return new InputOffsets(Map.of(Topics.PLAYLISTS.name(), Map.of(0, offset)));
    }
}
