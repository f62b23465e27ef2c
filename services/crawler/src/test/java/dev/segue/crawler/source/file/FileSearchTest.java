package dev.segue.crawler.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.source.Flaw;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSearchTest {

    private static final String SLICE = "{\"info\": {}, \"playlists\": []}";

    @TempDir
    Path folder;

    private Dump dump;

    @BeforeEach
    void begin() {
        dump = new Dump(folder);
    }

    private List<String> names(FileSearch.Result found) {
        return found.targets().stream()
                .map(target -> target.format().wireName() + " "
                        + target.files().stream()
                                .map(file -> real(folder).relativize(file).toString())
                                .toList())
                .toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void findsPlaylistFilesOfEveryFormatBelowAFolderInTheOrderOfTheirPaths() {
        // Given
        dump.write("b/slice.json.gz", SLICE);
        dump.write("b/late.json", "{\"playlists\": [{\"num_holdouts\": 3}]}");
        dump.write("a/tables/my_tracks.csv", "track,artist,album,track_id,playlist_id\n");
        dump.write("a/tables/my_playlists.csv.zst", "index,keyword,title,playlist_id,url,saves\n");
        dump.write("a/one.jspf", "{\"playlist\": {\"track\": []}}");
        dump.write("np.csv", "\"user_id\",\"artistname\",\"trackname\",\"playlistname\"\n");
        dump.write("README.md", "# about");
        dump.write(".hidden/slice.json", SLICE);
        dump.write(".slice.json", SLICE);

        // When
        var found = dump.search(".", null);

        // Then
        assertThat(names(found))
                .containsExactly(
                        "jspf [a/one.jspf]",
                        "csv [a/tables/my_playlists.csv.zst, a/tables/my_tracks.csv]",
                        "challenge [b/late.json]",
                        "mpd [b/slice.json.gz]",
                        "nowplaying [np.csv]");
        assertThat(found.flaws()).isEmpty();
        assertThat(found.filesSeen()).isEqualTo(6);
    }

    @Test
    void aGlobTakesWhatMatchesWhateverItIsCalled() {
        // Given
        dump.write("x/mpd.slice.0-9.data", SLICE);
        dump.write("x/mpd.slice.10-19.data", SLICE);
        dump.write("x/other.data", SLICE);

        // When
        var found = dump.search("*/mpd.slice.*", null);

        // Then
        assertThat(names(found)).containsExactly("mpd [x/mpd.slice.0-9.data]", "mpd [x/mpd.slice.10-19.data]");
    }

    @Test
    void unknownAndEmptyFilesAreNamedWithWhatWasExpected() {
        // Given
        dump.write("empty.json", "");
        dump.write("picture.json", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2});
        dump.write("other.csv", "a,b\n1,2\n");
        dump.write("other.json", "{\"songs\": []}");
        dump.write("slice.json", SLICE);

        // When
        var found = dump.search(".", null);

        // Then
        assertThat(names(found)).containsExactly("mpd [slice.json]");
        assertThat(found.flaws())
                .extracting(flaw -> Path.of(flaw.file()).getFileName() + ": " + flaw.got())
                .containsExactly(
                        "empty.json: an empty file",
                        "other.csv: a file that begins with a,b 1,2",
                        "other.json: a file that begins with {\"songs\": []}",
                        "picture.json: a file that begins with ?PNG");
        assertThat(found.flaws())
                .extracting(Flaw::expected)
                .containsOnly("one of mpd, challenge, csv, nowplaying, jspf (UNKNOWN_FORMAT)");
    }

    @Test
    void aTableWithoutItsPartnerIsNamed() {
        // Given
        dump.write("tracks.csv", "track,artist,album,track_id,playlist_id\n");

        // When
        var found = dump.search("tracks.csv", null);

        // Then
        assertThat(found.targets()).isEmpty();
        assertThat(found.flaws()).singleElement().satisfies(flaw -> {
            assertThat(flaw.expected()).isEqualTo("one playlist table that belongs to it");
            assertThat(flaw.got()).isEqualTo("0 that could");
        });
    }

    @Test
    void ofSeveralTablesThoseOfOneNameBelongTogether() {
        // Given
        for (String year : List.of("2024", "2025")) {
            dump.write(year + "-tracks.csv", "track,artist,album,track_id,playlist_id\n");
            dump.write(year + "-playlists.csv", "index,keyword,title,playlist_id,url,saves\n");
        }

        // When
        var found = dump.search(".", null);

        // Then
        assertThat(names(found))
                .containsExactly(
                        "csv [2024-playlists.csv, 2024-tracks.csv]", "csv [2025-playlists.csv, 2025-tracks.csv]");
    }

    @Test
    void theFingerprintChangesWithTheFile() {
        // Given
        dump.write("slice.json", SLICE);
        String before = dump.search("slice.json", null).targets().getFirst().fingerprint();
        String again = dump.search("slice.json", null).targets().getFirst().fingerprint();

        // When
        dump.write("slice.json", SLICE.replace("info", "fino"));

        // Then
        assertThat(again).isEqualTo(before);
        assertThat(dump.search("slice.json", null).targets().getFirst().fingerprint())
                .isNotEqualTo(before);
    }

    @Test
    void refusesPathsThatAreNoneOrNotAllowed() {
        // Given
        Path allowed = folder.resolve("allowed");
        dump.write("allowed/slice.json", SLICE);
        dump.write("secret/slice.json", SLICE);
        var search = new FileSearch(List.of(allowed));

        // When / Then
        assertThatThrownBy(() -> search.require("relative/slice.json"))
                .hasMessage("path: expected an absolute path, got 'relative/slice.json'");
        assertThatThrownBy(() -> search.require(folder + "/nothing"))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> search.require(allowed + "/../secret/slice.json"))
                .hasMessageContaining("path: expected one below");
        search.require(allowed + "/slice.json");
    }
}
