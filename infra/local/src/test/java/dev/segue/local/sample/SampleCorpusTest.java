package dev.segue.local.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleCorpusTest {

    @Test
    void writesSlicesThatHoldHundredsOfPlaylists(@TempDir Path folder) throws IOException {
        // When
        SampleCorpus.extract(folder);

        // Then
        int playlists = 0;
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                playlists += new ObjectMapper()
                        .readTree(file.toFile())
                        .path("playlists")
                        .size();
            }
        }
        assertThat(playlists).isGreaterThan(300);
    }

    @Test
    void leavesFilesUntouchedThatAreThereAlready(@TempDir Path folder) throws IOException {
        // Given
        SampleCorpus.extract(folder);
        Path slice = folder.resolve("mpd.slice.0-99.json");
        FileTime yesterday = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(slice, yesterday);

        // When
        SampleCorpus.extract(folder);

        // Then
        assertThat(Files.getLastModifiedTime(slice)).isEqualTo(yesterday);
    }

    @Test
    void mendsAFileThatWasChanged(@TempDir Path folder) throws IOException {
        // Given
        SampleCorpus.extract(folder);
        Path slice = folder.resolve("mpd.slice.0-99.json");
        byte[] original = Files.readAllBytes(slice);
        Files.writeString(slice, "{}");

        // When
        SampleCorpus.extract(folder);

        // Then
        assertThat(slice).hasBinaryContent(original);
    }
}
