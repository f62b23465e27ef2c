package dev.segue.crawler.source.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.live.LiveTarget.Kind;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.domain.PlaylistId;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.stubupstreams.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Spotify and MusicBrainz over HTTP, and what answers of another shape than documented lead to.
class OtherSourcesTest {

    @Test
    void spotifyGivesAPlaylistOfOneSnapshot() throws InterruptedException {
        try (var stubbed = new Stubbed(Upstream.SPOTIFY)) {
            // Given
            stubbed.catalogue.lengthen(3, 130);

            // When
            var seen = stubbed.seen(stubbed.playlist(3));
            var again = stubbed.one(
                    stubbed.playlist(3, seen.fingerprint(), seen.snapshot().getVersion()));

            // Then
            assertThat(seen.snapshot().getTracks())
                    .extracting(SnapshotTrack::getTrackId)
                    .isEqualTo(stubbed.trackIds(3));
            assertThat(seen.snapshot().getTracks())
                    .allSatisfy(track -> assertThat(track.getIsrc()).startsWith("ZZSTB"));
            assertThat(again).isInstanceOf(Finding.Unchanged.class);
            assertThat(stubbed.stub.requests("/api/token"))
                    .as("a token is kept")
                    .isEqualTo(1);
            assertThat(stubbed.drift).isEmpty();
        }
    }

    @Test
    void spotifyListsPassOverNulls() throws InterruptedException {
        try (var stubbed = new Stubbed(Upstream.SPOTIFY)) {
            // Given
            int found = stubbed.catalogue.search("a", Stubbed.START).length;

            // When
            var listed = stubbed.read(Stubbed.keyword("a", 1_000));

            // Then
            assertThat(listed).doesNotHaveDuplicates().hasSize(found);
        }
    }

    @Test
    void musicBrainzTellsTheIsrcsOfARecording() throws InterruptedException {
        try (var stubbed = new Stubbed(Upstream.MUSICBRAINZ)) {
            // Given
            String recording = stubbed.stub.trackId(12);
            String without = stubbed.stub.trackId(19);

            // When
            var told = stubbed.read(new LiveTarget(Kind.TRACK, recording, null, null, null, 0, 0));
            var nothing = stubbed.read(new LiveTarget(Kind.TRACK, without, null, null, null, 0, 0));

            // Then
            assertThat(told).singleElement().isInstanceOfSatisfying(Finding.Identified.class, identified -> {
                assertThat(identified.track().value()).isEqualTo(recording);
                assertThat(identified.isrc()).isEqualTo("ZZSTB0000012");
            });
            assertThat(nothing).isEmpty();
            assertThatThrownBy(() -> stubbed.read(new LiveTarget(Kind.TRACK, "mbid:none", null, null, null, 0, 0)))
                    .isInstanceOf(UpstreamFailure.class);
        }
    }

    @Test
    void fieldsThatAppearOrVanishAreToldAndReadingGoesOn() throws IOException {
        // Given
        var told = new TreeSet<String>();
        var drift = new ShapeDrift() {
            @Override
            public void appeared(String source, String shape, String field) {
                told.add("+" + source + "." + shape + "." + field);
            }

            @Override
            public void vanished(String source, String shape, String field) {
                told.add("-" + source + "." + shape + "." + field);
            }

            @Override
            public void skippedTrack(String source) {
                told.add("skipped");
            }
        };
        var shape = new Shape("thing", java.util.List.of("id", "name"), java.util.List.of("note"));
        var read = new java.util.ArrayList<String>();

        // When
        try (var json = new Fields(
                "test",
                drift,
                new ByteArrayInputStream("{\"id\": 7, \"new\": {\"deep\": [1, {}]}, \"note\": null}"
                        .getBytes(StandardCharsets.UTF_8)))) {
            json.whole(shape, field -> read.add(field + "=" + json.text()));
        }

        // Then
        assertThat(read).containsExactly("id=7", "note=null");
        assertThat(told).containsExactly("+test.thing.new", "-test.thing.name");
    }

    @Test
    void nullsWhereverTheyMayBeDoNotStopAPlaylist() throws Exception {
        // Given
        String body = "{\"playlist\": {\"creator\": null, \"title\": null, \"identifier\": null, \"date\": null, "
                + "\"annotation\": null, \"extension\": null, \"track\": [null, {\"identifier\": null}, "
                + "{\"identifier\": [null, \"https://musicbrainz.org/recording/e8f9b188-f819-4e43-ab0f-4bd26ce9ff56\"], "
                + "\"title\": null, \"creator\": null, \"album\": null, \"duration\": \"soon\", \"extension\": null}]}}";
        var vertx = Vertx.vertx();
        try (var stubbed = new Stubbed(Upstream.LISTENBRAINZ)) {
            Host host = stubbed.hostAt(saying(vertx, body));
            var source = new ListenBrainzSource(
                    host, () -> Stubbed.START, new PlaylistLimit(1 << 20, 1 << 24), stubbed.drifting());

            // When
            Finding finding;
            try (var reading = source.open(stubbed.playlist(1))) {
                finding = reading.next();
            }

            // Then
            assertThat(finding).isInstanceOfSatisfying(Finding.Seen.class, seen -> {
                assertThat(seen.fingerprint()).startsWith("content-");
                assertThat(seen.snapshot().getTitle()).isEmpty();
                assertThat(seen.snapshot().getTracks()).singleElement().satisfies(track -> assertThat(
                                track.getTrackId())
                        .isEqualTo("mbid:e8f9b188-f819-4e43-ab0f-4bd26ce9ff56"));
            });
            assertThat(stubbed.skipped).isEqualTo(2);
        } finally {
            vertx.close();
        }
    }

    @Test
    void aListingThatRepeatsItselfAndHasNullsNamesEveryPlaylistOnce() throws Exception {
        // Given
        String body = "{\"data\": [null, {\"id\": 7, \"title\": \"a\", \"checksum\": \"x\", \"user\": {\"id\": 3}}, "
                + "{\"id\": 7}, {\"id\": null, \"user\": null}, {\"id\": \"8\", \"user\": null}], "
                + "\"total\": null, \"next\": null}";
        var vertx = Vertx.vertx();
        try (var stubbed = new Stubbed(Upstream.DEEZER)) {
            var source = new DeezerSource(
                    stubbed.hostAt(saying(vertx, body)),
                    () -> Stubbed.START,
                    new PlaylistLimit(1 << 20, 1 << 24),
                    stubbed.drifting());
            var listed = new java.util.ArrayList<Finding>();

            // When
            try (var reading = source.open(Stubbed.keyword("dub", 100))) {
                for (Finding finding = reading.next(); finding != null; finding = reading.next()) {
                    listed.add(finding);
                }
            }

            // Then
            assertThat(listed)
                    .containsExactly(
                            new Finding.Listed(new PlaylistId("deezer:7"), "3"),
                            new Finding.Listed(new PlaylistId("deezer:8"), null));
        } finally {
            vertx.close();
        }
    }

    @Test
    void nullsInAPlaylistOfDeezerDoNotStopIt() throws Exception {
        // Given
        String body = "{\"id\": 7, \"title\": null, \"description\": null, \"public\": null, \"nb_tracks\": 4, "
                + "\"fans\": null, \"checksum\": null, \"creator\": null, \"mod_date\": null, \"tracks\": {\"data\": "
                + "[null, {\"id\": null}, {\"id\": 5, \"title\": null, \"artist\": null, \"album\": null, "
                + "\"duration\": null, \"time_add\": null}, {\"id\": 5}]}}";
        var vertx = Vertx.vertx();
        try (var stubbed = new Stubbed(Upstream.DEEZER)) {
            var source = new DeezerSource(
                    stubbed.hostAt(saying(vertx, body)),
                    () -> Stubbed.START,
                    new PlaylistLimit(1 << 20, 1 << 24),
                    stubbed.drifting());

            // When
            Finding finding;
            try (var reading = source.open(stubbed.playlist(1))) {
                finding = reading.next();
            }

            // Then
            assertThat(finding).isInstanceOfSatisfying(Finding.Seen.class, seen -> {
                assertThat(seen.fingerprint()).startsWith("content-");
                assertThat(seen.snapshot().getSaves()).as("unknown, not 0").isNull();
                assertThat(seen.snapshot().getTracks())
                        .extracting(SnapshotTrack::getTrackId)
                        .as("repeats are kept")
                        .containsExactly("deezer:5", "deezer:5");
            });
            assertThat(stubbed.skipped).isEqualTo(2);
        } finally {
            vertx.close();
        }
    }

    /// Where a server listens that answers this to everything.
    private static URI saying(Vertx vertx, String body) throws Exception {
        var server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(Buffer.buffer(body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }
}
