package dev.segue.recommending.twostage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SingleModelsTest {

    /// b is with a once of two times; c is with a once of one time; d is with b alone.
    private static final Library LIBRARY =
            library(List.of("a", "b"), List.of("a", "c"), List.of("b", "d"), List.of("e", "f"), List.of("f", "e"));

    @Test
    void theCosineFavoursTheRarerOfTwoThatShareAsMuch() {
        // When
        Ranking ranking = new ItemCosine(LIBRARY, .5, 0, Recency.NONE).recommend(query(false, "a"), 2);

        // Then
        assertThat(named(ranking)).containsExactly("c", "b");
    }

    @Test
    void alphaOneLooksAtTheSeedsPlaylistsAlone() {
        // When: both share one playlist with a; equal scores go by id
        Ranking ranking = new ItemCosine(LIBRARY, 1, 0, Recency.NONE).recommend(query(false, "a"), 2);

        // Then
        assertThat(named(ranking)).containsExactly("b", "c");
    }

    @Test
    void laterSeedsOfAnOrderedListWeighMore() {
        // Given
        var recent = new ItemCosine(LIBRARY, .5, 0, new Recency(.1, .1));

        // When
        Ranking ordered = recent.recommend(query(true, "e", "a"), 1);
        Ranking other = recent.recommend(query(true, "a", "e"), 1);
        Ranking unordered = recent.recommend(query(false, "e", "a"), 1);

        // Then
        assertThat(named(ordered)).containsExactly("c");
        assertThat(named(other)).containsExactly("f");
        assertThat(named(unordered)).as("f is nearest to a seed").containsExactly("f");
    }

    @Test
    void sumsAddWhatEachSeedSays() {
        // Given
        int a = LIBRARY.corpus().trackOrdinal("a");
        int f = LIBRARY.corpus().trackOrdinal("f");
        var weights = new ItemWeights(starts(a, 1), new int[] {f}, new float[] {2});

        // When
        Ranking ranking = new ItemSums(LIBRARY, weights, Recency.NONE).recommend(query(false, "a"), 1);

        // Then
        assertThat(named(ranking)).containsExactly("f");
        assertThat(ranking.known()).isOne();
    }

    private static int[] starts(int seed, int count) {
        return IntStream.rangeClosed(0, LIBRARY.corpus().trackOrdinals())
                .map(track -> track > seed ? count : 0)
                .toArray();
    }

    private static Query query(boolean ordered, String... seeds) {
        return new Query(
                Arrays.stream(seeds).mapToInt(LIBRARY.corpus()::trackOrdinal).toArray(),
                ordered,
                null,
                Query.NOT_THERE);
    }

    private static List<String> named(Ranking ranking) {
        return IntStream.of(ranking.tracks())
                .mapToObj(LIBRARY.corpus()::trackId)
                .toList();
    }

    @SafeVarargs
    private static Library library(List<String>... playlists) {
        var corpus = new Corpus();
        for (int i = 0; i < playlists.length; i++) {
            corpus.upsert(
                    "p" + i, playlists[i].stream().mapToInt(corpus::internTrack).toArray());
        }
        return new Library(
                corpus,
                new TrackTable.Builder().build(corpus.trackOrdinals()),
                Titles.of(Collections.nCopies(playlists.length, null)),
                new boolean[playlists.length]);
    }
}
