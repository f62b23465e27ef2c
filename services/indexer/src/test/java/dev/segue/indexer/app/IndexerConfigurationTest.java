package dev.segue.indexer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.SegueException;
import dev.segue.indexer.building.IndexSettings;
import dev.segue.search.VectorSettings;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexerConfigurationTest {

    @Test
    void defaultsServeOneMachine() {
        // When
        IndexerConfiguration configuration = configuration(Map.of());
        // Then
        assertThat(configuration.kafkaSettings().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(configuration.kafkaSettings().replicationFactor()).isEmpty();
        assertThat(configuration.artefacts().root()).isEqualTo(Path.of(".segue/artefacts"));
        assertThat(configuration.state().directory()).isEqualTo(Path.of(".segue/state/indexer"));
        assertThat(configuration.indexSettings())
                .isEqualTo(new IndexSettings(
                        0.2, Duration.ofMinutes(1), Duration.ofMinutes(15), 3, VectorSettings.DEFAULTS));
    }

    @Test
    void everyKeyIsMapped() {
        // When
        IndexerConfiguration configuration = configuration(Map.of(
                "segue.kafka.bootstrap-servers", "kafka:9093",
                "segue.kafka.replication-factor", "3",
                "segue.kafka.client.\"security.protocol\"", "SSL",
                "segue.artefacts.root", "store",
                "segue.state.directory", "state",
                "segue.index.keep", "5",
                "segue.index.rebuild.changed-share", "0.5",
                "segue.index.rebuild.pause", "PT2M",
                "segue.index.rebuild.interval", "PT1H"));
        // Then
        assertThat(configuration.kafkaSettings().bootstrapServers()).isEqualTo("kafka:9093");
        assertThat(configuration.kafkaSettings().replicationFactor()).isEqualTo(Optional.of((short) 3));
        assertThat(configuration.kafkaSettings().client()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(configuration.artefacts().root()).isEqualTo(Path.of("store"));
        assertThat(configuration.state().directory()).isEqualTo(Path.of("state"));
        assertThat(configuration.indexSettings())
                .isEqualTo(
                        new IndexSettings(0.5, Duration.ofMinutes(2), Duration.ofHours(1), 5, VectorSettings.DEFAULTS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "segue.index.keep|0|segue.index.keep: expected at least 1, got 0",
                "segue.index.rebuild.changed-share|0|segue.index.rebuild.changed-share: expected a number above 0, got 0.0",
                "segue.index.rebuild.changed-share|NaN|segue.index.rebuild.changed-share: expected a number above 0, got NaN",
                "segue.index.rebuild.interval|PT1S|segue.index.rebuild.interval: expected at least rebuild.pause, PT1M, got PT1S"
            })
    void refusesWithKeyAndValue(String key, String value, String message) {
        // Given
        IndexerConfiguration configuration = configuration(Map.of(key, value));
        // When Then
        assertThatThrownBy(configuration::indexSettings)
                .isInstanceOf(SegueException.class)
                .hasMessage(message);
    }

    @Test
    void refusesANegativePause() {
        // When Then
        assertThatThrownBy(() -> new IndexSettings(
                        0.2, Duration.ofSeconds(-1), Duration.ofMinutes(1), 3, VectorSettings.DEFAULTS))
                .isInstanceOf(SegueException.class)
                .hasMessage("segue.index.rebuild.pause: expected a duration from 0, got PT-1S");
    }

    @Test
    void refusesAnUnknownKey() {
        // When Then
        assertThatThrownBy(() -> configuration(Map.of("segue.index.kep", "4")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("segue.index.kep");
    }

    private static IndexerConfiguration configuration(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(IndexerConfiguration.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(IndexerConfiguration.class);
    }
}
