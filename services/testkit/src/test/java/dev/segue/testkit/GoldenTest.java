package dev.segue.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {

    private static final String UPDATE = "golden.update";

    private @Nullable String before;

    @BeforeEach
    void standStill() {
        before = System.getProperty(UPDATE);
        System.clearProperty(UPDATE);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(UPDATE);
        } else {
            System.setProperty(UPDATE, before);
        }
    }

    @Test
    void acceptsWhatTheFileSays(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("song.txt"), "one love");

        // When / Then
        Golden.assertGolden(file.toString(), "one love");
    }

    @Test
    void refusesAnythingElseAndSaysHowToUpdate(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("song.txt"), "one love");

        // When / Then
        assertThatThrownBy(() -> Golden.assertGolden(file.toString(), "one heart"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dgolden.update=true");
    }

    @Test
    void refusesAMissingFileAndSaysHowToWriteIt(@TempDir Path folder) {
        // Given
        Path file = folder.resolve("unwritten.txt");

        // When / Then
        assertThatThrownBy(() -> Golden.assertGolden(file.toString(), "one love"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dgolden.update=true");
    }

    @Test
    void writesTheFileWhenAsked(@TempDir Path folder) {
        // Given
        Path file = folder.resolve("new").resolve("song.txt");
        System.setProperty(UPDATE, "true");

        // When
        Golden.assertGolden(file.toString(), "one heart");

        // Then
        assertThat(file).hasContent("one heart");
    }
}
