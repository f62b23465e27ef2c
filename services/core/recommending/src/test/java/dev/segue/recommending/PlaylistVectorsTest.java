package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommending.PlaylistVectors.Near;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaylistVectorsTest {

    private static final float[] EAST = {1, 0};
    private static final float[] NORTH = {0, 1};

    private final Fixtures shop = new Fixtures()
            .playlist("east", "e1", "e2")
            .playlist("north", "n1")
            .playlist("between", "e1", "n1")
            .playlist("nowhere", "unknown");
    private final PlaylistVectors playlists = new PlaylistVectors(shop.model(Map.of(
                    "e1", EAST,
                    "e2", EAST,
                    "n1", NORTH))
            .orElseThrow());

    @Test
    void findsThePlaylistsNearestToAPlace() {
        // Given
        playlists.refresh(shop.corpus.held());

        // When
        List<Near> nearest = playlists.nearest(EAST, 5, .1f);

        // Then
        assertThat(names(nearest)).containsExactly("east", "between");
        // cos 45°, in single precision
        assertThat(nearest.get(1).cosine()).isCloseTo((float) Math.sqrt(.5), within(1e-6f));
        assertThat(names(playlists.nearest(EAST, 1, .1f))).containsExactly("east");
        assertThat(playlists.nearest(EAST, 5, 1.1f)).isEmpty();
    }

    @Test
    void followsEditsAndDeletesAndPlacesOnlyWhatChanged() {
        // Given
        assertThat(playlists.refresh(shop.corpus.held())).isEqualTo(4);
        shop.playlist("north", "e2").playlist("new", "n1");
        shop.corpus.delete("east");

        // When
        int placed = playlists.refresh(shop.corpus.held());

        // Then
        assertThat(placed).isEqualTo(3);
        assertThat(names(playlists.nearest(EAST, 5, .9f))).containsExactly("north");
        assertThat(names(playlists.nearest(NORTH, 5, .9f))).containsExactly("new");
        assertThat(playlists.refresh(shop.corpus.held())).isZero();
    }

    private List<String> names(List<Near> nearest) {
        return nearest.stream()
                .map(near -> shop.corpus.playlistId(near.playlist()))
                .toList();
    }
}
