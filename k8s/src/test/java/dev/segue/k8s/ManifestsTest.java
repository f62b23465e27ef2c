package dev.segue.k8s;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    private static final Path BASE = Path.of("base");
    private static final Set<String> RENDERED_ONLY_BY_OPERATORS = Set.of("PodMonitor", "PrometheusRule");

    /// A fault for every rule: its name, what stands in base, what is planted instead (everywhere).
    static final Map<String, List<String>> FAULTS = Map.ofEntries(
            Map.entry("five services", List.of("kind: StatefulSet", "kind: DaemonSet")),
            Map.entry("pod security", List.of("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")),
            Map.entry(
                    "restricted namespace",
                    List.of(
                            "pod-security.kubernetes.io/enforce: restricted",
                            "pod-security.kubernetes.io/enforce: privileged")),
            Map.entry("no token", List.of("automountServiceAccountToken: false", "automountServiceAccountToken: true")),
            Map.entry(
                    "pinned images",
                    List.of("image: segue/segue-trainer:0.1.0-SNAPSHOT", "image: segue/trainer:latest")),
            Map.entry("built images", List.of("image: segue/segue-indexer:0.1.0", "image: segue/segue-indexes:0.1.0")),
            Map.entry("probes", List.of("path: /q/health/ready", "path: /q/health/live")),
            Map.entry("grace", List.of("terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: 15")),
            Map.entry("memory", List.of("limits:\n              memory: 3Gi", "limits:\n              memory: 4Gi")),
            Map.entry("heap", List.of("MaxRAMPercentage=55", "MaxRAMPercentage=80")),
            Map.entry("mounted volumes", List.of("mountPath: /tmp", "mountPath: /temporary")),
            Map.entry(
                    "selectors",
                    List.of("kind: Deployment\n    name: recommender", "kind: Deployment\n    name: gone")),
            Map.entry("replicas within partitions", List.of("maxReplicas: 4", "maxReplicas: 5")),
            Map.entry("topics", List.of("delete.retention.ms: 604800000", "delete.retention.ms: 1")),
            Map.entry("replication fits brokers", List.of("    - broker", "    - controller")),
            Map.entry(
                    "default deny",
                    List.of(
                            "name: default-deny\nspec:\n  podSelector: {}",
                            "name: default-deny\nspec:\n  podSelector:\n    matchLabels:\n      some: label")),
            Map.entry(
                    "only the crawler reaches out",
                    List.of(
                            "      app.kubernetes.io/name: crawler\n  policyTypes",
                            "      segue.dev/service: \"true\"\n  policyTypes")),
            Map.entry(
                    "users",
                    List.of(
                            "name: indexer\n                  key: sasl",
                            "name: trainer\n                  key: sasl")),
            Map.entry("stateful streams", List.of("SEGUE_KAFKA_CLIENT__GROUP_INSTANCE_ID_", "SEGUE_GROUP_INSTANCE")),
            Map.entry("no secret in clear", List.of("name: JAVA_TOOL_OPTIONS", "name: KAFKA_PASSWORD")));

    static final Set<String> FAULT_NAMES = FAULTS.keySet();

    @Test
    void baseKeepsTheRules() {
        // When
        var violations = violations(Manifest.resourcesOf(BASE));
        // Then
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void overlaysKeepTheRules(String overlay) throws Exception {
        // When
        var violations = violations(Rendered.overlay(overlay));
        // Then
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everyObjectIsHeldToASchema(String overlay) throws Exception {
        // When
        var unknown = Rendered.overlay(overlay).stream()
                .filter(manifest -> !KubernetesSchemas.know(manifest)
                        && !StrimziSchemas.know(manifest)
                        && !RENDERED_ONLY_BY_OPERATORS.contains(manifest.kind()))
                .toList();
        // Then
        assertThat(unknown).isEmpty();
    }

    @Test
    void devRunsOneOfEverythingOnOneBroker() throws Exception {
        // When
        var dev = Rendered.overlay("dev");
        // Then
        assertThat(dev).noneMatch(manifest -> manifest.is("HorizontalPodAutoscaler"));
        assertThat(dev).noneMatch(manifest -> manifest.apiVersion().startsWith("monitoring.coreos.com"));
        assertThat(dev.stream().filter(Manifest::isWorkload))
                .allMatch(workload -> workload.at("/spec/replicas").asInt() == 1);
        assertThat(dev.stream().filter(manifest -> manifest.is("KafkaTopic")))
                .allMatch(topic -> topic.at("/spec/replicas").asInt() == 1);
        assertThat(dev.stream().filter(manifest -> manifest.is("KafkaNodePool")))
                .hasSize(1);
    }

    @Test
    void prodKeepsThreeCopiesAndASpareOfEveryStore() throws Exception {
        // When
        var prod = Rendered.overlay("prod");
        // Then
        assertThat(prod.stream().filter(manifest -> manifest.is("KafkaTopic")))
                .allMatch(topic -> topic.at("/spec/replicas").asInt() == 3
                        && topic.at("/spec/config").path("min.insync.replicas").asInt() == 2);
        Manifest preprocessor = prod.stream()
                .filter(manifest -> manifest.is("StatefulSet"))
                .findFirst()
                .orElseThrow();
        assertThat(preprocessor.at("/spec/replicas").asInt()).isGreaterThan(1);
        assertThat(Rules.environment(preprocessor.containers().getFirst()))
                .containsEntry("SEGUE_KAFKA_CLIENT__NUM_STANDBY_REPLICAS_", "1");
        assertThat(prod).anyMatch(manifest -> manifest.is("PodMonitor"));
        assertThat(prod).anyMatch(manifest -> manifest.is("PrometheusRule"));
    }

    @Test
    void everyRuleHasAPlantedFault() {
        assertThat(FAULT_NAMES).isEqualTo(Rules.ALL.keySet());
    }

    @ParameterizedTest
    @FieldSource("FAULT_NAMES")
    void aRuleFindsItsPlantedFault(String rule) {
        // Given
        String sound = baseText();
        List<String> fault = requireNonNull(FAULTS.get(rule));
        String broken = sound.replace(fault.getFirst(), fault.getLast());
        assertThat(broken.equals(sound)).as("the fault is not planted").isFalse();
        // When
        var violations = requireNonNull(Rules.ALL.get(rule)).apply(Manifest.parse(broken));
        // Then
        assertThat(violations).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "terminationGracePeriodSeconds=terminationGraceSeconds",
                "containerPort: 8080=containerPort: eighty",
                "readOnlyRootFilesystem=readonlyRootFilesystem",
                "maxUnavailable: 1=maxUnavailabel: 1",
                "cidr: 0.0.0.0/0=ciddr: 0.0.0.0/0",
                "maxReplicas: 4=maxReplicas: four",
                "automountServiceAccountToken: false=automountServiceAccountToken: sometimes"
            })
    void kubernetesSchemasFindAPlantedFault(String fault) {
        // Given
        String broken = plant(fault);
        // When
        var violations = KubernetesSchemas.violations(Manifest.parse(broken));
        // Then
        assertThat(violations).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "partitions: 4=partition: 4",
                "partitions: 4=partitions: four",
                "- Describe=- Descrybe",
                "patternType: prefix=patternType: prefixed",
                "kraftMetadata: shared=kraftMetadata: sometimes",
                "type: scram-sha-512=type: scram-sha-1024",
                "entityOperator=entitiesOperator",
                "tls: true=tls: maybe"
            })
    void strimziSchemasFindAPlantedFault(String fault) {
        // Given
        String broken = plant(fault);
        // When
        var violations = StrimziSchemas.violations(Manifest.parse(broken));
        // Then
        assertThat(violations).isNotEmpty();
    }

    private static String plant(String fault) {
        String sound = baseText();
        String[] change = fault.split("=", 2);
        String broken = sound.replace(change[0], change[1]);
        assertThat(broken.equals(sound)).as("the fault is not planted").isFalse();
        return broken;
    }

    private static List<String> violations(List<Manifest> manifests) {
        assertThat(manifests).isNotEmpty();
        var found = new ArrayList<>(Rules.violations(manifests));
        found.addAll(KubernetesSchemas.violations(manifests));
        found.addAll(StrimziSchemas.violations(manifests));
        return found;
    }

    private static String baseText() {
        var text = new StringBuilder();
        Manifest.elements(Manifest.parse(Manifest.read(BASE.resolve("kustomization.yaml")))
                        .getFirst()
                        .at("/resources"))
                .forEach(file ->
                        text.append(Manifest.read(BASE.resolve(file.asText()))).append("\n---\n"));
        return text.toString();
    }
}
