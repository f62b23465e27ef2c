package dev.segue.verification;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.Distribution;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.verification.check.Acknowledged;
import dev.segue.verification.check.Finding;
import dev.segue.verification.check.Finding.Verdict;
import dev.segue.verification.check.Invariant;
import dev.segue.verification.check.Question.Reply;
import dev.segue.verification.recount.PublishedRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerifierTest {

    private final WrittenLog written = new WrittenLog();
    private final HandMadePlatform platform = new HandMadePlatform(written, WrittenLog.PARTITIONS);

    @Test
    void findsNothingWrongWithWhatIsRight() throws Exception {
        // Given
        aLifeOfPlaylists();

        // When
        List<Finding> findings = verify();

        // Then
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .isEmpty();
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.OK)
                .extracting(Finding::invariant)
                .contains(Invariant.I3, Invariant.I4, Invariant.I6);
    }

    @Test
    void countsTheIdsOfARecordingAsOne() throws Exception {
        // Given
        platform.saying("track:one-love", "isrc:JMA347700033").counting("track:one-love", "isrc:JMA347700033");
        aLifeOfPlaylists();

        // When
        platform.saying("track:jamming", "isrc:JMA347700022")
                .counting("track:jamming", "isrc:JMA347700022")
                .counted();

        // Then
        assertThat(verify())
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .isEmpty();
    }

    @Test
    void noticesAnAliasThatIsNotApplied() throws Exception {
        // Given
        aLifeOfPlaylists();

        // When
        platform.saying("track:jamming", "isrc:JMA347700022");

        // Then
        assertThat(verify())
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .extracting(Finding::invariant)
                .contains(Invariant.I3);
    }

    @Test
    void noticesAMergeThatNobodySaid() throws Exception {
        // Given
        aLifeOfPlaylists();

        // When
        platform.counting("track:jamming", "isrc:JMA347700022");

        // Then
        assertThat(verify())
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .extracting(Finding::invariant)
                .contains(Invariant.I3, Invariant.I4);
    }

    @Test
    void neverCallsOkWhatItDidNotCompare() throws Exception {
        // When
        List<Finding> findings = verify();

        // Then
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.SKIPPED);
            assertThat(finding.notes()).isNotEmpty();
        });
    }

    @Test
    void noticesACountThatIsOneTooHigh() throws Exception {
        // Given
        platform.bending(TrackNeighbours.class, list -> withFirst(list, 1, 0));

        // When / Then
        assertThat(failing()).contains(Invariant.I3, Invariant.I4);
    }

    @Test
    void noticesTheOtherSidesPlaylists() throws Exception {
        // Given
        platform.bending(TrackNeighbours.class, list -> withFirst(list, 0, 1));

        // When / Then
        assertThat(failing()).contains(Invariant.I4);
    }

    @Test
    void noticesAWrongCosine() throws Exception {
        // Given
        platform.bending(TrackNeighbours.class, list -> {
            var neighbours = new ArrayList<>(list.getNeighbours());
            neighbours.set(
                    0, Neighbour.newBuilder(neighbours.get(0)).setCosine(0.123f).build());
            return TrackNeighbours.newBuilder(list).setNeighbours(neighbours).build();
        });

        // When / Then
        assertThat(failing()).contains(Invariant.I3);
    }

    @Test
    void noticesTiesInTheWrongOrder() throws Exception {
        // Given
        platform.bending(TrackNeighbours.class, list -> TrackNeighbours.newBuilder(list)
                .setNeighbours(list.getNeighbours().reversed())
                .build());

        // When / Then
        assertThat(failing()).contains(Invariant.I3);
    }

    @Test
    void noticesAMissingList() throws Exception {
        // Given
        platform.bending(TrackNeighbours.class, list -> list.getTrackId().equals("track:jamming") ? null : list);

        // When
        aLifeOfPlaylists();

        // Then
        assertThat(verify())
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .singleElement()
                .satisfies(finding -> assertThat(finding.examples())
                        .singleElement()
                        .asString()
                        .contains("track:jamming: expected 3 neighbours, got no list"));
    }

    @Test
    void noticesAPublicationThatWasLaterPutRight() throws Exception {
        // Given
        var seen = new ArrayList<String>();
        platform.bending(TrackNeighbours.class, list -> {
            boolean first = list.getTrackId().equals("track:jamming") && !seen.contains(list.getTrackId());
            seen.add(list.getTrackId());
            return first ? withFirst(list, 1, 0) : list;
        });

        // When / Then
        assertThat(failing()).containsExactly(Invariant.I4);
    }

    @Test
    void noticesAWrongCatalogue() throws Exception {
        // Given
        platform.bending(CatalogueTrack.class, track -> CatalogueTrack.newBuilder(track)
                .setPlaylists(track.getPlaylists() + 1)
                .build());

        // When / Then
        assertThat(failing()).containsExactlyInAnyOrder(Invariant.I3, Invariant.I4);
    }

    @Test
    void noticesAPlaylistThatLostATrack() throws Exception {
        // Given
        platform.bending(CleanPlaylist.class, clean -> CleanPlaylist.newBuilder(clean)
                .setTracks(clean.getTracks().subList(1, clean.getTracks().size()))
                .build());

        // When / Then
        assertThat(failing()).containsExactly(Invariant.I4);
    }

    @Test
    void noticesAPlaylistThatWasNotPublished() throws Exception {
        // Given
        platform.bending(CleanPlaylist.class, clean -> clean.getPlaylistId().equals("mpd:4") ? null : clean);

        // When / Then
        assertThat(failing()).contains(Invariant.I3);
    }

    @Test
    void noticesAMissingLetter() throws Exception {
        // Given
        platform.bending(RejectedPlaylist.class, letter -> null);

        // When / Then
        assertThat(failing()).containsExactly(Invariant.I6);
    }

    @Test
    void noticesALetterForAnotherReason() throws Exception {
        // Given
        platform.bending(RejectedPlaylist.class, letter -> RejectedPlaylist.newBuilder(letter)
                .setReason("SAVES_UNKNOWN")
                .build());

        // When / Then
        assertThat(failing()).containsExactly(Invariant.I6);
    }

    @Test
    void noticesARecordThatWasCountedTwice() throws Exception {
        // Given
        platform.bending(PlaylistStatistics.class, of -> {
            var outcomes = new TreeMap<>(of.getOutcomes());
            outcomes.merge("clean", 1L, Long::sum);
            return PlaylistStatistics.newBuilder(of).setOutcomes(outcomes).build();
        });

        // When / Then
        assertThat(failing()).containsExactly(Invariant.I6);
    }

    @Test
    void noticesADistributionThatIsNotThatOfThePlaylists() throws Exception {
        // Given
        platform.bending(PlaylistStatistics.class, of -> {
            CorpusFigures figures = of.getCorpus();
            return figures == null
                    ? of
                    : PlaylistStatistics.newBuilder(of)
                            .setCorpus(CorpusFigures.newBuilder(figures)
                                    .setNeighbours(Distribution.newBuilder(figures.getNeighbours())
                                            .setMaximum(figures.getNeighbours().getMaximum() + 1)
                                            .build())
                                    .build())
                            .build();
        });

        // When
        aLifeOfPlaylists();

        // Then
        assertThat(verify())
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.invariant()).isEqualTo(Invariant.I3);
                    assertThat(finding.examples()).singleElement().asString().contains("neighbours, largest");
                });
    }

    @Test
    void noticesRecordsNobodyRead() throws Exception {
        // Given
        aLifeOfPlaylists();
        written.send(Topics.PLAYLIST_SNAPSHOTS, "mpd:77", null);

        // When / Then
        assertThat(failed(verify())).containsExactly(Invariant.I6);
    }

    @Test
    void noticesAnAcknowledgedRecordThatIsNotThere() throws Exception {
        // Given
        aLifeOfPlaylists();
        var inquiry = new Verifier.Inquiry(
                PublishedRules.DEFAULTS,
                10,
                null,
                null,
                Optional.empty(),
                List.of(new Acknowledged(0, 1_000, "mpd:1")),
                Optional.of(Set.of("mpd:1", "mpd:99")));

        // When
        List<Finding> findings =
                new Verifier(inquiry, nothing -> {}).verify(written.log).findings();

        // Then
        assertThat(failed(findings)).containsExactly(Invariant.I1, Invariant.I2);
    }

    @Test
    void noticesThatFewerRecordsAreThereThanAnImportPublished() throws Exception {
        // Given
        aLifeOfPlaylists();
        frontier("import:7", "import", 1_000, "{\"0\": 2}");

        // When / Then
        assertThat(failed(verify())).containsExactly(Invariant.I1);
    }

    @Test
    void comparesTheVersionsThatCrawlsSayTheyPublished() throws Exception {
        // Given
        aLifeOfPlaylists();
        crawled("mpd:1", 1, "done", null);
        crawled("mpd:5", 2, "missing", null);
        crawled("mpd:never", 7, "gone", null);
        crawled("mpd:absent", 7, "done", "near-duplicate");
        List<Finding> right = verify();

        // When
        crawled("mpd:2", 2, "done", null);
        crawled("mpd:5", 2, "gone", null);
        crawled("mpd:lost", 1, "done", null);
        List<Finding> wrong = verify();

        // Then
        assertThat(failed(right)).isEmpty();
        assertThat(wrong)
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.invariant()).isEqualTo(Invariant.I1);
                    assertThat(finding.different()).isEqualTo(3);
                    assertThat(finding.examples())
                            .contains("playlist:mpd:lost: expected version 1 in the raw topic, got none");
                });
    }

    @Test
    void noticesAServiceThatAnswersSomethingElse() throws Exception {
        // Given
        aLifeOfPlaylists();
        var inquiry = new Verifier.Inquiry(
                PublishedRules.DEFAULTS,
                10,
                path -> new Reply.NotFound(),
                path -> new Reply.NotFound(),
                Optional.empty(),
                List.of(),
                Optional.empty());

        // When
        List<Finding> findings =
                new Verifier(inquiry, nothing -> {}).verify(written.log).findings();

        // Then
        assertThat(failed(findings)).containsExactly(Invariant.I3, Invariant.I5, Invariant.I5);
    }

    @Test
    void noticesAStateStoreThatLostAPlaylist() throws Exception {
        // Given
        aLifeOfPlaylists();
        written.log.topic("preprocessor-playlists-v1-playlist-table-changelog", WrittenLog.PARTITIONS);

        // When / Then
        assertThat(failed(verify())).containsExactly(Invariant.I5);
    }

    @Test
    void doesNotBlameWhatCompactionTookAway() throws Exception {
        // Given
        platform.clean(playlist("mpd:1").of("a", "b", "c"));
        written.skip(Topics.PLAYLIST_SNAPSHOTS, 0);
        written.skip(Topics.PLAYLIST_SNAPSHOTS, 1);
        platform.clean(playlist("mpd:2").of("a", "b", "d"))
                .clean(playlist("mpd:3").of("a", "b", "d"));

        // When
        List<Finding> findings = verify();

        // Then
        assertThat(failed(findings)).isEmpty();
        assertThat(findings).flatExtracting(Finding::notes).anyMatch(note -> note.contains("carry no record"));
    }

    @Test
    void itsNegativeControlsAreNoticed() throws Exception {
        // Given
        aLifeOfPlaylists();
        var report = new Verifier(inquiry(), nothing -> {}).verify(written.log);

        // When
        List<Finding> controls = new NegativeControls(written.log, report.history(), nothing -> {}).run();

        // Then
        assertThat(controls).hasSize(3).allSatisfy(control -> {
            assertThat(control.verdict()).as(control.toString()).isEqualTo(Verdict.OK);
            assertThat(control.notes()).isNotEmpty();
        });
    }

    @Test
    void aControlThatNobodyNoticesFails() throws Exception {
        // Given
        aLifeOfPlaylists();
        var report = new Verifier(inquiry(), nothing -> {}).verify(written.log);
        var empty = new WrittenLog().log;

        // When
        List<Finding> controls = new NegativeControls(empty, report.history(), nothing -> {}).run();

        // Then
        assertThat(controls).anySatisfy(control -> {
            assertThat(control.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(control.examples()).singleElement().asString().contains("expected [I3] to fail, got []");
        });
    }

    @Test
    void controlsProveNothingWhereTheVerifierSaysNoAnyway() throws Exception {
        // Given
        platform.bending(RejectedPlaylist.class, letter -> null);
        aLifeOfPlaylists();
        var report = new Verifier(inquiry(), nothing -> {}).verify(written.log);

        // When
        List<Finding> controls = new NegativeControls(written.log, report.history(), nothing -> {}).run();

        // Then
        assertThat(controls).singleElement().satisfies(control -> {
            assertThat(control.verdict()).isEqualTo(Verdict.SKIPPED);
            assertThat(control.notes()).singleElement().asString().contains("says no to [I6] without any fault");
        });
    }

    @Test
    void rulesAreThoseThatWereTold() throws Exception {
        // Given
        assertThat(PublishedRules.told(written.log)).isEmpty();

        // When
        aLifeOfPlaylists();

        // Then
        assertThat(PublishedRules.told(written.log)).contains(PublishedRules.DEFAULTS);
    }

    private void aLifeOfPlaylists() {
        platform.clean(playlist("mpd:1").of("jamming", "exodus", "one-love"))
                .clean(playlist("mpd:2").of("jamming", "exodus", "no-woman-no-cry", "jamming"))
                .filtered(playlist("mpd:3").savedBy(3).of("jamming", "exodus", "one-love"), "SAVES_BELOW_MINIMUM")
                .poison("mpd:9")
                .clean(playlist("mpd:4").of("a", "b", "c", "d"))
                .without("unchanged", playlist("mpd:4").version(2).of("a", "b", "c", "d"))
                .clean(playlist("mpd:4").version(5).of("d", "c", "b", "a", "e"))
                .without("superseded", playlist("mpd:4").version(3).of("x", "y", "z"))
                .rejected(playlist("mpd:4").version(5).of("x", "y", "z"), "VERSION_CONFLICT")
                .clean(playlist("mpd:5").of("a", "b", "c"))
                .filtered(playlist("mpd:5").version(2).of("a", "b"), "TOO_FEW_TRACKS")
                .clean(playlist("mpd:6").ofMany("long", 150))
                .deleted("mpd:6")
                .deleted("mpd:never")
                .clean(playlist("mpd:6").ofMany("long", 30))
                .counted();
    }

    private Set<Invariant> failing() throws InterruptedException {
        aLifeOfPlaylists();
        return Set.copyOf(failed(verify()));
    }

    private static List<Invariant> failed(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.verdict() == Verdict.FAILED)
                .map(Finding::invariant)
                .toList();
    }

    private Verifier.Inquiry inquiry() {
        return new Verifier.Inquiry(
                PublishedRules.DEFAULTS, 1_000, null, null, Optional.empty(), List.of(), Optional.empty());
    }

    private List<Finding> verify() throws InterruptedException {
        return new Verifier(inquiry(), nothing -> {}).verify(written.log).findings();
    }

    private void frontier(String id, String kind, long published, String endOffsets) {
        frontier(entry(id, kind)
                .setPosition(published)
                .setPublished(published)
                .setAttributes(Map.of("report", "{\"endOffsets\": " + endOffsets + "}"))
                .build());
    }

    /// What a crawl knows of a playlist that it published last in that version.
    private void crawled(String id, long version, String state, @Nullable String flag) {
        frontier(entry("playlist:" + id, "playlist")
                .setVersion(version)
                .setState(state)
                .setFlag(flag)
                .build());
    }

    private static CrawlFrontierEntry.Builder entry(String id, String kind) {
        return CrawlFrontierEntry.newBuilder()
                .setId(id)
                .setKind(kind)
                .setSource("mpd")
                .setState("done")
                .setPosition(0)
                .setPublished(0)
                .setRefused(0)
                .setUpdatedAt(Instant.EPOCH);
    }

    private void frontier(CrawlFrontierEntry entry) {
        written.send(
                Topics.CRAWL_FRONTIER,
                entry.getId(),
                Wire.of(CrawlFrontierEntry.class).encode(entry));
    }

    private static TrackNeighbours withFirst(TrackNeighbours list, int counts, int playlists) {
        var neighbours = new ArrayList<>(list.getNeighbours());
        Neighbour first = neighbours.get(0);
        int holders = first.getPlaylists() + playlists;
        int count = first.getCount() + counts;
        double product = (double) list.getPlaylists() * holders;
        double lift = count * (double) list.getCorpusPlaylists() / product;
        neighbours.set(
                0,
                new Neighbour(
                        first.getTrackId(), count, holders, (float) (count / Math.sqrt(product)), (float) lift, (float)
                                Math.log(lift)));
        return TrackNeighbours.newBuilder(list).setNeighbours(neighbours).build();
    }
}
