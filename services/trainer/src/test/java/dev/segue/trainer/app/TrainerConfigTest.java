package dev.segue.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.trainer.work.TrainerSettings;
import dev.segue.training.InfoNceConfig;
import dev.segue.training.Settings;
import dev.segue.training.ranking.RankerConfig;
import dev.segue.training.skipgram.SkipGramConfig;
import dev.segue.training.text.TextConfig;
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

class TrainerConfigTest {

    @Test
    void defaultsTrainOneMachinesCorpus() {
        // When
        TrainerConfig config = config(Map.of());

        // Then
        assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(config.kafka().replicationFactor()).isEmpty();
        assertThat(config.artefactsRoot()).isEqualTo(Path.of(".segue/artefacts"));
        assertThat(config.stateDirectory()).isEqualTo(Path.of(".segue/state/trainer"));
        assertThat(config.trainer())
                .isEqualTo(new TrainerSettings(
                        100,
                        Duration.ofSeconds(3),
                        0.5,
                        6,
                        Duration.ofMinutes(1),
                        Settings.changed(TextConfig.DEFAULTS, Map.of("sentences", "false")),
                        Optional.of(RankerConfig.DEFAULTS),
                        Path.of(".segue/state/trainer")));
    }

    @Test
    void everyKeyIsMapped() {
        // When
        TrainerConfig config = config(Map.ofEntries(
                Map.entry("segue.kafka.bootstrap-servers", "kafka:9093"),
                Map.entry("segue.kafka.replication-factor", "3"),
                Map.entry("segue.kafka.client.\"security.protocol\"", "SSL"),
                Map.entry("segue.kafka.patience", "5s"),
                Map.entry("segue.artefacts.root", "store"),
                Map.entry("segue.state.directory", "state"),
                Map.entry("segue.trainer.min-playlists", "7"),
                Map.entry("segue.trainer.settle-time", "PT9S"),
                Map.entry("segue.trainer.retrain-share", "0.25"),
                Map.entry("segue.trainer.threads", "3"),
                Map.entry("segue.trainer.second-stage", "false"),
                Map.entry("segue.trainer.model.name", "infonce"),
                Map.entry("segue.trainer.model.dimension", "64"),
                Map.entry("segue.trainer.model.temperature", "0.1"),
                Map.entry("segue.trainer.model.uniformity-weight", "1.5"),
                Map.entry("segue.trainer.model.hub-cap", "40"),
                Map.entry("segue.trainer.model.window", "0"),
                Map.entry("segue.trainer.model.min-playlists", "4"),
                Map.entry("segue.trainer.model.epochs", "2"),
                Map.entry("segue.trainer.model.batch-tracks", "512"),
                Map.entry("segue.trainer.model.segment", "8"),
                Map.entry("segue.trainer.model.learning-rate", "0.5"),
                Map.entry("segue.trainer.model.weight-decay", "0.01"),
                Map.entry("segue.trainer.model.seed", "-1")));

        // Then
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9093");
        assertThat(config.kafka().replicationFactor()).isEqualTo(Optional.of((short) 3));
        assertThat(config.kafka().client()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(config.artefactsRoot()).isEqualTo(Path.of("store"));
        assertThat(config.stateDirectory()).isEqualTo(Path.of("state"));
        assertThat(config.trainer())
                .isEqualTo(new TrainerSettings(
                        7,
                        Duration.ofSeconds(9),
                        0.25,
                        3,
                        Duration.ofSeconds(5),
                        new InfoNceConfig(64, 0.1, 1.5, 40, 0, 4, 2, 512, 8, 0.5, 0.01, false, -1),
                        Optional.empty(),
                        Path.of("state")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "segue.trainer.min-playlists|0|segue.trainer.min-playlists: expected at least 1, got 0",
                "segue.trainer.settle-time|PT-1S|segue.trainer.settle-time: expected a duration from 0, got PT-1S",
                "segue.trainer.retrain-share|0|segue.trainer.retrain-share: expected a number above 0, got 0.0",
                "segue.trainer.retrain-share|NaN|segue.trainer.retrain-share: expected a number above 0, got NaN",
                "segue.trainer.threads|0|segue.trainer.threads: expected 1 to 1024, got 0",
                "segue.kafka.patience|0s|segue.kafka.patience: expected a duration above 0, got PT0S",
                "segue.trainer.model.dimension|1|segue.trainer.model: Text dimension: expected 2 to 4096, got" + " 1"
            })
    void refusesWithKeyAndValue(String key, String value, String message) {
        // When // Then
        assertThatThrownBy(() -> config(Map.of(key, value)))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessage(message);
    }

    @Test
    void refusesAnUnknownKey() {
        // When // Then
        assertThatThrownBy(() -> config(Map.of("segue.trainer.thread", "4")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("segue.trainer.thread");
        assertThatThrownBy(() -> config(Map.of("segue.trainer.model.epoch", "4")))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("segue.trainer.model: text: expected one of [dimension,")
                .hasMessageContaining("got epoch");
    }

    @Test
    void anotherModelIsChosenByName() {
        // When
        TrainerConfig config = config(Map.of(
                "segue.trainer.model.name", "skip-gram",
                "segue.trainer.model.negative-exponent", "0.75",
                "segue.trainer.model.batch.segments", "16"));

        // Then: a dot is what a hyphen becomes in an environment variable
        assertThat(config.trainer().model())
                .isEqualTo(Settings.changed(
                        SkipGramConfig.DEFAULTS, Map.of("negative-exponent", "0.75", "batch-segments", "16")));
    }

    @Test
    void refusesAModelThatThereIsNot() {
        // When // Then
        assertThatThrownBy(() -> config(Map.of("segue.trainer.model.name", "oracle")))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessageStartingWith("segue.trainer.model: Model: expected one of [infonce, skip-gram,")
                .hasMessageEndingWith("got 'oracle'");
    }

    @Test
    void keepsClientSettingsOutOfTheLog() {
        // Given
        TrainerConfig config = config(Map.of("segue.kafka.client.\"sasl.jaas.config\"", "canary"));

        // When // Then
        assertThat(config.toString()).contains("sasl.jaas.config").doesNotContain("canary");
    }

    private static TrainerConfig config(Map<String, String> values) {
        var written = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(KafkaMapping.class)
                .withMapping(ArtefactsMapping.class)
                .withMapping(StateMapping.class)
                .withMapping(TrainerMapping.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
        return TrainerConfig.of(
                written.getConfigMapping(KafkaMapping.class),
                written.getConfigMapping(ArtefactsMapping.class),
                written.getConfigMapping(StateMapping.class),
                written.getConfigMapping(TrainerMapping.class),
                6);
    }
}
