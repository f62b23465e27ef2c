package dev.segue.training.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.training.MadeUp;
import dev.segue.training.TrainingSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeywordTracksTest {

    private final TrainingSet set = TrainingSet.of(
            MadeUp.corpus(List.of(
                    List.of("test:a", "test:b"), List.of("test:b", "test:a", "test:c"), List.of("test:d", "test:e"))),
            1);

    /// Tracks a, b and c point one way, c a little aside; d and e another.
    private final float[] rows = {1, 0, 1, 0, 0.8f, 0.6f, 0, 1, 0, 1};

    private final KeywordTracks keywords = new KeywordTracks(set, rows, 2);

    @Test
    void playlistsComeByTheirSimilarity() {
        // When
        var near = keywords.playlists(new float[] {1, 0}, 2);

        // Then
        assertThat(near).extracting(KeywordTracks.NearPlaylist::playlist).containsExactly(0, 1);
        assertThat(near.getFirst().similarity()).isEqualTo(1);
    }

    @Test
    void tracksScoreWhatThePlaylistsThatHoldThemDo() {
        // When
        var found = keywords.tracks(new float[] {1, 0}, 3, 4);

        // Then: the third playlist stands at a right angle and says nothing
        assertThat(found)
                .extracting(track -> set.trackIds().get(track.track()))
                .containsExactly("test:a", "test:b", "test:c");
        assertThat(found.getFirst().playlists()).isEqualTo(2);
        assertThat(found.getFirst().score()).isGreaterThan(found.getLast().score());
    }
}
