package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static dev.segue.testkit.Playlists.snapshotTrack;
import static dev.segue.testkit.Playlists.track;
import static dev.segue.testkit.Playlists.tracks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.cleaning.Reason;
import dev.segue.preprocessor.cleaning.SnapshotRules;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CleaningTest {

    private static final PlaylistSnapshot SUNDAY =
            playlist("mpd:1").titled("sunday").of("jamming", "exodus", "kaya");

    private final PreprocessorHarness preprocessor = PreprocessorHarness.standard();

    @AfterEach
    void close() {
        preprocessor.close();
    }

    @Test
    void aValidPlaylistIsPublishedWithItsSourceOffset() {
        // When
        preprocessor.send(SUNDAY);

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS)).hasEntrySatisfying("mpd:1", clean -> {
            assertThat(clean.getTracks()).containsExactlyElementsOf(tracks("jamming", "exodus", "kaya"));
            assertThat(clean.getTitle()).isEqualTo("sunday");
            assertThat(clean.getSourceOffset()).isZero();
        });
        assertOutcomes(Map.of("clean", 1L));
    }

    @Test
    void ofARepeatedTrackTheFirstOccurrenceStays() {
        // When
        preprocessor.send(playlist("mpd:1").of("jamming", "exodus", "jamming", "kaya", "exodus"));

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS).get("mpd:1").getTracks())
                .containsExactlyElementsOf(tracks("jamming", "exodus", "kaya"));
    }

    @Test
    void aTombstoneWithdrawsThePlaylist() {
        // Given
        preprocessor.send(SUNDAY);

        // When
        preprocessor.delete("mpd:1");

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS)).isEmpty();
        assertOutcomes(Map.of("clean", 1L, "deleted", 1L));
        assertThat(preprocessor.statistics().getPlaylists()).isZero();
        assertThat(preprocessor.statistics().getEntries()).isZero();
    }

    @Test
    void aTombstoneForAnUnknownPlaylistIsCountedAndNotSentOn() {
        // When
        preprocessor.delete("mpd:404");

        // Then
        assertThat(preprocessor.read(Topics.PLAYLISTS)).isEmpty();
        assertOutcomes(Map.of("deleted", 1L));
    }

    @Test
    void anOlderVersionIsSuperseded() {
        // Given
        preprocessor.send(playlist("mpd:1").version(5).of("jamming", "exodus", "kaya"));

        // When
        preprocessor.send(playlist("mpd:1").version(4).of("a", "b", "c"));

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS).get("mpd:1").getTracks())
                .contains(track("jamming"));
        assertOutcomes(Map.of("clean", 1L, "superseded", 1L));
    }

    @Test
    void theSameVersionAgainIsUnchangedWheneverItWasCrawled() {
        // Given
        preprocessor.send(SUNDAY);

        // When
        preprocessor.send(PlaylistSnapshot.newBuilder(SUNDAY)
                .setCrawledAt(SUNDAY.getCrawledAt().plusSeconds(60))
                .build());

        // Then
        assertThat(preprocessor.read(Topics.PLAYLISTS)).hasSize(1);
        assertOutcomes(Map.of("clean", 1L, "unchanged", 1L));
    }

    @Test
    void aNewerVersionWithTheSameContentIsUnchangedAndIsTheVersionHeldFromThen() {
        // Given
        preprocessor.send(SUNDAY);
        preprocessor.send(PlaylistSnapshot.newBuilder(SUNDAY).setVersion(7).build());

        // When
        preprocessor.send(playlist("mpd:1").version(6).of("a", "b", "c"));

        // Then
        assertOutcomes(Map.of("clean", 1L, "unchanged", 1L, "superseded", 1L));
    }

    @Test
    void theSameVersionWithAnotherContentIsAConflictAndTheFirstStays() {
        // Given
        preprocessor.send(SUNDAY);

        // When
        preprocessor.send(playlist("mpd:1").of("a", "b", "c"));

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS).get("mpd:1").getTracks())
                .contains(track("jamming"));
        assertRefused(Reason.VERSION_CONFLICT);
        assertOutcomes(Map.of("clean", 1L, "rejected", 1L));
    }

    @Test
    void tooFewSavesAreFiltered() {
        // When
        preprocessor.send(playlist("mpd:1").savedBy(14).of("jamming", "exodus", "kaya"));

        // Then
        RejectedPlaylist letter = assertRefused(Reason.SAVES_BELOW_MINIMUM);
        assertThat(letter.getDetail()).isEqualTo("saves: expected at least 15, got 14");
        assertOutcomes(Map.of("filtered", 1L));
    }

    @Test
    void unknownSavesPassUnlessConfiguredOtherwise() {
        // When
        preprocessor.send(playlist("mpd:1").withUnknownSaves().of("jamming", "exodus", "kaya"));

        // Then
        assertOutcomes(Map.of("clean", 1L));
    }

    @Test
    void unknownSavesAreFilteredWhenConfiguredSo() {
        // Given
        try (var strict =
                PreprocessorHarness.of(new Filters(15, UnknownSaves.DROP, 3, 12), PreprocessorHarness.RULES)) {

            // When
            strict.send(playlist("mpd:1").withUnknownSaves().of("jamming", "exodus", "kaya"));

            // Then
            assertThat(strict.statistics().getReasons()).containsEntry("SAVES_UNKNOWN", 1L);
        }
    }

    @Test
    void repeatedTracksDoNotMakeAPlaylistLongEnough() {
        // When
        preprocessor.send(playlist("mpd:1").of("jamming", "exodus", "jamming"));

        // Then
        assertRefused(Reason.TOO_FEW_TRACKS);
    }

    @Test
    void anEmptyPlaylistIsFiltered() {
        // When
        preprocessor.send(playlist("mpd:1").of());

        // Then
        assertRefused(Reason.TOO_FEW_TRACKS);
    }

    @Test
    void aPlaylistLongerThanTheMaximumIsFilteredAndSaysSo() {
        // When
        preprocessor.send(playlist("mpd:1").ofMany("track", 13));

        // Then
        RejectedPlaylist letter = assertRefused(Reason.TOO_MANY_TRACKS);
        assertThat(letter.getDetail()).isEqualTo("tracks: expected at most 12 different ones, got 13");
    }

    @Test
    void aNewVersionThatNoLongerPassesWithdrawsThePlaylist() {
        // Given
        preprocessor.send(SUNDAY);

        // When
        preprocessor.send(playlist("mpd:1").version(2).savedBy(3).of("jamming", "exodus", "kaya"));

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS)).isEmpty();
        preprocessor.settle();
        assertThat(preprocessor.table(Topics.TRACKS)).isEmpty();
        assertOutcomes(Map.of("clean", 1L, "filtered", 1L));
    }

    @Test
    void aFilteredPlaylistComesInWhenANewVersionPasses() {
        // Given
        preprocessor.send(playlist("mpd:1").savedBy(3).of("jamming", "exodus", "kaya"));

        // When
        preprocessor.send(playlist("mpd:1").version(2).savedBy(30).of("jamming", "exodus", "kaya"));

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS)).containsKey("mpd:1");
        assertThat(preprocessor.statistics().getPlaylists()).isEqualTo(1);
        assertThat(preprocessor.statistics().getEntries()).isEqualTo(3);
    }

    @Test
    void afterATombstoneAnyVersionComesIn() {
        // Given
        preprocessor.send(playlist("mpd:1").version(9).of("jamming", "exodus", "kaya"));
        preprocessor.delete("mpd:1");

        // When
        preprocessor.send(playlist("mpd:1").version(2).of("a", "b", "c"));

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS).get("mpd:1").getTracks())
                .containsExactlyElementsOf(tracks("a", "b", "c"));
    }

    @Test
    void poisonBytesBecomeADeadLetterWithThoseBytesAndTheNextSnapshotIsRead() {
        // Given
        byte[] poison = "no playlist at all".getBytes(StandardCharsets.UTF_8);

        // When
        preprocessor.sendBytes("mpd:1", poison).send(playlist("mpd:2").of("jamming", "exodus", "kaya"));

        // Then
        RejectedPlaylist letter = assertRefused(Reason.UNREADABLE);
        assertThat(letter.getPayload().array()).isEqualTo(poison);
        assertThat(letter.getSourceTopic()).isEqualTo(Topics.PLAYLIST_SNAPSHOTS.name());
        assertThat(letter.getSourceOffset()).isZero();
        assertThat(preprocessor.table(Topics.PLAYLISTS)).containsOnlyKeys("mpd:2");
    }

    @Test
    void aSchemaOfTheFutureIsADeadLetter() {
        // Given
        byte[] future = PreprocessorHarness.bytes(SUNDAY);
        future[5] ^= 0x55;

        // When
        preprocessor.sendBytes("mpd:1", future);

        // Then
        assertThat(assertRefused(Reason.UNREADABLE).getDetail()).contains("unknown fingerprint");
    }

    @Test
    void aTruncatedSnapshotIsADeadLetter() {
        // Given
        byte[] whole = PreprocessorHarness.bytes(SUNDAY);

        // When
        preprocessor.sendBytes("mpd:1", java.util.Arrays.copyOf(whole, whole.length / 2));

        // Then
        assertRefused(Reason.UNREADABLE);
    }

    @Test
    void aSnapshotUnderAnotherKeyIsRejected() {
        // When
        preprocessor.sendBytes("mpd:2", PreprocessorHarness.bytes(SUNDAY));

        // Then
        assertRefused(Reason.KEY_MISMATCH);
    }

    @Test
    void aKeyThatIsNoPlaylistIdIsRejectedEvenAsATombstone() {
        // When
        preprocessor.delete("no namespace");

        // Then
        assertRefused(Reason.INVALID_PLAYLIST_ID);
        assertOutcomes(Map.of("rejected", 1L));
    }

    @Test
    void aKeyThatIsNotUtf8IsRejected() {
        // When
        preprocessor.sendRaw(new byte[] {(byte) 0xFF, (byte) 0xFE}, PreprocessorHarness.bytes(SUNDAY));

        // Then
        assertThat(preprocessor.statistics().getReasons()).containsEntry("INVALID_PLAYLIST_ID", 1L);
    }

    @Test
    void aRecordWithoutKeyIsRejected() {
        // When
        preprocessor.sendRaw(null, PreprocessorHarness.bytes(SUNDAY));

        // Then
        assertRefused(Reason.MISSING_KEY);
    }

    @Test
    void anInvalidTrackIdIsRejectedAndItsPlaceIsNamed() {
        // When
        preprocessor.send(playlist("mpd:1").of(List.of(snapshotTrack("jamming"), snapshotTrack("bad id:1"))));

        // Then
        assertThat(assertRefused(Reason.INVALID_TRACK_ID).getDetail()).startsWith("tracks[1].trackId: ");
    }

    @Test
    void negativeNumbersAreRejected() {
        // Given
        SnapshotTrack backwards = SnapshotTrack.newBuilder(snapshotTrack("jamming"))
                .setDurationMs(-1L)
                .build();

        // When
        preprocessor
                .send(playlist("mpd:1").savedBy(-1).of("jamming", "exodus", "kaya"))
                .send(playlist("mpd:2").version(-1).of("jamming", "exodus", "kaya"))
                .send(playlist("mpd:3").of(List.of(backwards)));

        // Then
        assertThat(preprocessor.statistics().getReasons()).containsExactly(Map.entry("NEGATIVE_VALUE", 3L));
    }

    @Test
    void textsTooLongForTheCatalogueAreRejected() {
        // Given
        SnapshotTrack endless = SnapshotTrack.newBuilder(snapshotTrack("jamming"))
                .setTitle("x".repeat(SnapshotRules.MAX_TEXT + 1))
                .build();

        // When
        preprocessor.send(playlist("mpd:1").of(List.of(endless)));

        // Then
        assertRefused(Reason.TEXT_TOO_LONG);
    }

    @Test
    void anInvalidVersionLeavesTheCleanOneAsItIs() {
        // Given
        preprocessor.send(SUNDAY);

        // When
        preprocessor.send(playlist("mpd:1").version(2).savedBy(-1).of("a", "b", "c"));

        // Then
        assertThat(preprocessor.table(Topics.PLAYLISTS)).containsKey("mpd:1");
    }

    @Test
    void outcomesAddUpToTheSnapshotsRead() {
        // When
        preprocessor
                .send(SUNDAY)
                .send(SUNDAY)
                .send(playlist("mpd:1").version(0).of("a", "b", "c"))
                .send(playlist("mpd:1").version(1).of("a", "b", "c"))
                .send(playlist("mpd:2").savedBy(0).of("a", "b", "c"))
                .delete("mpd:1")
                .sendBytes("mpd:3", new byte[] {1, 2, 3});

        // Then
        PlaylistStatistics statistics = preprocessor.statistics();
        assertThat(statistics.getOutcomes())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "clean", 1L, "unchanged", 1L, "superseded", 1L, "rejected", 2L, "filtered", 1L, "deleted", 1L));
        assertThat(statistics.getInputOffset()).isEqualTo(7);
    }

    private RejectedPlaylist assertRefused(Reason reason) {
        var letters = preprocessor.read(Topics.REJECTED_PLAYLISTS);
        assertThat(letters).hasSize(1);
        RejectedPlaylist letter = letters.getFirst().value();
        assertThat(letter.getReason()).isEqualTo(reason.name());
        assertThat(letter.getOutcome()).isEqualTo(reason.outcome().code());
        assertThat(preprocessor.statistics().getReasons()).containsEntry(reason.name(), 1L);
        return letter;
    }

    private void assertOutcomes(Map<String, Long> expected) {
        var counted = new java.util.HashMap<>(preprocessor.statistics().getOutcomes());
        counted.values().removeIf(count -> count == 0);
        assertThat(counted).containsExactlyInAnyOrderEntriesOf(expected);
    }
}
