package dev.segue.training.twostage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Shape;
import dev.segue.recommending.twostage.Titles;
import dev.segue.recommending.twostage.TrackTable;
import dev.segue.training.twostage.Masks.Masked;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MasksTest {

    private static final int TRACKS = 40;

    @Test
    void aSeedThatNoOtherPlaylistHoldsIsNotGiven() {
        // Given: tracks 0, 2 and 4 are in both playlists, the others of the first in it alone
        Masks masks = masks(
                IntStream.range(0, 12).toArray(),
                IntStream.range(0, 12).map(i -> i < 3 ? 2 * i : 20 + i).toArray());

        // When
        Masked masked = requireNonNull(masks.some(0, Shape.FEW, true));

        // Then: five were shown, three of them known; what follows is hidden, known or not
        assertThat(masked.query().seeds()).containsExactly(0, 2, 4);
        assertThat(masked.hidden()).containsExactly(5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void aPlaylistWithoutAKnownSeedAsksNothing() {
        // Given: the playlists share no track
        Masks masks =
                masks(IntStream.range(0, 12).toArray(), IntStream.range(20, 32).toArray());

        // When
        Masked masked = masks.some(0, Shape.FEW, true);
        Masked byTitle = masks.some(0, Shape.NONE, true);

        // Then
        assertThat(masked).isNull();
        assertThat(requireNonNull(byTitle).hidden()).hasSize(12);
    }

    private static Masks masks(int[] one, int[] other) {
        var corpus = new Corpus();
        IntStream.range(0, TRACKS).forEach(track -> corpus.internTrack("t" + track));
        corpus.upsert("p0", one);
        corpus.upsert("p1", other);
        return new Masks(
                new Library(
                        corpus,
                        new TrackTable.Builder().build(TRACKS),
                        Titles.of(List.of("one", "two")),
                        new boolean[] {true, true}),
                7);
    }
}
