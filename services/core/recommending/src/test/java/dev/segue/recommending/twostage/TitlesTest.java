package dev.segue.recommending.twostage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TitlesTest {

    private static final Titles TITLES =
            Titles.of(Arrays.asList("Café del Mar", "cafe DEL mar!!", "Mar 🌊", null, "Rock"));

    @Test
    void titlesAreTheSameWithoutCaseAccentsAndPunctuation() {
        // When
        int[] same = TITLES.same("cafe del, mar");

        // Then
        assertThat(same).containsExactly(0, 1);
    }

    @Test
    void anEmojiIsAWord() {
        // When
        var scores = new SparseScores();
        TITLES.addCosines("🌊", Query.NOT_THERE, scores);

        // Then
        assertThat(scores.size()).isOne();
        assertThat(scores.get(2)).isPositive();
    }

    @Test
    void aTitleIsNoNeighbourOfItself() {
        // When
        var scores = new SparseScores();
        TITLES.addCosines("mar", 2, scores);

        // Then
        assertThat(scores.get(2)).isZero();
        assertThat(scores.get(0)).isPositive();
    }

    @Test
    void unknownWordsAndNoTitleFindNothing() {
        // When
        var scores = new SparseScores();
        TITLES.addCosines("zzz", Query.NOT_THERE, scores);
        TITLES.addCosines(null, Query.NOT_THERE, scores);

        // Then
        assertThat(scores.size()).isZero();
        assertThat(TITLES.same(null)).isEmpty();
        assertThat(TITLES.same("!!!")).isEmpty();
    }
}
