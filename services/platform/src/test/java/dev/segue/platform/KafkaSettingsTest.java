package dev.segue.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.SegueException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

    private static final String CANARY = "canary-secret";

    @Test
    void givesSettingsThatTheClientsKnow() {
        // Given
        var kafka = new KafkaSettings("localhost:9092", Optional.of((short) 3), Map.of());

        // When
        var producer = kafka.producer("crawler");
        var consumer = kafka.consumer("trainer");

        // Then
        assertThat(ProducerConfig.configNames()).containsAll(producer.keySet());
        assertThat(ConsumerConfig.configNames()).containsAll(consumer.keySet());
        assertThat(consumer).containsEntry("isolation.level", "read_committed");
        assertThat(kafka.streams("a-b-v1", Path.of("state"), 2, Duration.ofMillis(200)))
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("commit.interval.ms", 200L)
                .containsEntry("replication.factor", 3);
    }

    @Test
    void letsTheOperatorsClientSettingsWinAndNeverShowsThem() {
        // Given
        var kafka = new KafkaSettings(
                "localhost:9092", Optional.empty(), Map.of("linger.ms", "1", "sasl.jaas.config", CANARY));

        // When
        var producer = kafka.producer("crawler");

        // Then
        assertThat(producer).containsEntry("linger.ms", "1").containsEntry("sasl.jaas.config", CANARY);
        assertThat(kafka.toString()).contains("sasl.jaas.config").doesNotContain(CANARY);
    }

    @Test
    void refusesToStartWithoutABroker() {
        assertThatThrownBy(() -> new KafkaSettings(" ", Optional.empty(), Map.of()))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("segue.kafka.bootstrap-servers");
    }
}
