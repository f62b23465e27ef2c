package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static dev.segue.testkit.Playlists.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.cleaning.Reason;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The shortest and the longest playlists there can be.
class LongPlaylistsTest {

    private static final Filters LONG = new Filters(15, UnknownSaves.KEEP, 1, Filters.LONGEST);
    private static final NeighbourRules RULES = new NeighbourRules(10, 100, 1);

    @Test
    void aPlaylistOfTheLongestLengthIsCountedExactly() {
        try (var preprocessor = PreprocessorHarness.of(LONG, RULES)) {
            // When
            preprocessor.send(playlist("mpd:1").ofMany("t", Filters.LONGEST)).settle();

            // Then
            List<String> tracks =
                    preprocessor.table(Topics.PLAYLISTS).get("mpd:1").getTracks();
            assertThat(tracks).hasSize(Filters.LONGEST);
            assertThat(Recount.text(preprocessor.table(Topics.TRACK_NEIGHBOURS)))
                    .isEqualTo(new Recount(List.of(tracks), RULES.window()).lists(RULES));

            // When
            preprocessor.delete("mpd:1").settle();

            // Then
            assertThat(preprocessor.table(Topics.TRACK_NEIGHBOURS)).isEmpty();
            assertThat(preprocessor.table(Topics.TRACKS)).isEmpty();
        }
    }

    @Test
    void aLongerOneIsFilteredSaidAndCounted() {
        try (var preprocessor = PreprocessorHarness.of(LONG, RULES)) {
            // When
            preprocessor.send(playlist("mpd:1").ofMany("t", Filters.LONGEST + 1));

            // Then
            assertThat(preprocessor.read(Topics.REJECTED_PLAYLISTS))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.value().getDetail())
                            .isEqualTo("tracks: expected at most 10000 different ones, got 10001"));
            assertThat(preprocessor.statistics().getReasons()).containsEntry(Reason.TOO_MANY_TRACKS.name(), 1L);
        }
    }

    @Test
    void anEmptyOneAndOneThatRepeatsOneTrackHoldNoPair() {
        try (var preprocessor = PreprocessorHarness.of(LONG, RULES)) {
            // When
            preprocessor
                    .send(playlist("mpd:1").of())
                    .send(playlist("mpd:2").of("a", "a", "a"))
                    .settle();

            // Then
            assertThat(preprocessor.table(Topics.PLAYLISTS)).containsOnlyKeys("mpd:2");
            assertThat(preprocessor.table(Topics.TRACKS).get(track("a")).getPlaylists())
                    .isEqualTo(1);
            assertThat(preprocessor.table(Topics.TRACK_NEIGHBOURS)).isEmpty();
        }
    }
}
