package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {

    @Test
    void keepsTheNewestFilesAndNoMore(@TempDir Path folder) throws IOException {
        // Given
        Path file = folder.resolve("crawler.log");
        try (var log = new RotatingLog(file, 8, 2)) {

            // When
            for (String line : new String[] {"first", "second", "third", "fourth"}) {
                log.write(line);
            }
        }

        // Then
        assertThat(file).hasContent("fourth\n");
        assertThat(folder.resolve("crawler.log.1")).hasContent("third\n");
        assertThat(folder.resolve("crawler.log.2")).hasContent("second\n");
        assertThat(folder.resolve("crawler.log.3")).doesNotExist();
    }

    @Test
    void goesOnWhereTheFileEnds(@TempDir Path folder) throws IOException {
        // Given
        Path file = folder.resolve("crawler.log");
        try (var log = new RotatingLog(file, 100, 2)) {
            log.write("yesterday");
        }

        // When
        try (var log = new RotatingLog(file, 100, 2)) {
            log.write("today");
        }

        // Then
        assertThat(file).hasContent("yesterday\ntoday\n");
    }

    @Test
    void takesALineThatIsLongerThanAFile(@TempDir Path folder) throws IOException {
        // Given
        Path file = folder.resolve("crawler.log");
        try (var log = new RotatingLog(file, 4, 1)) {

            // When
            log.write("a very long line");
        }

        // Then
        assertThat(file).hasContent("a very long line\n");
    }
}
