package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import dev.segue.search.VectorIndex.Near;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tracks beginning with `e` lie in the east, those with `n` in the north, others nowhere.
class PlaylistPlacesTest {

    private static final float[] EAST = {1, 0};
    private static final float[] NORTH = {0, 1};

    private final Corpus corpus = new Corpus();
    private Path folder = Path.of("");
    private LuceneVectors index;
    private PlaylistPlaces places;

    @BeforeEach
    void opened(@TempDir Path folder) {
        this.folder = folder;
        open();
        put("east", "e1", "e2");
        put("north", "n1");
        put("between", "e1", "n1");
        put("nowhere", "x");
    }

    @AfterEach
    void closed() {
        index.close();
    }

    @Test
    void placesPlaylistsWhereTheirTracksLie() {
        // When
        refresh();

        // Then
        List<Near> nearest = places.nearest(EAST, 3);
        assertThat(nearest).extracting(Near::id).containsExactly("east", "between", "north");
        // cos 45°, in single precision
        assertThat(nearest.get(1).cosine()).isCloseTo((float) Math.sqrt(.5), within(1e-6f));
    }

    @Test
    void followsEditsAndDeletesAndWritesOnlyWhatChanged() {
        // Given
        assertThat(refresh()).isEqualTo(3);
        put("north", "e2");
        put("new", "n1");
        put("between", "x");
        corpus.delete("east");

        // When
        int written = refresh();

        // Then
        assertThat(written).isEqualTo(4);
        assertThat(places.nearest(EAST, 9)).extracting(Near::id).containsExactly("north", "new");
        assertThat(places.nearest(NORTH, 1)).extracting(Near::id).containsExactly("new");
        assertThat(refresh()).isZero();
    }

    @Test
    void mendsWhatAnotherProcessLeft() {
        // Given
        refresh();
        index.commit();
        index.close();
        put("north", "e2");
        corpus.delete("east");
        put("new", "n2");

        // When
        open();
        int written = refresh();

        // Then: between stayed as it was
        assertThat(written).isEqualTo(3);
        assertThat(places.nearest(EAST, 9)).extracting(Near::id).containsExactly("north", "between", "new");
        assertThat(refresh()).isZero();
    }

    private void open() {
        index = LuceneVectors.open(folder, 2, VectorSettings.DEFAULTS);
        places = new PlaylistPlaces(index, tracks -> {
            float[] place = new float[2];
            for (int track : tracks) {
                place[0] += corpus.trackId(track).startsWith("e") ? 1 : 0;
                place[1] += corpus.trackId(track).startsWith("n") ? 1 : 0;
            }
            return place;
        });
    }

    private void put(String id, String... tracks) {
        corpus.upsert(id, corpus.internTracks(List.of(tracks)));
    }

    private int refresh() {
        return places.refresh(corpus.held(), corpus::playlistId, corpus::playlistOrdinal);
    }
}
