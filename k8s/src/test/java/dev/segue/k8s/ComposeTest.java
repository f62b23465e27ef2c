package dev.segue.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class ComposeTest {

    private static final Path FOLDER = Path.of("../infra/compose");
    private static final Pattern PINNED = Pattern.compile("[a-z0-9/-]+:v?\\d[A-Za-z0-9.-]*");
    private static final String VERSION = Images.version();
    private static final List<String> SERVICES =
            TopicAccess.ALL.stream().map(TopicAccess::service).toList();

    @Test
    void composeKeepsTheContract() {
        assertThat(violations(text())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apache/kafka:4.3.1 -> apache/kafka:latest",
                "segue/segue-trainer:0.1.0-SNAPSHOT -> segue/segue-coach:0.1.0-SNAPSHOT",
                "SEGUE_STATE_DIRECTORY -> SEGUE_STATE_DIR",
                "SEGUE_KAFKA_BOOTSTRAP_SERVERS: broker:9092 -> SEGUE_KAFKA_BOOTSTRAP_SERVERS: broker:9093",
                "- artefacts:/var/lib/segue/artefacts -> - artefacts:/var/lib/artefacts",
                "KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\" -> KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"true\"",
                "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"1\" -> KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"3\"",
                "KAFKA_MIN_INSYNC_REPLICAS -> KAFKA_MINIMUM_INSYNC_REPLICAS",
                "127.0.0.1:${SEGUE_PORT -> ${SEGUE_PORT",
                "../monitoring/alerts.yaml -> ../monitoring/alarms.yaml",
                "condition: service_healthy -> condition: service_started",
                "/q/health/ready -> /q/health/live",
                "- broker:/var/lib/kafka/data -> - brokers:/var/lib/kafka/data"
            })
    void aPlantedFaultIsFound(String fault) {
        // Given
        String[] change = fault.split(" -> ", 2);
        String broken = text().replace(change[0], change[1]);
        assertThat(broken.equals(text())).as("the fault is not planted").isFalse();
        // When
        var violations = violations(broken);
        // Then
        assertThat(violations).isNotEmpty();
    }

    /// Where the compose file departs from what the services and the broker expect.
    private static List<String> violations(String text) {
        var found = new ArrayList<String>();
        JsonNode compose = parse(text);
        JsonNode services = compose.path("services");
        services.properties().forEach(entry -> everyContainer(entry.getKey(), entry.getValue(), compose, found));
        for (String name : SERVICES) {
            service(name, services.path(name), found);
        }
        broker(services.path("broker"), found);
        return found;
    }

    private static void everyContainer(String name, JsonNode container, JsonNode compose, List<String> found) {
        String image = container.path("image").asText();
        if (!PINNED.matcher(image).matches()) {
            found.add(name + " image: expected name:version, got " + image);
        }
        for (JsonNode port : container.path("ports")) {
            if (!port.asText().startsWith("127.0.0.1:")) {
                found.add(name + " ports: expected loopback, got " + port);
            }
        }
        for (JsonNode volume : container.path("volumes")) {
            String source = volume.asText().replaceAll("\\$\\{[^}]*}", "./data").split(":", -1)[0];
            boolean there = source.startsWith("../")
                    ? Files.exists(FOLDER.resolve(source))
                    : source.startsWith("./") || compose.path("volumes").has(source);
            if (!there) {
                found.add(name + " volumes: " + source + " is neither a declared volume nor a file here");
            }
        }
    }

    private static void service(String name, JsonNode service, List<String> found) {
        if (!service.path("image").asText().equals("segue/segue-" + name + ":" + VERSION)) {
            found.add(name + " image: expected segue/segue-" + name + ":" + VERSION + ", got " + service.path("image"));
        }
        var expected = new TreeMap<>(Map.of(
                "SEGUE_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
                "SEGUE_ARTEFACTS_ROOT", "/var/lib/segue/artefacts",
                "SEGUE_STATE_DIRECTORY", "/var/lib/segue/state",
                "QUARKUS_HTTP_HOST", "0.0.0.0",
                "QUARKUS_HTTP_PORT", "8080"));
        expected.forEach((variable, value) -> {
            String got = service.path("environment").path(variable).asText();
            if (!got.equals(value)) {
                found.add(name + " " + variable + ": expected " + value + ", got '" + got + "'");
            }
        });
        var mounts = new HashSet<String>();
        service.path("volumes").forEach(volume -> mounts.add(volume.asText()));
        if (!mounts.contains(name + ":/var/lib/segue/state")) {
            found.add(name + " volumes: expected a state volume of its own, got " + mounts);
        }
        String artefacts =
                switch (name) {
                    case "trainer", "indexer" -> "artefacts:/var/lib/segue/artefacts";
                    case "recommender" -> "artefacts:/var/lib/segue/artefacts:ro";
                    default -> "";
                };
        if (!artefacts.isEmpty() && !mounts.contains(artefacts)) {
            found.add(name + " volumes: expected " + artefacts + ", got " + mounts);
        }
        if (!service.at("/healthcheck/test").toString().contains("/q/health/ready")) {
            found.add(name + " healthcheck: expected one on /q/health/ready");
        }
        if (!service.at("/depends_on/broker/condition").asText().equals("service_healthy")) {
            found.add(name + " depends_on: expected a healthy broker, got " + service.path("depends_on"));
        }
        if (service.path("mem_limit").isMissingNode()
                || !service.at("/environment/JAVA_TOOL_OPTIONS").asText().contains("MaxRAMPercentage")) {
            found.add(name + ": expected mem_limit and a heap that follows from it");
        }
    }

    private static void broker(JsonNode broker, List<String> found) {
        if (!broker.path("image").asText().equals("apache/kafka:4.3.1")) {
            found.add("broker image: expected apache/kafka:4.3.1, got " + broker.path("image"));
        }
        var settings = new TreeMap<String, String>();
        broker.path("environment")
                .properties()
                .forEach(variable -> settings.put(
                        variable.getKey()
                                .substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        variable.getValue().asText()));
        var known = AbstractKafkaConfig.CONFIG_DEF.names();
        settings.keySet().stream()
                .filter(setting -> !known.contains(setting))
                .forEach(setting -> found.add("broker: Kafka knows no setting " + setting));
        var required = new TreeMap<>(Map.of(
                "auto.create.topics.enable", "false",
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1"));
        required.forEach((setting, value) -> {
            if (!value.equals(settings.get(setting))) {
                found.add("broker " + setting + ": expected " + value + ", got " + settings.get(setting));
            }
        });
        String mount = "broker:" + settings.get("log.dirs");
        if (Stream.of(broker.path("volumes")).flatMap(Manifest::elements).noneMatch(volume -> volume.asText()
                .equals(mount))) {
            found.add("broker volumes: expected " + mount + ", got " + broker.path("volumes"));
        }
    }

    private static String text() {
        return Manifest.read(FOLDER.resolve("compose.yaml"));
    }

    /// SnakeYAML, because it follows anchors and merge keys as compose does.
    private static JsonNode parse(String text) {
        Object document = new Yaml().load(text);
        return new ObjectMapper().valueToTree(document);
    }
}
