package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static dev.segue.testkit.Playlists.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.preprocessor.cleaning.Outcome;
import dev.segue.schemas.Rewrites;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SameRecordingTest {

    private static final String RECORDING = "isrc:JMA347800036";

    private final PreprocessorHarness preprocessor = PreprocessorHarness.standard();

    @AfterEach
    void close() {
        preprocessor.close();
    }

    @Test
    void anAliasThatComesFirstIsAppliedAtOnce() {
        // Given
        preprocessor.alias("deezer:1", RECORDING).alias("mbid:2", RECORDING);

        // When
        preprocessor
                .send(playlist("deezer:1").of("deezer:1", "b", "c"))
                .send(playlist("listenbrainz:1").of("mbid:2", "b", "c"))
                .settle();

        // Then
        List<TestRecord<String, CleanPlaylist>> written = preprocessor.read(Topics.PLAYLISTS);
        assertThat(written)
                .allSatisfy(record -> assertThat(Rewrites.of(record.headers())).isEmpty())
                .hasSize(2);
        assertThat(written.getFirst().value().getTracks()).containsExactly(RECORDING, track("b"), track("c"));
        assertThat(entry(RECORDING).getPlaylists()).isEqualTo(2);
        assertThat(entry(RECORDING).getTitle()).isNotEmpty();
        assertThat(list(track("b"))).contains(RECORDING + "=2");
        assertThat(preprocessor.table(Topics.TRACKS)).doesNotContainKeys("deezer:1", "mbid:2");
    }

    @Test
    void aMergeFoundLaterCountsAsIfItHadAlwaysBeenKnown() {
        // Given
        preprocessor
                .send(playlist("deezer:1").version(3).of("deezer:1", "b", "c"))
                .send(playlist("listenbrainz:1").of("mbid:2", "b", "c"))
                .send(playlist("mpd:1").of("b", "c", "d"))
                .settle();
        preprocessor.read(Topics.PLAYLISTS);

        // When
        preprocessor.alias("deezer:1", RECORDING).alias("mbid:2", RECORDING).settle();

        // Then
        List<TestRecord<String, CleanPlaylist>> written = preprocessor.read(Topics.PLAYLISTS);
        assertThat(written).extracting(TestRecord::key).containsExactly("deezer:1", "listenbrainz:1");
        assertThat(written)
                .extracting(record -> Rewrites.of(record.headers()).orElseThrow())
                .containsExactly(new Rewrites(1, true), new Rewrites(2, true));
        assertThat(written.getFirst().value().getVersion()).isEqualTo(3);
        assertThat(written.getFirst().value().getSourceOffset()).isZero();
        assertThat(entry(RECORDING).getPlaylists()).isEqualTo(2);
        assertThat(entry(RECORDING).getSourceOffsets()).containsExactly(3L, 2L);
        assertThat(list(track("b"))).contains(RECORDING + "=2");
        assertThat(preprocessor.table(Topics.TRACKS)).doesNotContainKeys("deezer:1", "mbid:2");
        assertThat(preprocessor.table(Topics.TRACK_NEIGHBOURS)).doesNotContainKeys("deezer:1", "mbid:2");
    }

    @Test
    void aMergedTrackKeepsWhatIsSaidOfIt() {
        // Given
        preprocessor.send(playlist("deezer:1").of("deezer:1", "b", "c")).settle();
        String title = entry("deezer:1").getTitle();

        // When
        preprocessor.alias("deezer:1", RECORDING).settle();

        // Then
        assertThat(entry(RECORDING).getTitle()).isEqualTo(title).isNotEmpty();
    }

    @Test
    void twoNamesOfARecordingInOnePlaylistAreOneTrack() {
        // Given
        preprocessor.send(playlist("mpd:1").of("deezer:1", "b", "mbid:2", "c")).settle();

        // When
        preprocessor.alias("deezer:1", RECORDING).alias("mbid:2", RECORDING).settle();

        // Then
        assertThat(tracks("mpd:1")).containsExactly(RECORDING, track("b"), track("c"));
        assertThat(preprocessor.statistics().getEntries()).isEqualTo(3);
        assertThat(entry(RECORDING).getPlaylists()).isEqualTo(1);
    }

    @Test
    void whetherAPlaylistPassesDoesNotDependOnAliases() {
        // Given
        preprocessor.alias("deezer:1", RECORDING).alias("mbid:2", RECORDING);

        // When
        preprocessor.send(playlist("mpd:1").of("deezer:1", "b", "mbid:2")).settle();

        // Then
        assertThat(preprocessor.statistics().getOutcomes()).containsEntry(Outcome.CLEAN.code(), 1L);
        assertThat(tracks("mpd:1")).containsExactly(RECORDING, track("b"));
    }

    @Test
    void anAliasTakenBackIsUndone() {
        // Given
        preprocessor
                .alias("deezer:1", RECORDING)
                .send(playlist("deezer:1").of("deezer:1", "b", "c"))
                .settle();

        // When
        preprocessor.alias("deezer:1", null).settle();

        // Then
        assertThat(tracks("deezer:1")).containsExactly("deezer:1", track("b"), track("c"));
        assertThat(entry("deezer:1").getTitle()).isNotEmpty();
        assertThat(preprocessor.table(Topics.TRACKS)).doesNotContainKey(RECORDING);
    }

    @Test
    void anEditAfterAMergeTakesBackWhatTheMergeMade() {
        // Given
        preprocessor.send(playlist("mpd:1").of("deezer:1", "b", "c")).settle();
        preprocessor.alias("deezer:1", RECORDING).settle();

        // When
        preprocessor.send(playlist("mpd:1").version(2).of("b", "c", "d")).settle();

        // Then
        assertThat(preprocessor.table(Topics.TRACKS)).doesNotContainKeys("deezer:1", RECORDING);
        assertThat(list(track("b"))).containsExactly(track("c") + "=1", track("d") + "=1");
    }

    @Test
    void theSameSnapshotAgainChangesNothingAfterAMerge() {
        // Given
        preprocessor.send(playlist("mpd:1").of("deezer:1", "b", "c")).settle();
        preprocessor.alias("deezer:1", RECORDING).settle();
        preprocessor.send(playlist("mpd:1").version(5).of("deezer:1", "b", "c")).settle();
        preprocessor.read(Topics.PLAYLISTS);

        // When
        preprocessor.alias("b:1", track("b")).alias(track("b"), "isrc:B").settle();

        // Then
        List<TestRecord<String, CleanPlaylist>> written = preprocessor.read(Topics.PLAYLISTS);
        assertThat(written).hasSize(1);
        assertThat(written.getFirst().value().getVersion()).isEqualTo(1);
        assertThat(written.getFirst().value().getTracks()).containsExactly(RECORDING, "isrc:B", track("c"));
        assertThat(preprocessor.statistics().getOutcomes()).containsEntry(Outcome.UNCHANGED.code(), 1L);
    }

    private List<String> tracks(String playlistId) {
        CleanPlaylist clean = preprocessor.table(Topics.PLAYLISTS).get(playlistId);
        if (clean == null) {
            throw new AssertionError("No clean playlist " + playlistId);
        }
        return clean.getTracks();
    }

    private CatalogueTrack entry(String trackId) {
        CatalogueTrack entry = preprocessor.table(Topics.TRACKS).get(trackId);
        if (entry == null) {
            throw new AssertionError("The catalogue has no " + trackId);
        }
        return entry;
    }

    private List<String> list(String trackId) {
        return Recount.text(preprocessor.table(Topics.TRACK_NEIGHBOURS)).getOrDefault(trackId, List.of());
    }
}
