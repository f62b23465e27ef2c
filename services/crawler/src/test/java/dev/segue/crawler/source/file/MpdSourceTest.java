package dev.segue.crawler.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.file.Dump.Read;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MpdSourceTest {

    @TempDir
    Path folder;

    private Dump dump;

    @BeforeEach
    void begin() {
        dump = new Dump(folder);
    }

    private static String slice(String... playlists) {
        return "{\"info\": {\"slice\": \"0-9\", \"version\": \"v1\"}, \"playlists\": [\n"
                + String.join(",\n", playlists) + "\n]}";
    }

    private static String playlist(String pid, String... trackUris) {
        var tracks = new StringBuilder();
        for (String uri : trackUris) {
            tracks.append(tracks.isEmpty() ? "" : ", ")
                    .append("{\"artist_name\": \"The Weavers\", \"track_uri\": \"")
                    .append(uri)
                    .append("\", \"track_name\": \"Wimoweh\"}");
        }
        return "{\"name\": \"Campfire " + pid + "\", \"pid\": " + pid + ", \"num_followers\": 17, \"tracks\": ["
                + tracks + "], \"num_edits\": 3}";
    }

    @Test
    void readsEveryFieldOfAFullSlice() {
        // Given
        dump.write("mpd.slice.0-9.json", slice("""
                {"name": "Rainy Sunday", "collaborative": "false", "pid": 7, "modified_at": 1493424000, "num_tracks": 1,
                 "num_albums": 1, "num_followers": 21, "description": "slow ones",
                 "tracks": [{"pos": 0, "artist_name": "Nick Drake", "track_uri": "spotify:track:aaa",
                   "artist_uri": "spotify:artist:bbb", "track_name": "Pink Moon", "album_uri": "spotify:album:ccc",
                   "duration_ms": 123000, "album_name": "Pink Moon LP"}],
                 "num_edits": 2, "duration_ms": 123000, "num_artists": 1}"""));

        // When
        var playlist = dump.read("mpd.slice.0-9.json").only();

        // Then
        assertThat(playlist.getSource()).isEqualTo("mpd");
        assertThat(playlist.getPlaylistId()).isEqualTo("mpd:7");
        assertThat(playlist.getVersion()).isEqualTo(1493424000000L);
        assertThat(playlist.getModifiedAt()).isEqualTo(Instant.ofEpochSecond(1493424000));
        assertThat(playlist.getCrawledAt()).isEqualTo(Dump.NOW);
        assertThat(playlist.getTitle()).isEqualTo("Rainy Sunday");
        assertThat(playlist.getDescription()).isEqualTo("slow ones");
        assertThat(playlist.getSaves()).isEqualTo(21);
        assertThat(playlist.getTracks())
                .containsExactly(new SnapshotTrack(
                        "spotify:track:aaa",
                        "Pink Moon",
                        List.of("Nick Drake"),
                        List.of("spotify:artist:bbb"),
                        "Pink Moon LP",
                        "spotify:album:ccc",
                        123000L,
                        null,
                        null,
                        null));
    }

    @Test
    void readsAReducedSliceWhoseFieldsFollowTheTracks() {
        // Given
        dump.write("slice.json", slice("""
                {"tracks": [{"track_name": "So What", "track_uri": "spotify:track:a", "artist_name": "Miles Davis"},
                            {"track_name": "So What", "track_uri": "spotify:track:a", "artist_name": "Miles Davis"}],
                 "num_followers": 10, "pid": 2, "name": "jazz"}"""));

        // When
        var playlist = dump.read("slice.json").only();

        // Then
        assertThat(playlist.getPlaylistId()).isEqualTo("mpd:2");
        assertThat(playlist.getTitle()).isEqualTo("jazz");
        assertThat(Dump.trackIds(playlist)).containsExactly("spotify:track:a", "spotify:track:a");
        assertThat(playlist.getModifiedAt()).isNull();
        assertThat(playlist.getVersion()).isEqualTo(Dump.MODIFIED.toEpochMilli());
    }

    @Test
    void unknownSavesAreNotZero() {
        // Given
        dump.write(
                "slice.json",
                slice("{\"pid\": 1, \"tracks\": []}", "{\"pid\": 2, \"num_followers\": 0, \"tracks\": []}"));

        // When
        var playlists = dump.read("slice.json").playlists();

        // Then
        assertThat(playlists.get(0).getSaves()).isNull();
        assertThat(playlists.get(1).getSaves()).isZero();
    }

    @Test
    void readsTheChallengeSetWhosePlaylistsMayHaveNoNameAndNoTracks() {
        // Given
        dump.write("challenge_set.json", """
                {"date": "2018-01-16", "version": "v1", "playlists": [
                  {"name": "spanish playlist", "num_holdouts": 11, "pid": 1000002, "num_tracks": 11, "tracks": [], "num_samples": 0},
                  {"num_holdouts": 70, "pid": 1000003, "num_tracks": 75, "num_samples": 1, "tracks": [
                    {"pos": 0, "artist_name": "Odetta", "track_uri": "spotify:track:o", "artist_uri": "spotify:artist:o",
                     "track_name": "Waterboy", "album_uri": "spotify:album:o", "duration_ms": 1, "album_name": "At Carnegie Hall"}]}]}""");

        // When
        var playlists = dump.read("challenge_set.json").playlists();

        // Then
        assertThat(playlists).extracting("playlistId").containsExactly("challenge:1000002", "challenge:1000003");
        assertThat(playlists).extracting("title").containsExactly("spanish playlist", "");
        assertThat(Dump.trackIds(playlists.get(1))).containsExactly("spotify:track:o");
    }

    @Test
    void aTruncatedSliceKeepsWhatStandsBeforeTheCutAndNamesThePlace() {
        // Given
        String whole = slice(playlist("1", "spotify:track:a"), playlist("2", "spotify:track:b"));
        dump.write("slice.json", whole.substring(0, whole.indexOf("spotify:track:b") + 5));

        // When
        Read read = dump.read("slice.json");

        // Then
        assertThat(read.ids()).containsExactly("mpd:1");
        assertThat(read.findings()).last().isInstanceOfSatisfying(Finding.CutOff.class, cut -> {
            assertThat(cut.withinRecord()).isTrue();
            assertThat(cut.flaw().file()).endsWith("slice.json");
            assertThat(cut.flaw().place()).contains("/playlists/1/tracks/0/track_uri", "line 3");
            assertThat(cut.flaw().expected()).contains("the rest of the playlist that begins at /playlists/1");
            assertThat(cut.flaw().got()).isEqualTo("the end of the file");
        });
    }

    @Test
    void aTruncatedArchiveKeepsWhatStandsBeforeTheCut() throws Exception {
        // Given
        var playlists = new String[2000];
        for (int i = 0; i < playlists.length; i++) {
            playlists[i] = playlist(Integer.toString(i), "spotify:track:" + Integer.toHexString(i * 7919));
        }
        Path file = dump.write("slice.json.gz", slice(playlists));
        byte[] packed = java.nio.file.Files.readAllBytes(file);
        java.nio.file.Files.write(file, java.util.Arrays.copyOf(packed, packed.length / 2));

        // When
        Read read = dump.read("slice.json.gz");

        // Then
        assertThat(read.playlists()).hasSizeBetween(100, 1999);
        assertThat(read.cut()).isNotNull();
        assertThat(read.cut().got()).contains("ZLIB");
    }

    @Test
    void aFileCutAfterItsLastPlaylistIsReportedWithoutLosingARecord() {
        // Given
        String whole = slice(playlist("1", "spotify:track:a"));
        dump.write("slice.json", whole.substring(0, whole.length() - 1));

        // When
        Read read = dump.read("slice.json");

        // Then
        assertThat(read.ids()).containsExactly("mpd:1");
        assertThat(read.findings()).last().isInstanceOfSatisfying(Finding.CutOff.class, cut -> assertThat(
                        cut.withinRecord())
                .isFalse());
    }

    @Test
    void aPlaylistWithAFieldOfTheWrongTypeIsRefusedAndTheNextOnesAreRead() {
        // Given
        dump.write(
                "slice.json",
                slice(
                        playlist("1", "spotify:track:a"),
                        "{\"pid\": 2, \"num_followers\": \"many\", \"tracks\": [{\"track_uri\": \"spotify:track:b\"}]}",
                        "{\"pid\": 3, \"tracks\": [{\"track_uri\": 5, \"more\": {\"deep\": [1, 2]}}]}",
                        "{\"pid\": 4, \"tracks\": {\"track_uri\": \"spotify:track:b\"}}",
                        "{\"pid\": 5, \"tracks\": [[]]}",
                        "{\"pid\": 6, \"tracks\": [{\"track_uri\": \"spotify:track:a\", \"duration_ms\": -1}]}",
                        "[1, {\"pid\": 8}]",
                        "{\"pid\": 9.5, \"tracks\": []}",
                        "{\"pid\": 10, \"modified_at\": 1493424000000, \"tracks\": []}",
                        playlist("11", "spotify:track:c")));

        // When
        Read read = dump.read("slice.json");

        // Then
        assertThat(read.ids()).containsExactly("mpd:1", "mpd:11");
        assertThat(read.cut()).isNull();
        assertThat(read.refused())
                .extracting(flaw -> flaw.place().replaceAll(" at .*", "") + ": " + flaw.expected() + ", " + flaw.got())
                .containsExactly(
                        "/playlists/1/num_followers: num_followers as a whole number from 0 to 9223372036854775807, the string \"many\"",
                        "/playlists/2/tracks/0/track_uri: track_uri as a string, the number 5",
                        "/playlists/3/tracks: tracks as an array, an object",
                        "/playlists/4/tracks/0: a track as an object, an array",
                        "/playlists/5/tracks/0/duration_ms: duration_ms as a whole number from 0 to 9223372036854775807, the number -1",
                        "/playlists/6: a playlist as an object, an array",
                        "/playlists/7/pid: pid as a whole number from 0 to 9223372036854775807, the number 9.5",
                        "/playlists/8/modified_at: modified_at in seconds since 1970, the number 1493424000000");
        assertThat(read.refused().getFirst().place()).contains("line 3, column 29");
    }

    @Test
    void missingAndImpossibleIdsAreRefused() {
        // Given
        dump.write(
                "slice.json",
                slice(
                        "{\"name\": \"no pid\", \"tracks\": []}",
                        "{\"pid\": null, \"tracks\": []}",
                        "{\"pid\": \"with blank\", \"tracks\": []}",
                        "{\"pid\": 4}",
                        "{\"pid\": 5, \"tracks\": [{\"track_name\": \"no uri\"}]}",
                        playlist("6", "no-namespace"),
                        playlist("7", "spotify:track:a")));

        // When
        Read read = dump.read("slice.json");

        // Then
        assertThat(read.ids()).containsExactly("mpd:7");
        assertThat(read.refused())
                .extracting(flaw -> flaw.expected() + ", " + flaw.got())
                .containsExactly(
                        "a playlist with pid, none",
                        "pid as a whole number, null",
                        "a playlist id without blanks and of at most 200 characters, 'mpd:with blank'",
                        "a playlist with tracks, none",
                        "a track with track_uri, none",
                        "a track id as <namespace>:<id> without blanks, 'no-namespace'");
        assertThat(read.refused())
                .allSatisfy(flaw -> assertThat(flaw.place()).containsPattern("/playlists/\\d.* line \\d"));
    }

    @Test
    void aBrokenSyntaxEndsTheFile() {
        // Given
        dump.write(
                "slice.json", slice(playlist("1", "spotify:track:a"), "{\"pid\" 2}", playlist("3", "spotify:track:c")));

        // When
        Read read = dump.read("slice.json");

        // Then
        assertThat(read.ids()).containsExactly("mpd:1");
        assertThat(read.cut()).isNotNull();
        assertThat(read.cut().place()).contains("/playlists/1", "line 3");
        assertThat(read.cut().got()).contains("was expecting a colon");
    }

    @Test
    void bytesThatAreNotUtf8CostTheirPlaylistOnly() {
        // Given
        byte[] slice = slice(
                        playlist("1", "spotify:track:a"),
                        playlist("2", "spotify:track:b"),
                        playlist("3", "spotify:track:c"))
                .getBytes(StandardCharsets.ISO_8859_1);
        int inSecond = new String(slice, StandardCharsets.ISO_8859_1).indexOf("Campfire 2");
        slice[inSecond + 1] = (byte) 0xE9;
        dump.write("slice.json", slice);

        // When
        Read read = dump.read("slice.json");

        // Then
        assertThat(read.ids()).containsExactly("mpd:1", "mpd:3");
        assertThat(read.refused()).singleElement().satisfies(flaw -> {
            assertThat(flaw.place()).contains("/playlists/1", "line 3, byte " + (inSecond + 1));
            assertThat(flaw.expected()).isEqualTo("UTF-8");
            assertThat(flaw.got()).isEqualTo("the byte E9");
        });
    }

    @Test
    void aPlaylistThatNoTopicTakesIsRefusedAndTheNextOneRead() {
        // Given
        dump = new Dump(folder, 1 << 20, 10_000);
        var uris = new String[1000];
        for (int i = 0; i < uris.length; i++) {
            uris[i] = "spotify:track:" + i;
        }
        dump.write("slice.json", slice(playlist("1", uris), playlist("2", "spotify:track:b")));

        // When
        Read read = dump.read("slice.json");

        // Then
        assertThat(read.ids()).containsExactly("mpd:2");
        assertThat(read.refused()).singleElement().satisfies(flaw -> {
            assertThat(flaw.expected()).isEqualTo("a playlist of at most 10000 bytes");
            assertThat(flaw.got()).startsWith("one that is bigger after ");
        });
    }

    @Test
    void whatIsNoSliceIsSaidSo() {
        // Given
        dump.write("list.json", "[1, 2]");
        dump.write("object.json", "{\"info\": {}}");
        dump.write("text.json", "{\"playlists\": 4}");

        // When
        var cuts = List.of(
                dump.read("list.json", FileFormat.MPD),
                dump.read("object.json", FileFormat.MPD),
                dump.read("text.json", FileFormat.MPD));

        // Then
        assertThat(cuts).allSatisfy(read -> assertThat(read.findings()).hasSize(1));
        assertThat(cuts)
                .extracting(read -> read.cut().expected() + ", " + read.cut().got())
                .containsExactly(
                        "an object with playlists, an array",
                        "an object with playlists, one without",
                        "playlists as an array, the number 4");
    }

    @Test
    void aQuarterOfAMillionTracksAreOnePlaylist() {
        // Given
        var slice = new StringBuilder("{\"playlists\": [{\"pid\": 1, \"tracks\": [");
        for (int i = 0; i < 250_000; i++) {
            slice.append(i == 0 ? "" : ",")
                    .append("{\"track_uri\":\"spotify:track:")
                    .append(i)
                    .append("\"}");
        }
        dump.write("slice.json.zst", slice.append("]}]}").toString());

        // When
        var playlist = dump.read("slice.json.zst").only();

        // Then
        assertThat(playlist.getTracks()).hasSize(250_000);
    }
}
