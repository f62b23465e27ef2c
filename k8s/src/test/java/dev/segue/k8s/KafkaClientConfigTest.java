package dev.segue.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.platform.KafkaSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/// That what the manifests put into environment and files arrives at the Kafka clients, read as the services read it.
public class KafkaClientConfigTest {

    /// The part of every service's configuration that the manifests speak to.
    @ConfigMapping(prefix = "segue.kafka")
    public interface KafkaKeys {
        String bootstrapServers();

        Map<String, String> client();
    }

    @Test
    void securitySettingsReachTheClientsAndThePasswordComesFromTheSecret() throws IOException {
        // Given
        String jaas = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a\" password=\"b\";";
        // When
        var settings = settings("indexer", Map.of("KAFKA_JAAS_CONFIG", jaas));
        // Then
        assertThat(settings.consumer("a-client"))
                .containsEntry("bootstrap.servers", "segue-kafka-bootstrap:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("sasl.jaas.config", jaas)
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.location", "/etc/segue/kafka-ca/ca.crt");
        assertThat(AdminClientConfig.configNames())
                .containsAll(settings.client().keySet());
    }

    @Test
    void streamsGetStaticMembershipAndAStandby() throws IOException {
        // When
        var streams = settings("preprocessor", Map.of("KAFKA_JAAS_CONFIG", "unused"))
                .streams("an-application", Path.of("target"), 1, Duration.ofSeconds(1));
        // Then
        var config = new StreamsConfig(streams);
        assertThat(config.getInt("num.standby.replicas")).isEqualTo(1);
        assertThat(config.getMainConsumerConfigs("group", "client", 3))
                .containsEntry("group.instance.id", "preprocessor-0-3");
    }

    private static KafkaSettings settings(String service, Map<String, String> secrets) throws IOException {
        var environment = new HashMap<String, String>();
        Manifest.elements(Manifest.parse(Manifest.read(Path.of("base/kustomization.yaml")))
                        .getFirst()
                        .at("/configMapGenerator/0/literals"))
                .map(literal -> literal.asText().split("=", 2))
                .forEach(pair -> environment.put(pair[0], pair[1]));
        Manifest workload = Manifest.parse(Manifest.read(Path.of("base/" + service + ".yaml"))).stream()
                .filter(Manifest::isWorkload)
                .findFirst()
                .orElseThrow();
        for (var container : workload.containers()) {
            environment.putAll(Rules.environment(container));
            for (var variable : container.path("env")) {
                if (variable.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.name")) {
                    environment.put(variable.path("name").asText(), service + "-0");
                }
            }
        }
        environment.putAll(secrets);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(
                        Path.of("base/config/application.properties").toUri().toURL(), 250))
                .addDefaultInterceptors()
                .withMapping(KafkaKeys.class)
                .withValidateUnknown(false)
                .build();
        KafkaKeys keys = config.getConfigMapping(KafkaKeys.class);
        return new KafkaSettings(keys.bootstrapServers(), Optional.empty(), keys.client());
    }
}
