package dev.segue.k8s;

import static dev.segue.k8s.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What every rendering must fulfil, beyond being valid. Each rule gives one line for each violation: where, expected,
/// got.
final class Rules {

    private static final Pattern PINNED =
            Pattern.compile("[a-z0-9./:_-]+(:[A-Za-z0-9][A-Za-z0-9._-]*|@sha256:[0-9a-f]{64})");

    /// Rule name to rule, so that a failure names what was broken and every rule can be shown to fail.
    static final Map<String, Function<List<Manifest>, List<String>>> ALL = all();

    private Rules() {}

    private static Map<String, Function<List<Manifest>, List<String>>> all() {
        var rules = new LinkedHashMap<String, Function<List<Manifest>, List<String>>>();
        rules.put("five services", Rules::fiveServices);
        rules.put("pod security", Rules::podSecurity);
        rules.put("restricted namespace", Rules::restrictedNamespace);
        rules.put("no token", Rules::noToken);
        rules.put("pinned images", Rules::pinnedImages);
        rules.put("built images", Rules::builtImages);
        rules.put("probes", Rules::probes);
        rules.put("grace", Rules::grace);
        rules.put("memory", Rules::memory);
        rules.put("heap", Rules::heap);
        rules.put("mounted volumes", Rules::mountedVolumes);
        rules.put("selectors", Rules::selectors);
        rules.put("replicas within partitions", Rules::replicasWithinPartitions);
        rules.put("topics", Rules::topics);
        rules.put("replication fits brokers", Rules::replicationFitsBrokers);
        rules.put("default deny", Rules::defaultDeny);
        rules.put("only the crawler reaches out", Rules::onlyTheCrawlerReachesOut);
        rules.put("users", Rules::users);
        rules.put("stateful streams", Rules::statefulStreams);
        rules.put("no secret in clear", Rules::noSecretInClear);
        return rules;
    }

    /// Violations of every rule, each with its rule's name.
    static List<String> violations(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        ALL.forEach((name, rule) -> rule.apply(manifests).forEach(line -> found.add(name + ": " + line)));
        return found;
    }

    private static List<String> fiveServices(List<Manifest> manifests) {
        var expected = new HashSet<String>();
        TopicAccess.ALL.forEach(access -> expected.add(access.service()));
        var got = new HashSet<String>();
        manifests.stream().filter(Manifest::isWorkload).forEach(workload -> got.add(workload.name()));
        return expected.equals(got) ? List.of() : List.of("workloads: expected " + expected + ", got " + got);
    }

    private static List<String> podSecurity(List<Manifest> manifests) {
        return eachWorkload(manifests, (workload, found) -> {
            JsonNode pod = workload.pod().path("securityContext");
            expect(found, workload, "runAsNonRoot", "true", pod.path("runAsNonRoot"));
            expect(found, workload, "seccompProfile", "RuntimeDefault", pod.at("/seccompProfile/type"));
            if (pod.path("runAsUser").asInt() < 1_000) {
                found.add(workload + " runAsUser: expected 1000 or more, got " + pod.path("runAsUser"));
            }
            for (JsonNode container : workload.containers()) {
                JsonNode security = container.path("securityContext");
                expect(found, workload, "allowPrivilegeEscalation", "false", security.path("allowPrivilegeEscalation"));
                expect(found, workload, "readOnlyRootFilesystem", "true", security.path("readOnlyRootFilesystem"));
                expect(found, workload, "capabilities.drop", "ALL", security.at("/capabilities/drop/0"));
            }
        });
    }

    private static List<String> restrictedNamespace(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        var namespaces =
                manifests.stream().filter(manifest -> manifest.is("Namespace")).toList();
        if (namespaces.size() != 1) {
            return List.of("expected one Namespace, got " + namespaces);
        }
        expect(
                found,
                namespaces.getFirst(),
                "pod-security.kubernetes.io/enforce",
                "restricted",
                namespaces.getFirst().at("/metadata/labels/pod-security.kubernetes.io~1enforce"));
        return found;
    }

    private static List<String> noToken(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        for (Manifest manifest : manifests) {
            if (manifest.is("ServiceAccount")) {
                expect(found, manifest, "automount", "false", manifest.at("/automountServiceAccountToken"));
            }
            if (manifest.isWorkload()) {
                expect(found, manifest, "automount", "false", manifest.pod().path("automountServiceAccountToken"));
                expect(
                        found,
                        manifest,
                        "account",
                        manifest.name(),
                        manifest.pod().path("serviceAccountName"));
            }
        }
        return found;
    }

    private static List<String> pinnedImages(List<Manifest> manifests) {
        return eachWorkload(manifests, (workload, found) -> {
            for (JsonNode container : workload.containers()) {
                String image = container.path("image").asText();
                if (!PINNED.matcher(image).matches() || image.endsWith(":latest")) {
                    found.add(workload + " image: expected name:version or name@sha256:digest, got '" + image + "'");
                }
            }
        });
    }

    /// Images are the ones that the build makes, in a registry or not, by version or by digest.
    private static List<String> builtImages(List<Manifest> manifests) {
        return eachWorkload(manifests, (workload, found) -> {
            String name = Images.GROUP + "/segue-" + workload.name();
            for (JsonNode container : workload.containers()) {
                String image = container.path("image").asText();
                boolean built = image.equals(name + ":" + Images.version())
                        || image.contains("/" + name + ":")
                        || image.contains(name + "@sha256:");
                if (!built) {
                    found.add(workload + " image: expected " + name + ":" + Images.version() + ", got " + image);
                }
            }
        });
    }

    private static List<String> probes(List<Manifest> manifests) {
        var paths = Map.of(
                "startupProbe", "/q/health/started",
                "livenessProbe", "/q/health/live",
                "readinessProbe", "/q/health/ready");
        return eachWorkload(manifests, (workload, found) -> {
            for (JsonNode container : workload.containers()) {
                new TreeMap<>(paths).forEach((probe, path) -> {
                    JsonNode http = container.path(probe).path("httpGet");
                    expect(found, workload, probe, path, http.path("path"));
                    expect(found, workload, probe + " port", "http", http.path("port"));
                });
                if (elements(container.path("ports"))
                        .noneMatch(port -> port.path("name").asText().equals("http")
                                && port.path("containerPort").asInt() == 8080)) {
                    found.add(workload + " ports: expected http on 8080, got " + container.path("ports"));
                }
                JsonNode startup = container.path("startupProbe");
                int patience = startup.path("periodSeconds").asInt()
                        * startup.path("failureThreshold").asInt();
                if (patience < 300) {
                    found.add(workload + " startupProbe: expected 300 s or more of patience, got " + patience + " s");
                }
            }
        });
    }

    private static List<String> grace(List<Manifest> manifests) {
        return eachWorkload(manifests, (workload, found) -> {
            int grace = workload.pod().path("terminationGracePeriodSeconds").asInt();
            for (JsonNode container : workload.containers()) {
                int delay = container.at("/lifecycle/preStop/sleep/seconds").asInt();
                if (delay < 5 || grace < delay + 30) {
                    found.add(workload + ": expected a preStop sleep of 5 s or more and 30 s beyond it to close, got "
                            + delay + " s of " + grace + " s");
                }
            }
        });
    }

    private static List<String> memory(List<Manifest> manifests) {
        return eachWorkload(manifests, (workload, found) -> {
            for (JsonNode container : workload.containers()) {
                JsonNode request = container.at("/resources/requests/memory");
                JsonNode limit = container.at("/resources/limits/memory");
                if (request.isMissingNode() || !request.equals(limit)) {
                    found.add(workload + " memory: expected request = limit, got " + request + " and " + limit);
                }
                if (container.at("/resources/requests/cpu").isMissingNode()) {
                    found.add(workload + " cpu: expected a request, got none");
                }
            }
        });
    }

    private static List<String> heap(List<Manifest> manifests) {
        var share = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
        return eachWorkload(manifests, (workload, found) -> {
            // RocksDB and mapped indexes live beside the heap.
            int most = workload.is("StatefulSet") ? 60 : 75;
            for (JsonNode container : workload.containers()) {
                var match = share.matcher(environment(container).getOrDefault("JAVA_TOOL_OPTIONS", ""));
                if (!match.find() || Integer.parseInt(match.group(1)) > most || Integer.parseInt(match.group(1)) < 50) {
                    found.add(workload + " JAVA_TOOL_OPTIONS: expected MaxRAMPercentage from 50 to " + most + ", got "
                            + environment(container).get("JAVA_TOOL_OPTIONS"));
                }
            }
        });
    }

    private static List<String> mountedVolumes(List<Manifest> manifests) {
        return eachWorkload(manifests, (workload, found) -> {
            var volumes = new HashSet<String>();
            elements(workload.pod().path("volumes"))
                    .forEach(volume -> volumes.add(volume.path("name").asText()));
            elements(workload.at("/spec/volumeClaimTemplates"))
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
            for (JsonNode container : workload.containers()) {
                var mounted = new HashSet<String>();
                var paths = new HashSet<String>();
                elements(container.path("volumeMounts")).forEach(mount -> {
                    mounted.add(mount.path("name").asText());
                    paths.add(mount.path("mountPath").asText());
                });
                if (!mounted.equals(volumes)) {
                    found.add(workload + " volumeMounts: expected " + volumes + ", got " + mounted);
                }
                // The root is read-only: native libraries and state need a place.
                if (!paths.containsAll(Set.of("/tmp", "/var/lib/segue/state"))) {
                    found.add(workload + " volumeMounts: expected /tmp and /var/lib/segue/state, got " + paths);
                }
            }
        });
    }

    /// Services, budgets and autoscalers point at something that is there.
    private static List<String> selectors(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        var workloads = manifests.stream().filter(Manifest::isWorkload).toList();
        for (Manifest manifest : manifests) {
            JsonNode selector =
                    switch (manifest.kind()) {
                        case "Service" -> manifest.at("/spec/selector");
                        case "PodDisruptionBudget", "PodMonitor", "Deployment", "StatefulSet" ->
                            manifest.at("/spec/selector/matchLabels");
                        default -> null;
                    };
            if (selector != null
                    && (selector.isEmpty()
                            || workloads.stream().noneMatch(workload -> matches(selector, labels(workload))))) {
                found.add(manifest + " selector: expected the labels of a workload, got " + selector);
            }
            if (manifest.is("HorizontalPodAutoscaler")) {
                JsonNode target = manifest.at("/spec/scaleTargetRef");
                if (workloads.stream()
                        .noneMatch(workload -> workload.kind()
                                        .equals(target.path("kind").asText())
                                && workload.name().equals(target.path("name").asText())
                                && workload.at("/spec/replicas").isMissingNode())) {
                    found.add(manifest + " target: expected a workload that leaves its replicas to it, got " + target);
                }
            }
        }
        return found;
    }

    private static List<String> replicasWithinPartitions(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        for (Manifest manifest : manifests) {
            JsonNode replicas = manifest.isWorkload()
                    ? manifest.at("/spec/replicas")
                    : manifest.is("HorizontalPodAutoscaler") ? manifest.at("/spec/maxReplicas") : null;
            if (replicas != null && replicas.asInt() > Topics.STREAM_PARTITIONS) {
                found.add(manifest + " replicas: expected at most " + Topics.STREAM_PARTITIONS + ", got " + replicas);
            }
        }
        return found;
    }

    private static List<String> topics(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        var declared = new LinkedHashMap<String, Manifest>();
        manifests.stream()
                .filter(manifest -> manifest.is("KafkaTopic"))
                .forEach(manifest -> declared.put(manifest.name(), manifest));
        for (Topic<?> topic : Topics.ALL) {
            Manifest manifest = declared.remove(topic.name());
            if (manifest == null) {
                found.add("expected a KafkaTopic " + topic.name() + ", got none");
                continue;
            }
            expect(
                    found,
                    manifest,
                    "partitions",
                    Integer.toString(topic.partitions()),
                    manifest.at("/spec/partitions"));
            expect(found, manifest, "cluster", "segue", manifest.at("/metadata/labels/strimzi.io~1cluster"));
            topic.settings()
                    .forEach((setting, value) -> expect(
                            found,
                            manifest,
                            setting,
                            value,
                            manifest.at("/spec/config").path(setting)));
        }
        declared.keySet().forEach(name -> found.add("KafkaTopic " + name + ": no topic of the code"));
        return found;
    }

    private static List<String> replicationFitsBrokers(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        int brokers = manifests.stream()
                .filter(manifest -> manifest.is("KafkaNodePool"))
                .filter(pool -> elements(pool.at("/spec/roles"))
                        .anyMatch(role -> role.asText().equals("broker")))
                .mapToInt(pool -> pool.at("/spec/replicas").asInt())
                .sum();
        for (Manifest manifest : manifests) {
            if (manifest.is("KafkaTopic")) {
                int replicas = manifest.at("/spec/replicas").asInt();
                int inSync =
                        manifest.at("/spec/config").path("min.insync.replicas").asInt();
                if (replicas > brokers || inSync < 1 || inSync > replicas || (replicas > 1 && inSync == replicas)) {
                    found.add(manifest + ": " + replicas + " replicas of which " + inSync + " in sync do not fit "
                            + brokers + " brokers");
                }
            }
            if (manifest.is("Kafka")) {
                JsonNode config = manifest.at("/spec/kafka/config");
                for (String factor : List.of(
                        "default.replication.factor",
                        "offsets.topic.replication.factor",
                        "transaction.state.log.replication.factor")) {
                    int replicas = config.path(factor).asInt();
                    if (replicas < 1 || replicas > brokers) {
                        found.add(manifest + " " + factor + ": expected 1 to " + brokers + ", got " + replicas);
                    }
                }
                expect(found, manifest, "auto.create.topics.enable", "false", config.path("auto.create.topics.enable"));
            }
        }
        return found;
    }

    private static List<String> defaultDeny(List<Manifest> manifests) {
        boolean denied = manifests.stream()
                .filter(manifest -> manifest.is("NetworkPolicy"))
                .anyMatch(policy -> policy.at("/spec/podSelector").isEmpty()
                        && policy.at("/spec/policyTypes").size() == 2
                        && policy.at("/spec/ingress").isMissingNode()
                        && policy.at("/spec/egress").isMissingNode());
        return denied ? List.of() : List.of("expected a NetworkPolicy that denies all pods both directions, got none");
    }

    private static List<String> onlyTheCrawlerReachesOut(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        for (Manifest policy : manifests) {
            if (!policy.is("NetworkPolicy")) {
                continue;
            }
            for (Manifest workload : manifests) {
                if (!workload.isWorkload()
                        || workload.name().equals("crawler")
                        || !matches(policy.at("/spec/podSelector/matchLabels"), labels(workload))) {
                    continue;
                }
                for (JsonNode egress : policy.at("/spec/egress")) {
                    boolean anywhere = egress.path("to").isEmpty()
                            || elements(egress.path("to")).anyMatch(to -> to.has("ipBlock"));
                    if (anywhere) {
                        found.add(policy + ": lets " + workload.name() + " reach out by " + egress);
                    }
                }
            }
        }
        return found;
    }

    private static List<String> users(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        var named = new HashSet<String>();
        manifests.stream().filter(manifest -> manifest.is("KafkaUser")).forEach(user -> named.add(user.name()));
        for (Manifest workload : manifests) {
            if (!workload.isWorkload()) {
                continue;
            }
            for (JsonNode container : workload.containers()) {
                for (JsonNode variable : container.path("env")) {
                    JsonNode secret = variable.at("/valueFrom/secretKeyRef/name");
                    if (!secret.isMissingNode() && !named.contains(secret.asText())) {
                        found.add(workload + " secret: expected one of a Kafka user " + named + ", got " + secret);
                    }
                    if (!secret.isMissingNode() && !secret.asText().equals(workload.name())) {
                        found.add(workload + " secret: expected its own user's, got " + secret);
                    }
                }
            }
        }
        return found;
    }

    /// A Streams application keeps its stores on a claim and its partitions by a name that survives a restart.
    private static List<String> statefulStreams(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        for (TopicAccess access : TopicAccess.ALL) {
            if (access.streamsApplication().isEmpty()) {
                continue;
            }
            for (Manifest workload : manifests) {
                if (!workload.isWorkload() || !workload.name().equals(access.service())) {
                    continue;
                }
                expect(found, workload, "kind", "StatefulSet", workload.at("/kind"));
                expect(found, workload, "claim", "state", workload.at("/spec/volumeClaimTemplates/0/metadata/name"));
                boolean member = workload.containers().stream()
                        .flatMap(container -> elements(container.path("env")))
                        .anyMatch(variable ->
                                variable.path("name").asText().equals("SEGUE_KAFKA_CLIENT__GROUP_INSTANCE_ID_")
                                        && variable.at("/valueFrom/fieldRef/fieldPath")
                                                .asText()
                                                .equals("metadata.name"));
                if (!member) {
                    found.add(workload + ": expected group.instance.id = pod name, got neither");
                }
            }
        }
        return found;
    }

    private static List<String> noSecretInClear(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        for (Manifest manifest : manifests) {
            if (manifest.is("Secret")) {
                found.add(manifest + ": secrets are written by Strimzi or by hand, never by manifests");
            }
            if (manifest.isWorkload()) {
                for (JsonNode container : manifest.containers()) {
                    environment(container).forEach((name, value) -> {
                        if (name.matches(".*(PASSWORD|SECRET|TOKEN|JAAS|KEY).*")) {
                            found.add(manifest + " " + name + ": expected a reference to a Secret, got a value");
                        }
                    });
                }
            }
        }
        return found;
    }

    /// Variables that a container gives literally.
    static Map<String, String> environment(JsonNode container) {
        var variables = new LinkedHashMap<String, String>();
        elements(container.path("env"))
                .filter(variable -> variable.has("value"))
                .forEach(variable -> variables.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return variables;
    }

    private static JsonNode labels(Manifest workload) {
        return workload.at("/spec/template/metadata/labels");
    }

    /// An empty selector matches everything, as in Kubernetes.
    private static boolean matches(JsonNode selector, JsonNode labels) {
        return selector.properties().stream().allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }

    private static void expect(List<String> found, Manifest manifest, String what, String expected, JsonNode got) {
        if (!got.asText().equals(expected)) {
            found.add(manifest + " " + what + ": expected " + expected + ", got "
                    + (got.isMissingNode() ? "nothing" : got.toString()));
        }
    }

    private interface Check {
        void accept(Manifest workload, List<String> found);
    }

    private static List<String> eachWorkload(List<Manifest> manifests, Check check) {
        var found = new ArrayList<String>();
        manifests.stream().filter(Manifest::isWorkload).forEach(workload -> check.accept(workload, found));
        return found;
    }
}
