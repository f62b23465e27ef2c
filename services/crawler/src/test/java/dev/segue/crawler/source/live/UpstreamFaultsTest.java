package dev.segue.crawler.source.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.upstream.Budget;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.stubupstreams.Fault;
import dev.segue.stubupstreams.Upstream;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What upstreams do wrong, over HTTP: no partial playlist ever comes of it.
class UpstreamFaultsTest {

    private static final int MEBIBYTE = 1 << 20;

    static Stream<Arguments> lasting() {
        return Stream.of(Upstream.DEEZER, Upstream.LISTENBRAINZ)
                .flatMap(upstream -> Stream.of(
                        Arguments.of(upstream, Fault.WRONG_CONTENT_TYPE, Kind.WRONG_CONTENT),
                        Arguments.of(upstream, Fault.GZIP_BOMB, Kind.TOO_BIG),
                        Arguments.of(upstream, Fault.SLOW_BYTES, Kind.TOO_SLOW),
                        Arguments.of(upstream, Fault.SILENT_BODY, Kind.TOO_SLOW),
                        Arguments.of(upstream, Fault.REDIRECT_TO_PRIVATE, Kind.REDIRECTED),
                        Arguments.of(upstream, Fault.REDIRECT_LOOP, Kind.REDIRECTED),
                        Arguments.of(upstream, Fault.INVALID_UTF8, Kind.WRONG_CONTENT),
                        Arguments.of(upstream, Fault.HALF_JSON, Kind.WRONG_CONTENT),
                        Arguments.of(upstream, Fault.EMPTY_BODY, Kind.WRONG_CONTENT),
                        Arguments.of(upstream, Fault.TRUNCATED, Kind.UNREACHABLE),
                        Arguments.of(upstream, Fault.RESET, Kind.UNREACHABLE),
                        Arguments.of(upstream, Fault.SERVER_ERROR, Kind.UNAVAILABLE),
                        Arguments.of(upstream, Fault.UNAVAILABLE, Kind.UNAVAILABLE),
                        Arguments.of(upstream, Fault.QUOTA_IN_THE_BODY, Kind.THROTTLED),
                        Arguments.of(upstream, Fault.THROTTLED_FOR_SECONDS, Kind.THROTTLED),
                        Arguments.of(upstream, Fault.THROTTLED_UNTIL_DATE, Kind.THROTTLED),
                        Arguments.of(upstream, Fault.THROTTLED_ABSURDLY, Kind.THROTTLED),
                        Arguments.of(upstream, Fault.THROTTLED_GARBLED, Kind.THROTTLED)));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void aFaultThatLastsIsNamedAndGivesNothing(Upstream upstream, Fault fault, Kind expected) {
        try (var stubbed = new Stubbed(upstream, Duration.ofMillis(700), 4 * MEBIBYTE, Budget.UNLIMITED)) {
            // Given
            stubbed.stub.faults((path, number) -> fault);

            // When / Then
            assertThatThrownBy(() -> stubbed.one(stubbed.playlist(1)))
                    .isInstanceOfSatisfying(UpstreamFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(expected));
            assertThat(stubbed.stub.log().count()).as("tries are bounded").isLessThanOrEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void aFaultThatPassesCostsARequestOnly(Upstream upstream) throws InterruptedException {
        for (Fault fault : Fault.PASSING) {
            try (var stubbed = new Stubbed(upstream)) {
                // Given
                stubbed.stub.faults((path, number) -> number == 0 ? fault : Fault.NONE);

                // When
                var seen = stubbed.seen(stubbed.playlist(1));

                // Then
                assertThat(seen.snapshot().getTracks())
                        .as("after %s", fault)
                        .extracting(SnapshotTrack::getTrackId)
                        .isEqualTo(stubbed.trackIds(1));
                assertThat(stubbed.stub.log().count()).isEqualTo(2);
            }
        }
    }

    @Test
    void aNextPageAtAnotherHostIsNotFollowed() {
        try (var stubbed = new Stubbed(Upstream.DEEZER)) {
            // Given
            stubbed.stub.faults((path, number) -> Fault.NEXT_ELSEWHERE);

            // When / Then
            assertThatThrownBy(() -> stubbed.read(Stubbed.keyword("a", 1_000)))
                    .isInstanceOfSatisfying(UpstreamFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.ASTRAY))
                    .hasMessageContaining("upstream.invalid");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void pagesThatNeverEndAreLeft(Upstream upstream) {
        try (var stubbed = new Stubbed(upstream)) {
            // Given
            stubbed.stub.faults((path, number) -> Fault.ENDLESS_PAGES);

            // When / Then
            assertThatThrownBy(() -> stubbed.read(Stubbed.keyword("reggae", 1_000)))
                    .isInstanceOfSatisfying(UpstreamFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.ASTRAY));
            assertThat(stubbed.stub.log().count()).isLessThan(10);
        }
    }

    @Test
    void tracksWhosePagesNeverEndAreLeft() {
        try (var stubbed = new Stubbed(Upstream.DEEZER)) {
            // Given
            stubbed.catalogue.lengthen(1, 1_500);
            stubbed.stub.faults((path, number) -> Fault.ENDLESS_PAGES);

            // When / Then
            assertThatThrownBy(() -> stubbed.one(stubbed.playlist(1)))
                    .isInstanceOfSatisfying(UpstreamFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.ASTRAY));
        }
    }

    @Test
    void aPlaylistThatChangesBetweenItsPagesIsReadAgain() throws InterruptedException {
        try (var stubbed = new Stubbed(Upstream.DEEZER)) {
            // Given
            int edited = java.util.stream.IntStream.range(0, stubbed.catalogue.size())
                    .filter(number -> stubbed.catalogue
                            .playlist(number, Stubbed.START.plus(Stubbed.WEEK))
                            .filter(playlist -> playlist.revision() > 0)
                            .isPresent())
                    .findFirst()
                    .orElseThrow();
            stubbed.catalogue.lengthen(edited, 2_500);
            stubbed.stub.faults((path, number) -> {
                if (path.endsWith("/tracks") && number == 2) {
                    stubbed.now = Stubbed.START.plus(Stubbed.WEEK);
                }
                return Fault.NONE;
            });

            // When
            var seen = stubbed.seen(stubbed.playlist(edited));

            // Then
            assertThat(seen.snapshot().getTracks())
                    .extracting(SnapshotTrack::getTrackId)
                    .isEqualTo(stubbed.trackIds(edited));
            assertThat(stubbed.stub.requests("/playlist/{id}/tracks")).isGreaterThan(3);
        }
    }

    @Test
    void aPlaylistThatChangesAllTheTimeIsNeverGivenTorn() {
        try (var stubbed = new Stubbed(Upstream.DEEZER)) {
            // Given
            int busy = java.util.stream.IntStream.range(0, stubbed.catalogue.size())
                    .filter(number -> stubbed.catalogue
                            .playlist(number, Stubbed.START.plus(Stubbed.WEEK))
                            .filter(playlist -> playlist.revision() > 40)
                            .isPresent())
                    .findFirst()
                    .orElseThrow();
            stubbed.catalogue.lengthen(busy, 2_500);
            stubbed.stub.faults((path, number) -> {
                stubbed.now = stubbed.now.plus(Duration.ofHours(9));
                return Fault.NONE;
            });

            // When / Then
            assertThatThrownBy(() -> stubbed.one(stubbed.playlist(busy)))
                    .isInstanceOfSatisfying(UpstreamFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.TORN));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void aQuarterOfAMillionTracksAreReadWhole(Upstream upstream) throws InterruptedException {
        try (var stubbed = new Stubbed(upstream, Duration.ofMinutes(1), 256 * MEBIBYTE, Budget.UNLIMITED)) {
            // Given
            stubbed.catalogue.lengthen(1, 250_000);

            // When
            Finding.Seen seen = stubbed.seen(stubbed.playlist(1));

            // Then
            assertThat(seen.snapshot().getTracks()).hasSize(250_000);
            assertThat(seen.snapshot().getTracks().getLast().getTrackId())
                    .isEqualTo(stubbed.trackIds(1).getLast());
        }
    }
}
