package dev.segue.preprocessor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.SegueException;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.stream.PlaylistSettings;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessorConfigTest {

    @Test
    void defaultsServeOneMachine() {
        // When
        PreprocessorConfig config = config(Map.of());

        // Then
        assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(config.kafka().replicationFactor()).isEmpty();
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.streams().stateDirectory()).isEqualTo(Path.of(".segue/state/preprocessor"));
        assertThat(config.streams().threads()).isEqualTo(2);
        assertThat(config.streams().standbys()).isZero();
        assertThat(config.streams().commitInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.playlists())
                .isEqualTo(new PlaylistSettings(
                        new Filters(15, UnknownSaves.KEEP, 3, 5_000),
                        new NeighbourRules(10, 100, 1),
                        Duration.ofMillis(200),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1)));
    }

    @Test
    void everyKeyIsMapped() {
        // When
        PreprocessorConfig config = config(Map.ofEntries(
                Map.entry("segue.kafka.bootstrap-servers", "kafka:9093"),
                Map.entry("segue.kafka.replication-factor", "3"),
                Map.entry("segue.kafka.client.\"security.protocol\"", "SSL"),
                Map.entry("segue.kafka.patience", "PT5S"),
                Map.entry("segue.state.directory", "state"),
                Map.entry("segue.preprocessor.minimum-saves", "1"),
                Map.entry("segue.preprocessor.unknown-saves", "drop"),
                Map.entry("segue.preprocessor.minimum-tracks", "2"),
                Map.entry("segue.preprocessor.maximum-tracks", "300"),
                Map.entry("segue.preprocessor.minimum-playlists", "4"),
                Map.entry("segue.preprocessor.neighbours", "50"),
                Map.entry("segue.preprocessor.window", "6"),
                Map.entry("segue.preprocessor.publishing-interval", "PT0.3S"),
                Map.entry("segue.preprocessor.publishing-budget", "PT0.2S"),
                Map.entry("segue.preprocessor.statistics-interval", "PT7S"),
                Map.entry("segue.preprocessor.commit-interval", "PT1S"),
                Map.entry("segue.preprocessor.standbys", "1"),
                Map.entry("segue.preprocessor.threads", "8")));

        // Then
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9093");
        assertThat(config.kafka().replicationFactor()).isEqualTo(Optional.of((short) 3));
        assertThat(config.kafka().client()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.streams().stateDirectory()).isEqualTo(Path.of("state"));
        assertThat(config.streams().threads()).isEqualTo(8);
        assertThat(config.streams().standbys()).isEqualTo(1);
        assertThat(config.streams().commitInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.playlists())
                .isEqualTo(new PlaylistSettings(
                        new Filters(1, UnknownSaves.DROP, 2, 300),
                        new NeighbourRules(6, 50, 4),
                        Duration.ofMillis(300),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(7)));
    }

    @Test
    void theEnvironmentSetsTheMinimumOfSaves() {
        // When
        PreprocessorConfig config = config(new EnvConfigSource(
                Map.of("SEGUE_PREPROCESSOR_MINIMUM_SAVES", "0", "SEGUE_ARTEFACTS_ROOT", "elsewhere"), 300));

        // Then
        assertThat(config.playlists().filters().minimumSaves()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minimum-saves|-1|expected 0 or more, got -1",
                "minimum-tracks|0|expected 1 or more, got 0",
                "maximum-tracks|2|expected minimum-tracks (3) to 10000, got 2",
                "maximum-tracks|10001|expected minimum-tracks (3) to 10000, got 10001",
                "minimum-playlists|0|expected 1 to 1000000, got 0",
                "neighbours|1001|expected 1 to 1000, got 1001",
                "window|0|expected 1 to 10000, got 0",
                "publishing-interval|PT0S|expected 1 ms or more, got PT0S",
                "publishing-budget|PT0S|expected 1 ms or more, got PT0S",
                "statistics-interval|PT0S|expected 1 ms or more, got PT0S",
                "commit-interval|PT60S|expected PT0.01S to PT10S, got PT1M",
                "standbys|5|expected 0 to 4, got 5",
                "threads|0|expected 1 to 64, got 0"
            })
    void refusesWithKeyExpectationAndValue(String key, String value, String message) {
        // When Then
        assertThatThrownBy(() -> config(Map.of("segue.preprocessor." + key, value)))
                .isInstanceOf(SegueException.class)
                .hasMessage("segue.preprocessor." + key + ": " + message);
    }

    @Test
    void refusesAnUnknownKey() {
        // When Then
        assertThatThrownBy(() -> config(Map.of("segue.preprocessor.minimum-safes", "4")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("segue.preprocessor.minimum-safes");
    }

    private static PreprocessorConfig config(Map<String, String> properties) {
        return config(new PropertiesConfigSource(properties, "test", 300));
    }

    private static PreprocessorConfig config(ConfigSource source) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(KafkaMapping.class)
                .withMapping(StateMapping.class)
                .withMapping(PreprocessorMapping.class)
                .withSources(source)
                .build();
        return PreprocessorConfig.of(
                config.getConfigMapping(KafkaMapping.class),
                config.getConfigMapping(StateMapping.class),
                config.getConfigMapping(PreprocessorMapping.class));
    }
}
