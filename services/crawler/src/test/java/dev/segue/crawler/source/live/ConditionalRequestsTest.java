package dev.segue.crawler.source.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.stubupstreams.Fault;
import dev.segue.stubupstreams.Upstream;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Upstreams that tell entity tags or times of change are asked for what is new only.
class ConditionalRequestsTest {

    private static int edited(Stubbed stubbed) {
        return IntStream.range(0, stubbed.catalogue.size())
                .filter(number -> stubbed.catalogue
                        .playlist(number, Stubbed.START.plus(Stubbed.WEEK))
                        .filter(playlist -> playlist.revision() > 0)
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ", "SPOTIFY"})
    void whatIsAsItWasIsNotSentAgainAndAnEditIsSeen(Upstream upstream) throws InterruptedException {
        try (var stubbed = new Stubbed(upstream)) {
            // Given
            stubbed.stub.entityTags(true);
            int number = edited(stubbed);
            var before = stubbed.seen(stubbed.playlist(number));
            var known = stubbed.playlist(
                    number,
                    before.fingerprint(),
                    before.validator(),
                    before.snapshot().getVersion());

            // When
            var again = stubbed.one(known);
            stubbed.now = Stubbed.START.plus(Stubbed.WEEK);
            var after = stubbed.seen(known);

            // Then
            assertThat(before.validator()).startsWith("etag:\"");
            assertThat(again)
                    .isEqualTo(new Finding.Unchanged(
                            stubbed.source.playlistId(stubbed.stub.playlistId(number)), before.validator(), null));
            assertThat(stubbed.stub.requests("not modified")).isEqualTo(1);
            assertThat(after.validator()).isNotEqualTo(before.validator());
            assertThat(after.snapshot().getTracks())
                    .extracting(SnapshotTrack::getTrackId)
                    .isEqualTo(stubbed.trackIds(number));
        }
    }

    @Test
    void anUpstreamWithoutEntityTagsIsAskedInFullAndToldByItsChecksum() throws InterruptedException {
        try (var stubbed = new Stubbed(Upstream.DEEZER)) {
            // Given
            var before = stubbed.seen(stubbed.playlist(3));

            // When
            var again = stubbed.one(stubbed.playlist(
                    3,
                    before.fingerprint(),
                    before.validator(),
                    before.snapshot().getVersion()));

            // Then
            assertThat(before.validator()).isNull();
            assertThat(again).isInstanceOfSatisfying(Finding.Unchanged.class, unchanged -> assertThat(unchanged.saves())
                    .isEqualTo(before.snapshot().getSaves()));
            assertThat(stubbed.stub.requests("not modified")).isZero();
        }
    }

    @Test
    void aFaultInBetweenCostsNoEntityTag() throws InterruptedException {
        try (var stubbed = new Stubbed(Upstream.SPOTIFY)) {
            // Given
            var before = stubbed.seen(stubbed.playlist(3));
            int asked = stubbed.stub.log().count();
            stubbed.stub.faults((path, number) -> number == asked ? Fault.HALF_JSON : Fault.NONE);

            // When
            var again = stubbed.one(stubbed.playlist(
                    3,
                    before.fingerprint(),
                    before.validator(),
                    before.snapshot().getVersion()));

            // Then
            assertThat(again).isInstanceOf(Finding.Unchanged.class);
            assertThat(stubbed.stub.requests("not modified")).isEqualTo(1);
        }
    }

    @Test
    void aTimeOfChangeServesWhereThereIsNoEntityTagUnlessItIsTooFresh() throws Exception {
        // Given
        var asked = new ConcurrentLinkedQueue<String>();
        String body = "{\"playlist\": {\"title\": \"dub\", \"track\": []}}";
        String date = "Mon, 02 Mar 2026 10:00:05 GMT";
        String settled = "Mon, 02 Mar 2026 10:00:00 GMT";
        var vertx = Vertx.vertx();
        var server = vertx.createHttpServer()
                .requestHandler(request -> {
                    String since = String.valueOf(request.getHeader("If-Modified-Since"));
                    asked.add(since);
                    var response = request.response()
                            .putHeader("Content-Type", "application/json")
                            .putHeader("Date", date)
                            .putHeader("Last-Modified", asked.size() < 3 ? settled : date);
                    if (since.equals(settled) && asked.size() < 3) {
                        response.setStatusCode(304).end();
                    } else {
                        response.end(body);
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        try (var stubbed = new Stubbed(Upstream.LISTENBRAINZ)) {
            var source = new ListenBrainzSource(
                    stubbed.hostAt(URI.create("http://127.0.0.1:" + server.actualPort())),
                    () -> Stubbed.START.plus(Duration.ofHours(11)),
                    new PlaylistLimit(1 << 20, 1 << 24),
                    stubbed.drifting());

            // When
            var first = (Finding.Seen) one(source, stubbed.playlist(1));
            var second = one(source, stubbed.playlist(1, first.fingerprint(), first.validator(), 1));
            var third = (Finding.Unchanged) one(source, stubbed.playlist(1, first.fingerprint(), first.validator(), 1));

            // Then
            assertThat(first.validator()).isEqualTo("modified:" + settled);
            assertThat(second).isInstanceOf(Finding.Unchanged.class);
            assertThat(asked).containsExactly("null", settled, settled);
            assertThat(third.validator())
                    .as("changed in the second it was asked")
                    .isNull();
        } finally {
            vertx.close();
        }
    }

    private static Finding one(LiveSource source, LiveTarget target) throws InterruptedException {
        try (var reading = source.open(target)) {
            Finding finding = reading.next();
            assertThat(finding).isNotNull();
            return java.util.Objects.requireNonNull(finding);
        }
    }
}
