package dev.segue.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/// The manifests that follow from code: topics, Kafka users and alerts, as YAML text. Pure: who calls writes the files.
public final class DerivedManifests {

    /// The Strimzi cluster that topics and users belong to.
    static final String CLUSTER = "segue";
    /// Copies of every record in production. An overlay for one broker replaces it.
    static final int REPLICAS = 3;
    /// Copies that must be written before a record counts as written.
    static final int MIN_IN_SYNC_REPLICAS = 2;

    private static final String STRIMZI = "kafka.strimzi.io/v1";
    private static final String HOW =
            "Regenerate with: mvn -pl k8s -am test -Dtest=DerivedManifestsTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dgolden.update=true";
    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    private DerivedManifests() {}

    /// One `KafkaTopic` for each of [Topics#ALL], in its order.
    public static String topics() {
        var manifests = new ArrayList<JsonNode>();
        for (Topic<?> topic : Topics.ALL) {
            ObjectNode manifest = resource(STRIMZI, "KafkaTopic", topic.name());
            ObjectNode spec = manifest.putObject("spec");
            spec.put("partitions", topic.partitions());
            spec.put("replicas", REPLICAS);
            ObjectNode config = spec.putObject("config");
            topic.settings().forEach((name, value) -> put(config, name, value));
            config.put("min.insync.replicas", MIN_IN_SYNC_REPLICAS);
            manifests.add(manifest);
        }
        return write("One topic each of dev.segue.schemas.Topics.", manifests);
    }

    /// One `KafkaUser` for each of [TopicAccess#ALL]. Every service may describe every topic, because it waits for all
    /// of them when it starts; only Streams' internal topics are created or deleted by a service.
    public static String users() {
        var manifests = new ArrayList<JsonNode>();
        for (TopicAccess access : TopicAccess.ALL) {
            ObjectNode manifest = resource(STRIMZI, "KafkaUser", access.service());
            ObjectNode spec = manifest.putObject("spec");
            spec.putObject("authentication").put("type", "scram-sha-512");
            ObjectNode authorization = spec.putObject("authorization");
            authorization.put("type", "simple");
            ArrayNode acls = authorization.putArray("acls");
            allow(acls, "topic", "*", "literal", List.of("Describe"));
            var named = new LinkedHashSet<Topic<?>>(access.reads());
            named.addAll(access.writes());
            for (Topic<?> topic : named) {
                var operations = new ArrayList<String>();
                if (access.reads().contains(topic)) {
                    operations.add("Read");
                }
                if (access.writes().contains(topic)) {
                    operations.add("Write");
                }
                allow(acls, "topic", topic.name(), "literal", operations);
            }
            access.streamsApplication().ifPresent(id -> {
                allow(
                        acls,
                        "topic",
                        id + "-",
                        "prefix",
                        List.of("Create", "Delete", "DescribeConfigs", "Read", "Write"));
                allow(acls, "group", id, "literal", List.of("Describe", "Read"));
                allow(acls, "transactionalId", id + "-", "prefix", List.of("Describe", "Write"));
            });
            access.sharing().ifPresent(sharing -> {
                allow(acls, "group", sharing.group(), "literal", List.of("Describe", "Read"));
                allow(acls, "transactionalId", sharing.transactions(), "prefix", List.of("Describe", "Write"));
            });
            manifests.add(manifest);
        }
        return write("One Kafka user each of dev.segue.k8s.TopicAccess.", manifests);
    }

    /// The alert rules of `infra/monitoring/alerts.yaml` as the Prometheus operator takes them.
    ///
    /// @param alerts a Prometheus rule file
    public static String prometheusRule(String alerts) {
        try {
            ObjectNode manifest = resource("monitoring.coreos.com/v1", "PrometheusRule", CLUSTER);
            manifest.withObject("/metadata").remove("labels");
            manifest.withObject("/metadata").put("namespace", "segue");
            JsonNode groups = YAML.readTree(alerts).path("groups");
            if (!groups.isArray() || groups.isEmpty()) {
                throw new IllegalArgumentException("Alert rules: expected a list 'groups', got " + groups);
            }
            manifest.putObject("spec").set("groups", groups);
            return write("The rules of infra/monitoring/alerts.yaml.", List.of(manifest));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Alert rules: expected YAML, got " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode resource(String apiVersion, String kind, String name) {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("apiVersion", apiVersion);
        manifest.put("kind", kind);
        ObjectNode metadata = manifest.putObject("metadata");
        metadata.put("name", name);
        metadata.putObject("labels").put("strimzi.io/cluster", CLUSTER);
        return manifest;
    }

    private static void allow(ArrayNode acls, String type, String name, String patternType, List<String> operations) {
        ObjectNode acl = acls.addObject();
        ObjectNode resource = acl.putObject("resource");
        resource.put("type", type);
        resource.put("name", name);
        resource.put("patternType", patternType);
        ArrayNode list = acl.putArray("operations");
        operations.forEach(list::add);
    }

    /// Numbers as numbers: the topic operator compares what it reads with what the broker says.
    private static void put(ObjectNode config, String name, String value) {
        if (value.matches("\\d{1,18}")) {
            config.put(name, Long.parseLong(value));
        } else if (value.matches("\\d+\\.\\d+")) {
            config.put(name, Double.parseDouble(value));
        } else {
            config.put(name, value);
        }
    }

    private static String write(String source, List<JsonNode> manifests) {
        return manifests.stream()
                .map(manifest -> {
                    try {
                        return YAML.writeValueAsString(manifest);
                    } catch (JsonProcessingException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .collect(Collectors.joining("---\n", "# " + source + "\n# " + HOW + "\n", ""));
    }
}
