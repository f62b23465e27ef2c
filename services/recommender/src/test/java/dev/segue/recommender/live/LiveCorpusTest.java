package dev.segue.recommender.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.recommender.live.LiveCorpus.LiveNeighbour;
import dev.segue.recommender.live.LiveCorpus.NeighbourChange;
import dev.segue.recommender.live.LiveCorpus.PlaylistChange;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.TrackNeighbours;
import java.util.List;
import java.util.Map;
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
    void keepsTheLastNeighbourListOfATrack() {
        // Given
        live.applyNeighbours(List.of(
                new NeighbourChange(2, 0, "a", neighbours(4, neighbour("x", 1, 1))),
                new NeighbourChange(2, 1, "a", neighbours(4, neighbour("b", 3, 9), neighbour("c", 2, 4)))));

        // When
        var list = live.read(() -> live.neighboursOf("a", 10)).orElseThrow();

        // Then
        assertThat(list.window()).isEqualTo(10);
        assertThat(list.playlists()).isEqualTo(4);
        assertThat(list.neighbours())
                .containsExactly(new LiveNeighbour("b", 3, 9, 3 / 6.0), new LiveNeighbour("c", 2, 4, 2 / 4.0));
        assertThat(live.read(live::offsets).of("track-neighbours.v1")).isEqualTo(Map.of(2, 2L));
    }

    @Test
    void forgetsANeighbourListOnATombstone() {
        // Given
        live.applyNeighbours(List.of(new NeighbourChange(0, 0, "a", neighbours(4, neighbour("b", 3, 9)))));

        // When
        live.applyNeighbours(List.of(new NeighbourChange(0, 1, "a", null)));

        // Then
        assertThat(live.read(() -> live.neighboursOf("a", 10))).isEmpty();
        assertThat(live.read(() -> live.neighboursOf("never seen", 10))).isEmpty();
    }

    @Test
    void cutsANeighbourListAtTheLimit() {
        // Given
        live.applyNeighbours(
                List.of(new NeighbourChange(0, 0, "a", neighbours(4, neighbour("b", 3, 9), neighbour("c", 2, 4)))));

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

    private static TrackNeighbours neighbours(int playlists, Neighbour... neighbours) {
        return TrackNeighbours.newBuilder()
                .setTrackId("a")
                .setWindow(10)
                .setPlaylists(playlists)
                .setCorpusPlaylists(100)
                .setNeighbours(List.of(neighbours))
                .setSourceOffsets(List.of(1L))
                .build();
    }

    private static Neighbour neighbour(String track, int count, int playlists) {
        return Neighbour.newBuilder()
                .setTrackId(track)
                .setCount(count)
                .setPlaylists(playlists)
                .setCosine(0)
                .setLift(0)
                .setPmi(0)
                .build();
    }
}
