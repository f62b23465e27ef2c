package dev.segue.indexer.building;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.domain.InputOffsets;
import dev.segue.platform.Followed;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.search.TrackSearch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveContentTest {

    private LiveContent content;

    @BeforeEach
    void open(@TempDir Path folder) {
        var snapshotAt =
                new InputOffsets(Map.of(Topics.PLAYLISTS.name(), Map.of(0, 10L), Topics.TRACKS.name(), Map.of(0, 3L)));
        content = new LiveContent(TrackSearch.open(folder.resolve("search")), snapshotAt);
    }

    @AfterEach
    void close() {
        content.close();
    }

    @Test
    void countsOnlyWhatCameAfterTheLastSnapshot() {
        // When
        content.playlist(playlist(0, 9, "test:old", "a", "b"));
        content.playlist(playlist(0, 10, "test:new", "a"));
        content.playlist(playlist(0, 11, "test:new", "b"));
        content.playlist(playlist(1, 0, "test:other-partition", "b"));
        content.track(track(0, 2, "a"));
        content.track(track(0, 3, "b"));
        // Then
        assertThat(content.extent()).isEqualTo(new LiveContent.Extent(3, 4, 2, 1, 0));
    }

    @Test
    void countsFromTheNextSnapshotOn() {
        // Given
        content.playlist(playlist(0, 10, "test:1", "a"));
        // When
        content.snapshotAnnounced(new InputOffsets(Map.of(Topics.PLAYLISTS.name(), Map.of(0, 11L))));
        content.playlist(playlist(0, 11, "test:2", "a"));
        // Then
        assertThat(content.extent()).isEqualTo(new LiveContent.Extent(2, 2, 1, 0, 0));
    }

    @Test
    void forgetsDeletedPlaylistsAndIgnoresTombstonesOfUnknownOnes() {
        // Given
        content.playlist(playlist(0, 10, "test:1", "a", "b"));
        // When
        content.playlist(new Followed<>(Topics.PLAYLISTS, 0, 11, Instant.EPOCH, "test:1", null));
        content.playlist(new Followed<>(Topics.PLAYLISTS, 0, 12, Instant.EPOCH, "test:never", null));
        // Then
        assertThat(content.extent()).isEqualTo(new LiveContent.Extent(0, 0, 1, 0, 0));
    }

    @Test
    void passesOverAPlaylistThatRepeatsATrack() {
        // Given
        content.playlist(playlist(0, 10, "test:1", "a", "b"));
        // When
        content.playlist(playlist(0, 11, "test:1", "a", "a"));
        // Then
        assertThat(content.extent()).isEqualTo(new LiveContent.Extent(1, 2, 1, 0, 1));
    }

    private static Followed<CleanPlaylist> playlist(int partition, long offset, String id, String... tracks) {
        return new Followed<>(Topics.PLAYLISTS, partition, offset, Instant.EPOCH, id, Content.playlist(id, "", tracks));
    }

    private static Followed<CatalogueTrack> track(int partition, long offset, String name) {
        return new Followed<>(Topics.TRACKS, partition, offset, Instant.EPOCH, name, Content.track(name, name, 1));
    }
}
