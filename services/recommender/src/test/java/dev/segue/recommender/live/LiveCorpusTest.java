package dev.segue.recommender.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.recommender.live.LiveCorpus.LiveNeighbour;
import dev.segue.recommender.live.LiveCorpus.NeighbourChange;
import dev.segue.recommender.live.LiveCorpus.PlaylistChange;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LiveCorpusTest {

    private final LiveCorpus live =
            new LiveCorpus(new Corpus(), new InputOffsets(Map.of("playlists.v1", Map.of(0, 5L, 1, 7L))));

    @Test
    void movesOffsetsTogetherWithWhatTheyStandFor() {
        // When
        live.applyPlaylists(
                List.of(new PlaylistChange(0, 5, "mpd:1", List.of("a", "b")), new PlaylistChange(0, 6, "mpd:1", null)));

        // Then
        assertThat(live.read(live::offsets)).hasToString("playlists.v1:0=7,1=7");
        assertThat(live.<Integer>read(() -> live.corpus().playlists())).isZero();
    }

    @Test
    void countsNeighboursOfWhatWasReadLast() {
        // Given
        live.applyPlaylists(List.of(
                new PlaylistChange(0, 5, "mpd:1", List.of("a", "b", "c")),
                new PlaylistChange(0, 6, "mpd:2", List.of("b", "a")),
                new PlaylistChange(0, 7, "mpd:3", List.of("b", "d"))));

        // When
        var list = live.read(() -> live.neighboursOf("a", 10)).orElseThrow();
        live.applyPlaylists(List.of(new PlaylistChange(0, 8, "mpd:2", null)));
        var later = live.read(() -> live.neighboursOf("a", 10)).orElseThrow();

        // Then
        assertThat(list.window()).isEqualTo(10);
        assertThat(list.playlists()).isEqualTo(2);
        assertThat(list.neighbours())
                .containsExactly(
                        new LiveNeighbour("b", 2, 3, 2 / Math.sqrt(2 * 3)),
                        new LiveNeighbour("c", 1, 1, 1 / Math.sqrt(2)));
        assertThat(later.neighbours())
                .containsExactly(new LiveNeighbour("b", 1, 2, 1 / Math.sqrt(2)), new LiveNeighbour("c", 1, 1, 1));
    }

    @Test
    void countsWithinTheWindowThatTheListsHave() {
        // Given
        live.applyPlaylists(List.of(new PlaylistChange(0, 5, "mpd:1", List.of("a", "b", "c"))));

        // When
        live.applyNeighbours(
                List.of(new NeighbourChange(2, 0, OptionalInt.of(1)), new NeighbourChange(2, 1, OptionalInt.empty())));

        // Then
        var list = live.read(() -> live.neighboursOf("a", 10)).orElseThrow();
        assertThat(list.window()).isEqualTo(1);
        assertThat(list.neighbours()).extracting(LiveNeighbour::trackId).containsExactly("b");
        assertThat(live.read(live::offsets).of("track-neighbours.v1")).isEqualTo(Map.of(2, 2L));
    }

    @Test
    void aTrackInNoPlaylistHasNoNeighbours() {
        // Given
        live.applyPlaylists(
                List.of(new PlaylistChange(0, 5, "mpd:1", List.of("a", "b")), new PlaylistChange(0, 6, "mpd:1", null)));

        // When Then
        assertThat(live.read(() -> live.neighboursOf("a", 10))).isEmpty();
        assertThat(live.read(() -> live.neighboursOf("never seen", 10))).isEmpty();
    }

    @Test
    void cutsANeighbourListAtTheLimit() {
        // Given
        live.applyPlaylists(List.of(new PlaylistChange(0, 5, "mpd:1", List.of("a", "b", "c"))));

        // When
        var list = live.read(() -> live.neighboursOf("a", 1)).orElseThrow();

        // Then
        assertThat(list.neighbours()).extracting(LiveNeighbour::trackId).containsExactly("b");
    }

    @Test
    void countsPopularityAgainOnlyWhenPlaylistsChanged() {
        // Given
        live.refreshPopular();
        var before = live.popular();

        // When
        live.refreshPopular();
        var same = live.popular();
        live.applyPlaylists(List.of(new PlaylistChange(0, 5, "mpd:1", List.of("a", "b"))));
        live.refreshPopular();

        // Then
        assertThat(same).isSameAs(before);
        assertThat(live.popular().tracks()).hasSize(2);
    }
}
