package dev.segue.recommending.twostage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;
import dev.segue.recommending.twostage.Describer.Described;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackRowsTest {

    /// Of tracks 0 to 5; tracks 3 and 5 have none.
    private static final float[] VECTORS = {1, 0, .5f, .5f, .9f, .1f, 0, 0, -1, 0, 0, 0};

    private static final float[] RIGHT = {1, 0};

    private final Library library = library();

    @Test
    void theBestAreAddedWithTheirProductsAndNoneBelowZero() {
        // Given
        TrackRows rows = TrackRows.of(library, 2, VECTORS);
        var two = new SparseScores();
        var all = new SparseScores();

        // When
        rows.addBest(RIGHT, 2, two);
        rows.addBest(RIGHT, 100, all);

        // Then
        assertThat(two.top(9)).containsExactly(0, 2);
        assertThat(all.top(9)).containsExactly(0, 2, 1);
        assertThat(all.get(2)).isEqualTo(.9f);
    }

    @Test
    void candidatesOfOtherStagesAreScoredBesideTheBest() {
        // Given: the space makes no candidates of queries without titles, items make the seed's neighbours
        Describer describer = new Describer(library, new Fitted(null, new FactorSpace(2, VECTORS), null, null, null));

        // When
        Described described = describer.describe(new Query(new int[] {0}, true, null, Query.NOT_THERE));

        // Then
        assertThat(described.candidates()).contains(1, 2, 3);
        assertThat(Rows.of(described, 1)[Feature.SPACE.ordinal()]).isCloseTo(.5f, within(1e-6f));
        assertThat(Rows.of(described, 3)[Feature.SPACE.ordinal()]).isZero();
    }

    /// Track 0 with each of 1 to 4, and with 5.
    private static Library library() {
        var corpus = new Corpus();
        IntStream.range(0, 6).forEach(track -> corpus.internTrack("t" + track));
        corpus.upsert("p0", new int[] {0, 1, 2});
        corpus.upsert("p1", new int[] {0, 3, 4});
        corpus.upsert("p2", new int[] {0, 5});
        List<String> titles = List.of("", "", "");
        return new Library(
                corpus, new TrackTable.Builder().build(6), Titles.of(titles), new boolean[] {true, true, true});
    }
}
