package dev.segue.recommending.twostage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.Describer.Described;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamesTest {

    private static final String[] ARTISTS = {"Björk", "The Knife", "Boards of Canada", "Ö"};
    private static final String[] NAMES = {
        "Winter Song", "Song of Rain", "Summer (Live)", "Rain", "Night", "Winter Rain"
    };

    /// Track i is by artist i mod 4.
    private final Library library = library();

    private final Describer describer = new Describer(library, Fitted.NOTHING);

    @Test
    void aTitleThatNamesAnArtistBringsItsTracks() {
        // When
        Ranking named = describer.alone(Stage.NAMED).recommend(titled("BEST of bjork!"), 6);
        Ranking longer = describer.alone(Stage.NAMED).recommend(titled("boards of canada"), 6);

        // Then: known are the tracks of the artist, one held by two playlists first
        assertThat(named.tracks()).startsWith(0, 4);
        assertThat(named.known()).isEqualTo(2);
        assertThat(longer.tracks()).startsWith(2);
        assertThat(longer.known()).isOne();
    }

    @Test
    void aNameOfOneOrTwoLettersNamesNobody() {
        // When
        Ranking named = describer.alone(Stage.NAMED).recommend(titled("ö"), 6);

        // Then
        assertThat(named.known()).isZero();
    }

    @Test
    void aCandidateTellsWhatItsNameSharesWithTitleAndSeeds() {
        // When: the seed is "Winter Song"; "best" is in no name
        Described described = describer.describe(new Query(new int[] {0}, true, "best rain", Query.NOT_THERE));

        // Then
        float[] rain = Rows.of(described, 3);
        float[] winterRain = Rows.of(described, 5);
        float[] night = Rows.of(described, 4);
        assertThat(rain[Feature.TITLE_IN_NAME.ordinal()]).isCloseTo(1, within(1e-5f));
        assertThat(night[Feature.TITLE_IN_NAME.ordinal()]).isZero();
        assertThat(winterRain[Feature.NAMES.ordinal()]).isBetween(.1f, .9f);
        assertThat(rain[Feature.NAMES.ordinal()]).isZero();
    }

    private static Query titled(String title) {
        return new Query(new int[0], false, title, Query.NOT_THERE);
    }

    private static Library library() {
        var corpus = new Corpus();
        var facts = new TrackTable.Builder();
        for (int track = 0; track < NAMES.length; track++) {
            corpus.internTrack("t" + track);
            facts.artist(track, "id of " + ARTISTS[track % ARTISTS.length]);
            facts.artistName(track, ARTISTS[track % ARTISTS.length]);
            facts.name(track, NAMES[track]);
        }
        corpus.upsert("p0", IntStream.range(0, NAMES.length).toArray());
        corpus.upsert("p1", new int[] {0, 1, 3});
        return new Library(
                corpus, facts.build(NAMES.length), Titles.of(List.of("one", "two")), new boolean[] {true, true});
    }
}
