package dev.segue.crawler.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.file.Dump.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads the real data sets that lie beside the repository, on machines that have them.
class RealDataTest {

    @TempDir
    Path spill;

    /// The folder `shared/data` beside the repository's root.
    private static Path data(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path found = folder.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        assumeTrue(false, "skipped: the data set " + name + " is not beside the repository");
        throw new IllegalStateException("An assumption that fails throws");
    }

    private FileSources sources() {
        return new FileSources(
                InstantSource.fixed(Dump.NOW), new PlaylistLimit(Dump.LARGEST, 256 << 20), spill, 1 << 20);
    }

    @Test
    void thePopularPlaylistsOfTheMillionAreReadWithoutAFlaw() throws IOException, InterruptedException {
        // Given
        var found = new FileSearch(List.of()).search(data("mpd_popular").toString(), null);
        long entries = 0;
        Set<String> ids = new HashSet<>();
        Set<Object> others = new HashSet<>();

        // When
        for (FileTarget target : found.targets()) {
            try (var reading = sources().open(target)) {
                for (Finding finding = reading.next(); finding != null; finding = reading.next()) {
                    if (finding instanceof Finding.Found(var snapshot)) {
                        ids.add(snapshot.getPlaylistId());
                        entries += snapshot.getTracks().size();
                    } else {
                        others.add(finding);
                    }
                }
            }
        }

        // Then
        assertThat(found.flaws()).isEmpty();
        assertThat(others).isEmpty();
        assertThat(ids).hasSize(5313);
        assertThat(entries).isEqualTo(525_737);
    }

    @Test
    void aSliceWithAllOriginalFieldsIsReadWithoutAFlaw() {
        // Given
        Path file = data("mpd_schema_sample").resolve("mpd.slice.0-999.first29.json.gz");

        // When
        Read read = new Dump(spill).read(file.toString());

        // Then
        assertThat(read.findings()).hasSize(29);
        assertThat(read.playlists()).hasSize(29).allSatisfy(playlist -> {
            assertThat(playlist.getModifiedAt()).isNotNull();
            assertThat(playlist.getTracks()).allSatisfy(track -> {
                assertThat(track.getArtistIds()).hasSize(1);
                assertThat(track.getAlbumId()).startsWith("spotify:album:");
                assertThat(track.getDurationMs()).isNotNull();
            });
        });
        assertThat(read.playlists().stream()
                        .mapToInt(playlist -> playlist.getTracks().size())
                        .sum())
                .isEqualTo(1447);
    }

    @Test
    void aSliceThatIsCutOffGivesThePlaylistsBeforeTheCut() {
        // Given
        Path file = data("mpd_schema_sample").resolve("mpd.slice.0-999.cut-at-1MiB.invalid.json.gz");

        // When
        Read read = new Dump(spill).read(file.toString());

        // Then
        assertThat(read.playlists()).hasSize(37);
        assertThat(read.refused()).isEmpty();
        assertThat(read.cut()).isNotNull();
        assertThat(read.cut().place()).startsWith("/playlists/37/tracks/").endsWith("byte 1048576");
        assertThat(read.cut().got()).isEqualTo("the end of the file");
    }
}
