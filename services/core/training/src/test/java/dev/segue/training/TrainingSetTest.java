package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingSetTest {

    @Test
    void numbersTracksByTheirIdsAndLeavesOutThoseInTooFewPlaylists() {
        // Given
        var corpus = MadeUp.corpus(List.of(
                List.of("test:c", "test:once", "test:a"), List.of("test:b", "test:a"), List.of("test:c", "test:b")));

        // When
        var set = TrainingSet.of(corpus, 2);

        // Then
        assertThat(set.trackIds()).containsExactly("test:a", "test:b", "test:c");
        assertThat(set.playlists()).isEqualTo(3);
        assertThat(set.entries()).isEqualTo(6);
    }

    @Test
    void dropsPlaylistsThatAreLeftWithOneTrack() {
        // Given
        var corpus = MadeUp.corpus(
                List.of(List.of("test:a", "test:b"), List.of("test:b", "test:a"), List.of("test:a", "test:x")));

        // When
        var set = TrainingSet.of(corpus, 2);

        // Then
        assertThat(set.playlists()).isEqualTo(2);
    }

    @Test
    void dropsTracksThatAreInDroppedPlaylistsOnly() {
        // Given
        var corpus = MadeUp.corpus(List.of(
                List.of("test:a", "test:b"),
                List.of("test:b", "test:a"),
                List.of("test:lone", "test:x"),
                List.of("test:lone", "test:y")));

        // When
        var set = TrainingSet.of(corpus, 2);

        // Then
        assertThat(set.trackIds()).containsExactly("test:a", "test:b");
        assertThat(set.playlists()).isEqualTo(2);
    }

    @Test
    void leavesTheOthersWhereTheyWereInTheirPlaylists() {
        // Given
        var corpus = MadeUp.corpus(
                List.of(List.of("test:a", "test:1", "test:2", "test:b"), List.of("test:a"), List.of("test:b")));

        // When
        var set = TrainingSet.of(corpus, 2);

        // Then
        assertThat(neighbours(set, "test:a", 2)).isEmpty();
        assertThat(neighbours(set, "test:a", 3)).containsExactly("test:b");
        assertThat(neighbours(set, "test:a", 0)).containsExactly("test:b");
    }

    @Test
    void reportsACooccurrenceOnceForEachPlaylist() {
        // Given
        var corpus = MadeUp.corpus(
                List.of(List.of("test:a", "test:b", "test:c"), List.of("test:b", "test:a"), List.of("test:c")));

        // When
        var set = TrainingSet.of(corpus, 1);

        // Then
        assertThat(neighbours(set, "test:a", 10)).containsExactlyInAnyOrder("test:b", "test:b", "test:c");
    }

    @Test
    void refusesACorpusThatIsTooSmallAndSaysWhatItHas() {
        // Given
        var corpus = MadeUp.corpus(List.of(List.of("test:a", "test:b"), List.of("test:a", "test:c")));

        // When // Then
        assertThatThrownBy(() -> TrainingSet.of(corpus, 2))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessage("Corpus too small to train on: expected at least one playlist with two tracks that are in 2"
                        + " or more playlists, got 2 playlists and 1 such tracks");
        assertThatThrownBy(() -> TrainingSet.of(new Corpus(), 1)).hasMessageContaining("got 0 playlists");
    }

    private static List<String> neighbours(TrainingSet set, String track, int window) {
        var found = new ArrayList<String>();
        set.forEachCooccurrence(
                set.trackIds().indexOf(track),
                window,
                other -> found.add(set.trackIds().get(other)));
        return found;
    }
}
