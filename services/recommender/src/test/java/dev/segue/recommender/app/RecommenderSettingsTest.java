package dev.segue.recommender.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.recommender.door.DoorSettings;
import dev.segue.recommender.door.DoorSettings.Anonymous;
import dev.segue.recommender.door.Guest;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecommenderSettingsTest {

    private static final Map<String, String> NEEDED = Map.of(
            "segue.kafka.bootstrap-servers", "localhost:9092",
            "segue.artefacts.root", "/data/artefacts",
            "segue.state.directory", "/data/state");

    @Test
    void hasDefaultsForWhatIsNotSaid() {
        // When
        var settings = settings(Map.of());

        // Then
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(settings.kafka().replicationFactor()).isEmpty();
        assertThat(settings.artefacts()).isEqualTo(Path.of("/data/artefacts"));
        assertThat(settings.live().workingFolder()).isEqualTo(Path.of("/data/state/recommender"));
        assertThat(settings.live().refreshInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.live().concurrency()).isEqualTo(3);
        assertThat(settings.live().patience()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.live().queueing()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.live().trialFloor()).isEqualTo(0.5);
        assertThat(settings.live().secondStage()).isTrue();
        assertThat(settings.live().servedLog()).isEqualTo(1);
        assertThat(settings.live().acknowledgement()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void takesEverySettingThereIs() {
        // When
        var settings = settings(Map.of(
                "segue.kafka.replication-factor", "3",
                "segue.kafka.client.\"security.protocol\"", "SASL_SSL",
                "segue.recommender.refresh-interval", "50ms",
                "segue.recommender.concurrency", "9",
                "segue.recommender.patience", "10s",
                "segue.recommender.queueing", "1s",
                "segue.recommender.trial-floor", "0.25",
                "segue.recommender.second-stage", "false",
                "segue.recommender.served-log", "0.01",
                "segue.recommender.acknowledgement", "2s"));

        // Then
        assertThat(settings.kafka().replicationFactor()).isEqualTo(Optional.of((short) 3));
        assertThat(settings.kafka().client()).isEqualTo(Map.of("security.protocol", "SASL_SSL"));
        assertThat(settings.live().refreshInterval()).isEqualTo(Duration.ofMillis(50));
        assertThat(settings.live().concurrency()).isEqualTo(9);
        assertThat(settings.live().patience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.live().queueing()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.live().trialFloor()).isEqualTo(0.25);
        assertThat(settings.live().secondStage()).isFalse();
        assertThat(settings.live().servedLog()).isEqualTo(0.01);
        assertThat(settings.live().acknowledgement()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "segue.recommender.refresh-interval, 0s, 'segue.recommender.refresh-interval: expected PT0.001S to PT1M, got PT0S'",
        "segue.recommender.concurrency, 0, 'segue.recommender.concurrency: expected 1 to 1024, got 0'",
        "segue.recommender.patience, 2h, 'segue.recommender.patience: expected PT1S to PT1H, got PT2H'",
        "segue.recommender.queueing, 5m, 'segue.recommender.queueing: expected PT0S to PT1M, got PT5M'",
        "segue.recommender.trial-floor, 1.5, 'segue.recommender.trial-floor: expected 0 to 1, got 1.5'",
        "segue.recommender.served-log, -1, 'segue.recommender.served-log: expected 0 to 1, got -1.0'",
        "segue.recommender.under-way, 0, 'segue.recommender.under-way: expected 1 to 100000, got 0'",
        "segue.recommender.deadline, 1h, 'segue.recommender.deadline: expected PT0.1S to PT5M, got PT1H'",
        "segue.recommender.keys.app.sha256, 12, 'segue.recommender.keys.app.sha256: expected 64 hexadecimal digits in lower case, got 2 characters'",
        "segue.recommender.acknowledgement, 2m, 'segue.recommender.acknowledgement: expected PT0.1S to PT1M, got PT2M'"
    })
    void refusesAValueOutOfBounds(String key, String value, String message) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
                .hasMessage(message);
    }

    @Test
    void knowsThoseWhoHaveAKey() {
        // Given
        String sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

        // When
        var settings = settings(Map.of(
                "segue.recommender.keys.app.sha256", sha256,
                "segue.recommender.keys.app.requests-per-second", "7",
                "segue.recommender.keys.operator.sha256", sha256.replace('9', '8'),
                "segue.recommender.keys.operator.admin", "true",
                "segue.recommender.keys.operator.burst", "3",
                "segue.recommender.anonymous", "nobody",
                "segue.recommender.under-way", "12",
                "segue.recommender.head-deadline", "3s",
                "segue.recommender.deadline", "4s"));

        // Then
        assertThat(settings.door().guests())
                .containsExactlyInAnyOrder(
                        new Guest("app", sha256, 7, 14, false),
                        new Guest("operator", sha256.replace('9', '8'), 100, 3, true));
        assertThat(settings.door().anonymous()).isEqualTo(Anonymous.NOBODY);
        assertThat(settings.door().underWay()).isEqualTo(12);
        assertThat(settings.door().deadline()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings(Map.of()).door())
                .isEqualTo(new DoorSettings(List.of(), Anonymous.LOOPBACK, 256, Duration.ofSeconds(10)));
        assertThatThrownBy(() -> settings(Map.of(
                        "segue.recommender.keys.app.sha256", sha256, "segue.recommender.keys.bpp.sha256", sha256)))
                .hasMessageContaining("expected a key of its own, got another's");
    }

    @Test
    void takesKeysFromTheEnvironment() {
        // Given
        var environment = new EnvConfigSource(
                Map.of(
                        "SEGUE_RECOMMENDER_KEYS__APP__SHA256", "0".repeat(64),
                        "SEGUE_RECOMMENDER_KEYS__APP__REQUESTS_PER_SECOND", "200",
                        "SEGUE_RECOMMENDER_ANONYMOUS", "everybody"),
                300);

        // When
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(NEEDED, "test", 100), environment)
                .withMapping(RecommenderConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .build();
        var settings = RecommenderSettings.of(config.getConfigMapping(RecommenderConfig.class), 3);

        // Then
        assertThat(settings.door().guests())
                .extracting(Guest::requestsPerSecond)
                .containsExactly(200);
        assertThat(settings.door().anonymous()).isEqualTo(Anonymous.EVERYBODY);
    }

    @Test
    void refusesAnUnknownKey() {
        assertThatThrownBy(() -> settings(Map.of("segue.recommender.refresh-intervall", "1s")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("segue.recommender.refresh-intervall");
    }

    private static RecommenderSettings settings(Map<String, String> more) {
        var values = new HashMap<>(NEEDED);
        values.putAll(more);
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .withMapping(RecommenderConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .build();
        return RecommenderSettings.of(config.getConfigMapping(RecommenderConfig.class), 3);
    }
}
