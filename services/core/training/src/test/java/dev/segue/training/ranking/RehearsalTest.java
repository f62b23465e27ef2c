package dev.segue.training.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Described;
import dev.segue.recommending.ranking.Shape;
import dev.segue.training.ranking.Rehearsal.Masked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A request made of a playlist sees what it would see had that playlist never been there.
class RehearsalTest {

    private static final int PLAYLISTS = 60;
    private static final int OUT = PLAYLISTS - 1;

    private final Genres with = new Genres(PLAYLISTS);
    private final Genres without = new Genres(PLAYLISTS - 1);

    @Test
    void whatTheSecondStageSeesIsThatOfAnUnknownPlaylist() {
        // Given
        var seen = new Recorder();
        var expected = new Recorder();
        for (Shape shape : Shape.values()) {
            Masked asked = with.rehearsal().masked(OUT, shape, 50, 3).orElseThrow();

            // When
            int[] answer = with.rehearsal().answer(asked, Optional.of(seen));

            // Then: the same request, of a playlist that is not there
            var unknown = new Masked(0, asked.request(), asked.hidden());
            assertThat(ids(with.corpus, answer)).isEqualTo(ids(without.corpus, without.asked(unknown, expected)));
            assertThat(seen.rows).hasSameSizeAs(expected.rows).isNotEmpty();
            for (int i = 0; i < seen.rows.size(); i++) {
                assertThat(seen.rows.get(i)).isEqualTo(expected.rows.get(i));
            }
        }
    }

    @Test
    void theCorpusIsAfterwardsAsItWas() {
        // Given
        Masked asked = with.rehearsal().masked(OUT, Shape.SOME, 50, 3).orElseThrow();
        int[] held = with.corpus.tracks(OUT);
        int[] first = with.rehearsal().answer(asked, Optional.empty());

        // When
        int[] second = with.rehearsal().answer(asked, Optional.empty());

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(with.corpus.tracks(OUT)).isEqualTo(held);
        assertThat(with.corpus.playlists()).isEqualTo(PLAYLISTS);
    }

    @Test
    void aRequestShowsTheBeginningAndHidesTheRest() {
        // When
        Masked asked = with.rehearsal().masked(OUT, Shape.FEW, 50, 3).orElseThrow();

        // Then
        List<String> whole = ids(with.corpus, with.corpus.tracks(OUT));
        int shown = asked.request().seeds().size();
        assertThat(shown).isBetween(2, 5);
        assertThat(asked.request().seeds()).isEqualTo(whole.subList(0, shown));
        assertThat(ids(with.corpus, asked.hidden())).isEqualTo(whole.subList(shown, whole.size()));
        assertThat(asked.request().titles())
                .noneMatch(match -> match.playlistId().equals(with.corpus.playlistId(OUT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t%d", "t%03d", "-t%d", "-t%03d"})
    void ofASortedListSomeOfAllAreShown(String ids) {
        // Given: as numbers or as texts, up or down
        int[] tracks = IntStream.range(0, 30)
                .map(i -> ids.startsWith("-") ? 29 - i : i)
                .map(number -> with.corpus.internTrack(String.format("sorted:" + ids.replace("-", ""), number)))
                .toArray();
        with.corpus.upsert("sorted", tracks);
        int sorted = with.corpus.playlistOrdinal("sorted");

        // When
        Masked asked = with.rehearsal().masked(sorted, Shape.SOME, 50, 3).orElseThrow();

        // Then
        List<String> whole = ids(with.corpus, tracks);
        List<String> shown = asked.request().seeds();
        List<String> hidden = ids(with.corpus, asked.hidden());
        assertThat(shown.size()).isBetween(6, 25);
        assertThat(shown).isSubsetOf(whole).isNotEqualTo(whole.subList(0, shown.size()));
        assertThat(hidden).isSubsetOf(whole).doesNotContainAnyElementsOf(shown).hasSize(30 - shown.size());
        assertThat(whole.stream().filter(shown::contains)).isEqualTo(shown);
        assertThat(whole.stream().filter(hidden::contains)).isEqualTo(hidden);
    }

    @Test
    void aPlaylistTooShortOrWithoutATitleGivesNoRequest() {
        // Given
        with.corpus.upsert("short", new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        int playlist = with.corpus.playlistOrdinal("short");

        // When // Then
        assertThat(with.rehearsal().masked(playlist, Shape.ONE, 50, 3)).isPresent();
        assertThat(with.rehearsal().masked(playlist, Shape.SOME, 50, 3)).isEmpty();
        assertThat(with.rehearsal().masked(playlist, Shape.TITLE_ONLY, 50, 3)).isEmpty();
    }

    private static List<String> ids(Corpus corpus, int[] tracks) {
        return Arrays.stream(tracks).mapToObj(corpus::trackId).toList();
    }

    /// Keeps the rows of all candidates.
    private static final class Recorder implements CandidateRanker {

        private final List<float[]> rows = new ArrayList<>();

        @Override
        public int depth(Shape shape) {
            return 40;
        }

        @Override
        public boolean score(Shape shape, Described candidates, float[] logits) {
            for (int i = 0; i < candidates.size(); i++) {
                rows.add(candidates.row(i));
            }
            return false;
        }
    }
}
