package dev.segue.recommending.twostage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.Describer.Described;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearBestTest {

    private static final float[] UP = {0, 1};
    private static final float[] RIGHT = {1, 0};
    private static final float[] NOWHERE = {0, 0};

    private final Library library = library();

    @Test
    void aCandidateTellsHowNearItIsToWhatRidgeFoundBest() {
        // Given: tracks 1 and 2 are found alike, one up and one right; both artists are right
        var plain = new Describer(library, Fitted.NOTHING);
        PlaylistRidge ridge = plain.fitRidge(1, NearBestTest::forget);
        Describer describer =
                plain.with(new Fitted(ridge, space(NOWHERE, UP, RIGHT, RIGHT), space(RIGHT, RIGHT, UP), null, null));

        // When
        Described described = describer.describe(new Query(new int[] {0}, true, null, Query.NOT_THERE));

        // Then
        for (int track : new int[] {1, 2}) {
            assertThat(Rows.of(described, track)[Feature.SPACE_OF_BEST.ordinal()])
                    .isCloseTo((float) Math.sqrt(.5), within(1e-5f));
            assertThat(Rows.of(described, track)[Feature.ARTIST_SPACE_OF_BEST.ordinal()])
                    .isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void withoutSpacesNothingIsNear() {
        // Given
        var plain = new Describer(library, Fitted.NOTHING);

        // When
        Described described = plain.describe(new Query(new int[] {0}, true, null, Query.NOT_THERE));

        // Then
        assertThat(Rows.of(described, 1)[Feature.SPACE_OF_BEST.ordinal()]).isZero();
        assertThat(Rows.of(described, 1)[Feature.ARTIST_SPACE_OF_BEST.ordinal()])
                .isZero();
    }

    /// An inverse that knows nothing of what playlists have in common: all weigh as their kernel with the query says.
    private static void forget(float[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            Arrays.fill(rows[i], 0);
            rows[i][i] = 1;
        }
    }

    private static FactorSpace space(float[]... vectors) {
        float[] all = new float[2 * vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, 2 * i, 2);
        }
        return new FactorSpace(2, all);
    }

    /// Track 0 with 1 and with 2, these with 3; track 0 is by nobody.
    private static Library library() {
        var corpus = new Corpus();
        var facts = new TrackTable.Builder();
        IntStream.range(0, 4).forEach(track -> corpus.internTrack("t" + track));
        IntStream.range(1, 4).forEach(track -> facts.artist(track, "a" + track));
        corpus.upsert("p0", new int[] {0, 1});
        corpus.upsert("p1", new int[] {0, 2});
        corpus.upsert("p2", new int[] {1, 2, 3});
        return new Library(
                corpus, facts.build(4), Titles.of(List.of("one", "two", "three")), new boolean[] {true, true, true});
    }
}
