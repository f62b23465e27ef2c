package dev.segue.crawler.source.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.live.LiveTarget.Kind;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.stubupstreams.Catalogue;
import dev.segue.stubupstreams.Upstream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Deezer and ListenBrainz over HTTP, as their stubs show them.
class LiveSourcesTest {

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void givesAPlaylistAsItIs(Upstream upstream) throws InterruptedException {
        try (var stubbed = new Stubbed(upstream)) {
            // Given
            var expected = stubbed.catalogue.playlist(3, Stubbed.START).orElseThrow();

            // When
            var seen = stubbed.seen(stubbed.playlist(3));

            // Then
            var snapshot = seen.snapshot();
            assertThat(snapshot.getPlaylistId()).isEqualTo(upstream.wireName() + ":" + stubbed.stub.playlistId(3));
            assertThat(snapshot.getTitle()).isEqualTo(expected.title());
            assertThat(snapshot.getKeyword()).isEqualTo("jazz");
            assertThat(snapshot.getOwner()).endsWith(Integer.toString(expected.curator()));
            assertThat(snapshot.getTracks())
                    .extracting(SnapshotTrack::getTrackId)
                    .isEqualTo(stubbed.trackIds(3));
            assertThat(snapshot.getSaves()).isEqualTo(upstream == Upstream.DEEZER ? expected.saves() : null);
            assertThat(stubbed.drift).isEmpty();
            assertThat(stubbed.stub.requests("version HTTP_2"))
                    .as("HTTP/2 is used where it is offered")
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void tellsUnchangedFromEditedWithOneRequest(Upstream upstream) throws InterruptedException {
        try (var stubbed = new Stubbed(upstream)) {
            // Given
            int edited = IntStream.range(0, stubbed.catalogue.size())
                    .filter(number -> stubbed.catalogue
                            .playlist(number, Stubbed.START.plus(Stubbed.WEEK))
                            .filter(playlist -> playlist.revision() > 0)
                            .isPresent())
                    .findFirst()
                    .orElseThrow();
            var before = stubbed.seen(stubbed.playlist(edited));
            var known = stubbed.playlist(
                    edited, before.fingerprint(), before.snapshot().getVersion());

            // When
            var again = stubbed.one(known);
            stubbed.now = Stubbed.START.plus(Stubbed.WEEK);
            var after = stubbed.seen(known);

            // Then
            assertThat(again).isInstanceOf(Finding.Unchanged.class);
            assertThat(after.snapshot().getVersion())
                    .isGreaterThan(before.snapshot().getVersion());
            assertThat(after.snapshot().getTracks())
                    .extracting(SnapshotTrack::getTrackId)
                    .isEqualTo(stubbed.trackIds(edited));
            assertThat(stubbed.stub.log().count()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void listsWhatAKeywordFindsOnce(Upstream upstream) throws InterruptedException {
        try (var stubbed = new Stubbed(upstream)) {
            // Given
            int[] numbers = stubbed.catalogue.search("a", Stubbed.START);
            String keyword = upstream == Upstream.LISTENBRAINZ ? Catalogue.KEYWORDS.getFirst() : "a";

            // When
            var all = stubbed.read(Stubbed.keyword(keyword, 1_000));
            var some = stubbed.read(Stubbed.keyword(keyword, 3));

            // Then
            assertThat(all).doesNotHaveDuplicates().hasSize(stubbed.catalogue.search(keyword, Stubbed.START).length);
            assertThat(some).isEqualTo(all.subList(0, 3));
            assertThat(numbers.length).isGreaterThan(50);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void listsThePlaylistsOfAUser(Upstream upstream) throws InterruptedException {
        try (var stubbed = new Stubbed(upstream)) {
            // Given
            String user = upstream == Upstream.DEEZER ? "1000005" : "curator-5";

            // When
            var listed = stubbed.read(new LiveTarget(Kind.USER, user, null, null, null, 0, 1_000));

            // Then
            assertThat(listed)
                    .hasSize(stubbed.catalogue.ofCurator(5, Stubbed.START).length)
                    .allSatisfy(finding ->
                            assertThat(((Finding.Listed) finding).owner()).isEqualTo(user));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void saysThatAPlaylistIsGone(Upstream upstream) {
        try (var stubbed = new Stubbed(upstream)) {
            // Given
            var missing = stubbed.playlist(100_000);

            // When / Then
            assertThatThrownBy(() -> stubbed.one(missing))
                    .isInstanceOfSatisfying(UpstreamFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(UpstreamFailure.Kind.GONE));
        }
    }
}
