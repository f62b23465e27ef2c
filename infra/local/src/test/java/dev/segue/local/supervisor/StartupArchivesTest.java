package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupArchivesTest {

    private static final FileTime BUILT = FileTime.fromMillis(1_000_000);

    @TempDir
    private Path root;

    private Path jar;
    private Path scratch;
    private Path archive;

    @BeforeEach
    void builtOnce() throws IOException {
        jar = Files.writeString(root.resolve("quarkus-run.jar"), "classes");
        Files.setLastModifiedTime(jar, BUILT);
        scratch = root.resolve("home/startup");
        archive = root.resolve("startup/crawler.jsa");
    }

    @Test
    void writesAnArchiveTheFirstTimeAndUsesItTheSecond() throws IOException {
        // Given
        var first = archives();
        List<String> flags = first.flags("crawler", jar);
        Files.writeString(scratch.resolve("crawler.jsa"), "archive");

        // When
        first.keep();

        // Then
        assertThat(flags).contains("-XX:ArchiveClassesAtExit=" + scratch.resolve("crawler.jsa"));
        assertThat(archive).hasContent("archive");
        assertThat(archives().flags("crawler", jar)).contains("-XX:SharedArchiveFile=" + archive);
        assertThat(archive.getParent()).isDirectoryContaining("glob:**.jsa").satisfies(folder -> {
            try (var files = Files.list(folder)) {
                assertThat(files).hasSize(1);
            }
        });
    }

    @Test
    void writesAgainAfterABuild() throws IOException {
        // Given
        Files.createDirectories(archive.getParent());
        Files.writeString(archive, "of the build before");
        Files.setLastModifiedTime(archive, BUILT);

        // When
        List<String> flags = archives().flags("crawler", jar);

        // Then
        assertThat(flags).contains("-XX:ArchiveClassesAtExit=" + scratch.resolve("crawler.jsa"));
    }

    @Test
    void keepsNothingOfAProcessThatWroteNothing() throws IOException {
        // Given
        var archives = archives();
        archives.flags("crawler", jar);

        // When
        archives.keep();

        // Then
        assertThat(archive).doesNotExist();
    }

    private StartupArchives archives() {
        return new StartupArchives(archive.getParent(), scratch);
    }
}
