package dev.segue.crawler.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFoldersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void whatIsDroppedIntoAFolderIsImportedOnce() throws Exception {
        // Given
        Path dumps = Files.createDirectories(folder.resolve("dumps"));
        try (var imports = Imports.with(
                        folder.resolve("spill"),
                        () -> new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()));
                var watched = new WatchedFolders(
                        List.of(dumps, folder.resolve("missing")), Duration.ofMillis(50), imports.queue())) {
            watched.start();

            // When
            Slices.write(dumps.resolve("one.json"), 0, 3, 2);
            Eventually.eventually("the first file", PATIENCE, () -> published(imports) == 3);
            Slices.write(dumps.resolve("two.json"), 100, 4, 2);
            Eventually.eventually("the second file", PATIENCE, () -> published(imports) == 7);

            // Then
            assertThat(imports.queue().reports())
                    .allSatisfy(
                            report -> assertThat(Map.of("path", report.path())).containsValue(dumps.toString()))
                    .extracting(report -> report.records().published())
                    .contains(3L, 4L);
        }
    }

    private static long published(Imports imports) {
        return imports.queue().reports().stream()
                .filter(report -> report.state().isEnd())
                .mapToLong(report -> report.records().published())
                .sum();
    }
}
