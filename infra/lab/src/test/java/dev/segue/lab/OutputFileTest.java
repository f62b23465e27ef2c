package dev.segue.lab;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.segue.domain.SegueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path folder;

    @Test
    void takesANewFileAndOneThatIsThere() throws IOException {
        // Given
        Path there = Files.createFile(folder.resolve("there"));
        Path input = Files.createFile(folder.resolve("input"));

        // When // Then
        assertThatCode(() -> OutputFile.require(folder.resolve("new"), input, folder))
                .doesNotThrowAnyException();
        assertThatCode(() -> OutputFile.require(there, input, folder)).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatCannotBeWritten() throws IOException {
        // Given
        Path guarded = Files.createFile(folder.resolve("guarded"));

        // When // Then
        assertRefused(folder.resolve("a/b"), "there is no folder " + folder.resolve("a"));
        assertRefused(folder, "got a folder");
        assumeThat(guarded.toFile().setWritable(false) && !Files.isWritable(guarded))
                .as("root may write everything")
                .isTrue();
        assertRefused(guarded, "expected a file that may be written");
    }

    @Test
    void refusesAnInputByWhateverName() throws IOException {
        // Given
        Path input = Files.createFile(folder.resolve("input"));
        Path other = Files.createSymbolicLink(folder.resolve("other"), input);

        // When // Then
        assertThatThrownBy(() -> OutputFile.require(other, input)).hasMessageContaining("expected another file");
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> OutputFile.require(file))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining(why);
    }
}
