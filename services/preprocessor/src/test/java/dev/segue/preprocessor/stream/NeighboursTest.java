package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static dev.segue.testkit.Playlists.snapshotTrack;
import static dev.segue.testkit.Playlists.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TrackNeighbours;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NeighboursTest {

    private final PreprocessorHarness preprocessor = PreprocessorHarness.standard();

    @AfterEach
    void close() {
        preprocessor.close();
    }

    @Test
    void countsPlaylistsInWhichTwoTracksStandWithinTheWindow() {
        // When
        preprocessor
                .send(playlist("mpd:1").of("a", "b", "c", "d"))
                .send(playlist("mpd:2").of("b", "a", "x"))
                .settle();

        // Then
        assertThat(counts("a")).containsExactly(Map.entry("b", 2), Map.entry("c", 1), Map.entry("x", 1));
    }

    @Test
    void aListCarriesWhatALiftNeeds() {
        // When
        preprocessor
                .send(playlist("mpd:1").of("a", "b", "c"))
                .send(playlist("mpd:2").of("a", "b", "d"))
                .send(playlist("mpd:3").of("a", "e", "f"))
                .send(playlist("mpd:4").of("u", "v", "w"))
                .settle();

        // Then
        TrackNeighbours list = list("a");
        Neighbour b = list.getNeighbours().getFirst();
        assertThat(list.getPlaylists()).isEqualTo(3);
        assertThat(list.getCorpusPlaylists()).isEqualTo(4);
        assertThat(list.getWindow()).isEqualTo(2);
        assertThat(list.getSourceOffsets()).containsExactly(4L);
        assertThat(b.getTrackId()).isEqualTo(track("b"));
        assertThat(b.getPlaylists()).isEqualTo(2);
        // Tolerances of float arithmetic
        assertThat(b.getCosine()).isCloseTo((float) (2 / Math.sqrt(6)), within(1e-6f));
        assertThat(b.getLift()).isCloseTo(2 * 4 / 6f, within(1e-6f));
        assertThat(b.getPmi()).isCloseTo((float) Math.log(8 / 6.0), within(1e-6f));
    }

    @Test
    void anEditTakesBackThePairsItRemoves() {
        // Given
        preprocessor.send(playlist("mpd:1").of("a", "b", "c")).settle();

        // When
        preprocessor.send(playlist("mpd:1").version(2).of("a", "c", "d")).settle();

        // Then
        assertThat(counts("a")).containsExactly(Map.entry("c", 1), Map.entry("d", 1));
        assertThat(preprocessor.table(Topics.TRACK_NEIGHBOURS)).doesNotContainKey(track("b"));
        assertThat(preprocessor.table(Topics.TRACKS)).doesNotContainKey(track("b"));
    }

    @Test
    void aNewOrderOfTheSameTracksChangesWhoIsNear() {
        // Given
        preprocessor.send(playlist("mpd:1").of("a", "b", "c", "d")).settle();

        // When
        preprocessor.send(playlist("mpd:1").version(2).of("a", "d", "c", "b")).settle();

        // Then
        assertThat(counts("a")).containsExactly(Map.entry("c", 1), Map.entry("d", 1));
    }

    @Test
    void aTombstoneTakesBackEverything() {
        // Given
        preprocessor.send(playlist("mpd:1").of("a", "b", "c")).settle();
        assertThat(preprocessor.table(Topics.TRACKS)).hasSize(3);
        assertThat(preprocessor.table(Topics.TRACK_NEIGHBOURS)).hasSize(3);

        // When
        preprocessor.delete("mpd:1").settle();

        // Then
        assertThat(preprocessor.table(Topics.TRACKS)).isEmpty();
        assertThat(preprocessor.table(Topics.TRACK_NEIGHBOURS)).isEmpty();
        assertThat(preprocessor.corpus.catalogueTracks()).isZero();
    }

    @Test
    void theCatalogueSaysHowManyPlaylistsHoldATrack() {
        // When
        preprocessor
                .send(playlist("mpd:1").of("a", "b", "c"))
                .send(playlist("mpd:2").of("a", "x", "y"))
                .settle();

        // Then
        var entry = preprocessor.table(Topics.TRACKS).get(track("a"));
        assertThat(entry.getPlaylists()).isEqualTo(2);
        assertThat(entry.getTitle()).isEqualTo("a");
        assertThat(entry.getArtists()).containsExactly("Artist of a");
        assertThat(preprocessor.corpus.catalogueTracks()).isEqualTo(5);
    }

    @Test
    void anEmptyFieldTakesNothingAwayFromTheCatalogueAndANewOneReplaces() {
        // Given
        preprocessor.send(playlist("mpd:1").of("a", "b", "c")).settle();
        SnapshotTrack said = SnapshotTrack.newBuilder(snapshotTrack("a"))
                .setTitle("A, remastered")
                .setArtists(List.of())
                .setArtistIds(List.of())
                .setAlbum(null)
                .setAlbumId(null)
                .build();

        // When
        preprocessor
                .send(playlist("mpd:2").of(List.of(said, snapshotTrack("x"), snapshotTrack("y"))))
                .settle();

        // Then
        var entry = preprocessor.table(Topics.TRACKS).get(track("a"));
        assertThat(entry.getTitle()).isEqualTo("A, remastered");
        assertThat(entry.getArtists()).containsExactly("Artist of a");
        assertThat(entry.getAlbum()).isEqualTo("Album of a");
    }

    @Test
    void aNewTitleOfThePlaylistAloneTellsNothingOfItsTracks() {
        // Given
        preprocessor.send(playlist("mpd:1").of("a", "b", "c")).settle();
        preprocessor.read(Topics.TRACKS);
        preprocessor.read(Topics.TRACK_NEIGHBOURS);

        // When
        preprocessor
                .send(playlist("mpd:1").version(2).titled("another").of("a", "b", "c"))
                .settle();

        // Then
        assertThat(preprocessor.read(Topics.TRACKS)).isEmpty();
        assertThat(preprocessor.read(Topics.TRACK_NEIGHBOURS)).isEmpty();
    }

    @Test
    void manyEditsBetweenTwoPublicationsAreToldOnce() {
        // When
        for (int version = 1; version <= 20; version++) {
            preprocessor.send(playlist("mpd:1").version(version).of("a", "b" + version, "c"));
        }
        preprocessor.settle();

        // Then
        assertThat(preprocessor.read(Topics.TRACK_NEIGHBOURS))
                .filteredOn(record -> record.key().equals(track("a")))
                .hasSize(1);
    }

    @Test
    void tracksInTooFewPlaylistsAreNeitherPublishedNorNamed() {
        // Given
        try (var strict = PreprocessorHarness.of(PreprocessorHarness.FILTERS, new NeighbourRules(5, 5, 2))) {

            // When
            strict.send(playlist("mpd:1").of("a", "b", "rare", "c"))
                    .send(playlist("mpd:2").of("a", "b", "seldom"))
                    .settle();

            // Then
            assertThat(strict.table(Topics.TRACKS)).containsOnlyKeys(track("a"), track("b"));
            assertThat(counts(strict, "a")).containsExactly(Map.entry("b", 2));
        }
    }

    @Test
    void aTrackThatReachesTheMinimumAppearsInTheListsOfPlaylistsThatWereNotEdited() {
        // Given
        try (var strict = PreprocessorHarness.of(PreprocessorHarness.FILTERS, new NeighbourRules(5, 5, 2))) {
            strict.send(playlist("mpd:1").of("a", "b", "rare"))
                    .send(playlist("mpd:2").of("a", "b", "c"))
                    .settle();
            assertThat(counts(strict, "a")).containsOnlyKeys("b");

            // When
            strict.send(playlist("mpd:3").of("rare", "x", "y")).settle();

            // Then
            assertThat(counts(strict, "a")).containsExactly(Map.entry("b", 2), Map.entry("rare", 1));
        }
    }

    @Test
    void aTrackThatFallsBelowTheMinimumLeavesTheListsOfPlaylistsThatWereNotEdited() {
        // Given
        try (var strict = PreprocessorHarness.of(PreprocessorHarness.FILTERS, new NeighbourRules(5, 5, 2))) {
            strict.send(playlist("mpd:1").of("a", "b", "rare"))
                    .send(playlist("mpd:2").of("a", "b", "c"))
                    .send(playlist("mpd:3").of("rare", "x", "y"))
                    .settle();
            assertThat(counts(strict, "a")).containsKey("rare");

            // When
            strict.delete("mpd:3").settle();

            // Then
            assertThat(counts(strict, "a")).containsOnlyKeys("b");
            assertThat(strict.table(Topics.TRACKS)).doesNotContainKey(track("rare"));
        }
    }

    @Test
    void aQuestionIsAnsweredFromMemoryForAnyWindow() {
        // Given
        preprocessor.send(playlist("mpd:1").of("a", "b", "c", "d", "e"));

        // When
        var whole = preprocessor.corpus.neighbours(track("a"), 0, 10);

        // Then
        assertThat(whole)
                .hasValueSatisfying(anchor -> assertThat(anchor.neighbours()).hasSize(4));
        assertThat(preprocessor.corpus.neighbours("track:unheard", 0, 10)).isEmpty();
    }

    private TrackNeighbours list(String name) {
        return preprocessor.table(Topics.TRACK_NEIGHBOURS).get(track(name));
    }

    private Map<String, Integer> counts(String name) {
        return counts(preprocessor, name);
    }

    private static Map<String, Integer> counts(PreprocessorHarness preprocessor, String name) {
        var counts = new LinkedHashMap<String, Integer>();
        preprocessor
                .table(Topics.TRACK_NEIGHBOURS)
                .get(track(name))
                .getNeighbours()
                .forEach(neighbour ->
                        counts.put(neighbour.getTrackId().substring("track:".length()), neighbour.getCount()));
        return counts;
    }
}
