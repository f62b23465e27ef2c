package dev.segue.crawler.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.source.file.Dump.Read;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JspfSourceTest {

    @TempDir
    Path folder;

    private Dump dump;

    @BeforeEach
    void begin() {
        dump = new Dump(folder);
    }

    @Test
    void readsAPlaylistWithTheMusicBrainzExtensions() {
        // Given
        dump.write("listen.jspf", """
                {"playlist": {"creator": "rosa", "title": "Harbour lights", "annotation": "for the ferry",
                  "identifier": "https://listenbrainz.org/playlist/11111111-2222-3333-4444-555555555555",
                  "date": "2024-01-01T00:00:00+00:00",
                  "extension": {"https://musicbrainz.org/doc/jspf#playlist":
                    {"public": true, "creator": "rosa", "last_modified_at": "2024-05-01T10:00:00+00:00"}},
                  "track": [
                    {"identifier": ["https://musicbrainz.org/recording/AAAAAAAA-2222-3333-4444-555555555555"],
                     "title": "Night Ferry", "creator": "The Pilots", "album": "Tides", "duration": 201000,
                     "extension": {"https://musicbrainz.org/doc/jspf#track": {"added_by": "rosa",
                       "added_at": "2024-04-30T09:00:00Z",
                       "artist_identifiers": ["https://musicbrainz.org/artist/bbbbbbbb-2222-3333-4444-555555555555"],
                       "release_identifier": "https://musicbrainz.org/release/cccccccc-2222-3333-4444-555555555555"}}},
                    {"identifier": "https://musicbrainz.org/recording/dddddddd-2222-3333-4444-555555555555", "title": "Buoy"}]}}""");

        // When
        var playlist = dump.read("listen.jspf").only();

        // Then
        assertThat(playlist.getSource()).isEqualTo("jspf");
        assertThat(playlist.getPlaylistId()).isEqualTo("jspf:11111111-2222-3333-4444-555555555555");
        assertThat(playlist.getTitle()).isEqualTo("Harbour lights");
        assertThat(playlist.getDescription()).isEqualTo("for the ferry");
        assertThat(playlist.getOwner()).isEqualTo("rosa");
        assertThat(playlist.getSaves()).isNull();
        assertThat(playlist.getVersion())
                .isEqualTo(Instant.parse("2024-05-01T10:00:00Z").toEpochMilli());
        assertThat(playlist.getTracks())
                .containsExactly(
                        new SnapshotTrack(
                                "mbid:aaaaaaaa-2222-3333-4444-555555555555",
                                "Night Ferry",
                                List.of("The Pilots"),
                                List.of("mbid:bbbbbbbb-2222-3333-4444-555555555555"),
                                "Tides",
                                "mbid:cccccccc-2222-3333-4444-555555555555",
                                201000L,
                                null,
                                null,
                                Instant.parse("2024-04-30T09:00:00Z")),
                        new SnapshotTrack(
                                "mbid:dddddddd-2222-3333-4444-555555555555",
                                "Buoy",
                                List.of(),
                                List.of(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null));
    }

    @Test
    void aBarePlaylistWithoutAnIdentifierIsNamedAfterItsFile() {
        // Given
        dump.write(
                "a.jspf",
                "{\"title\": \"Bare\", \"track\": [{\"identifier\": \"spotify:track:a\"}, {\"identifier\": \"https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC\"}]}");
        dump.write("b.jspf", "{\"title\": \"Bare\", \"track\": []}");

        // When
        var a = dump.read("a.jspf").only();
        var b = dump.read("b.jspf").only();

        // Then
        assertThat(a.getPlaylistId()).startsWith("jspf:file-").isNotEqualTo(b.getPlaylistId());
        assertThat(a.getVersion()).isEqualTo(Dump.MODIFIED.toEpochMilli());
        assertThat(Dump.trackIds(a)).containsExactly("spotify:track:a", "spotify:track:4uLU6hMCjMI75M1A2tKUQC");
    }

    @Test
    void everyFlawNamesWhatWasExpectedAndGot() {
        // Given
        var files = List.of(
                "{\"playlist\": [1]}",
                "{\"playlist\": {\"title\": \"no tracks\"}}",
                "{\"playlist\": {\"track\": 1}}",
                "{\"playlist\": {\"track\": [1]}}",
                "{\"playlist\": {\"track\": [{\"title\": \"no identifier\"}]}}",
                "{\"playlist\": {\"track\": [{\"identifier\": {}}]}}",
                "{\"playlist\": {\"track\": [{\"identifier\": [7]}]}}",
                "{\"playlist\": {\"extension\": {\"https://musicbrainz.org/doc/jspf#playlist\": {\"last_modified_at\": \"yesterday\"}}, \"track\": []}}",
                "{\"playlist\": {\"title\": \"cut\", \"track\": [{\"identifier\": \"spotify:tr");

        // When
        var flaws = files.stream()
                .map(text -> {
                    dump.write("one.jspf", text);
                    Read read = dump.read("one.jspf", FileFormat.JSPF);
                    return read.cut() == null ? read.refused().getFirst() : read.cut();
                })
                .map(flaw -> flaw.expected() + ", " + flaw.got());

        // Then
        assertThat(flaws)
                .containsExactly(
                        "playlist as an object, an array",
                        "a playlist with track, none",
                        "track as an array, the number 1",
                        "a track as an object, the number 1",
                        "a track with identifier, none",
                        "identifier as a string or an array of strings, an object",
                        "identifier as a string, the number 7",
                        "last_modified_at as a time with its zone (ISO 8601), the string \"yesterday\"",
                        "the rest of the playlist, the end of the file");
    }
}
