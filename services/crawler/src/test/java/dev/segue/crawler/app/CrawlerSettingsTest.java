package dev.segue.crawler.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.importing.ImportQueue;
import dev.segue.crawler.source.PlaylistLimit;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrawlerSettingsTest {

    private static final long HEAP = 256L << 20;

    private static CrawlerSettings settings(Map<String, String> properties) {
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(CrawlerConfig.class)
                .withMapping(StateConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        return CrawlerSettings.of(
                config.getConfigMapping(CrawlerConfig.class), config.getConfigMapping(StateConfig.class), HEAP);
    }

    @Test
    void hasDefaultsForEverything() {
        // Given
        Map<String, String> nothing = Map.of();

        // When
        CrawlerSettings settings = settings(nothing);

        // Then
        assertThat(settings)
                .isEqualTo(new CrawlerSettings(
                        List.of(),
                        16 << 20,
                        8 << 20,
                        Path.of(".segue/state/crawler/spill").toAbsolutePath(),
                        new PlaylistLimit(65_000 << 10, 161_061_240),
                        new ImportQueue.Limits(500, 65_000 << 10, 1000, 100)));
    }

    @Test
    void mapsEveryKey() {
        // Given
        var properties = Map.of(
                "segue.crawler.imports.roots", "/dumps,/more",
                "segue.crawler.imports.checkpoint-records", "7",
                "segue.crawler.imports.in-flight", "1M",
                "segue.crawler.imports.largest-playlist", "2M",
                "segue.crawler.imports.sort-memory", "3M",
                "segue.crawler.imports.max-waiting", "4",
                "segue.crawler.imports.kept", "5",
                "segue.state.directory", "/state");

        // When
        CrawlerSettings settings = settings(properties);

        // Then
        assertThat(settings)
                .isEqualTo(new CrawlerSettings(
                        List.of(Path.of("/dumps"), Path.of("/more")),
                        1 << 20,
                        3 << 20,
                        Path.of("/state/crawler/spill"),
                        new PlaylistLimit(2 << 20, 161_061_240),
                        new ImportQueue.Limits(7, 2 << 20, 4, 5)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            roots              | dumps   | segue.crawler.imports.roots: expected absolute paths, got dumps
            checkpoint-records | 0       | segue.crawler.imports.checkpoint-records: expected 1 to 1000000, got 0
            in-flight          | 1K      | segue.crawler.imports.in-flight: expected at least 64K, got 1024
            in-flight          | 4G      | segue.crawler.imports.in-flight: expected less than 2G, got 4294967296
            largest-playlist   | 64M     | segue.crawler.imports.largest-playlist: expected 1024 to 67104768 bytes, which is what the topic takes, got 67108864
            sort-memory        | 0       | segue.crawler.imports.sort-memory: expected at least 64K, got 0
            max-waiting        | 0       | segue.crawler.imports.max-waiting: expected at least 1, got 0
            kept               | -1      | segue.crawler.imports.kept: expected at least 1, got -1
            """)
    void refusesWhatCannotBe(String key, String value, String message) {
        // Given
        var properties = Map.of("segue.crawler.imports." + key, value);

        // When / Then
        assertThatThrownBy(() -> settings(properties)).hasMessage(message);
    }

    @Test
    void refusesAKeyItDoesNotKnow() {
        // Given
        var properties = Map.of("segue.crawler.imports.chekpoint-records", "7");

        // When / Then
        assertThatThrownBy(() -> settings(properties)).hasMessageContaining("chekpoint-records");
    }
}
