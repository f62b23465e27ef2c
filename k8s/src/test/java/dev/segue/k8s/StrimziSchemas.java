package dev.segue.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Holds Strimzi's objects to Strimzi's own resource definitions, written by its generator and closed, so that a
/// misspelt field is an error and not silently dropped.
final class StrimziSchemas {

    private static final String API = "kafka.strimzi.io/v1";
    private static final Map<String, Class<?>> KINDS = Map.of(
            "Kafka", Kafka.class,
            "KafkaNodePool", KafkaNodePool.class,
            "KafkaTopic", KafkaTopic.class,
            "KafkaUser", KafkaUser.class);
    private static final Map<String, JsonSchema> SCHEMAS = schemas();

    private StrimziSchemas() {}

    static boolean know(Manifest manifest) {
        return manifest.apiVersion().equals(API) && SCHEMAS.containsKey(manifest.kind());
    }

    static List<String> violations(List<Manifest> manifests) {
        var found = new ArrayList<String>();
        for (Manifest manifest : manifests) {
            JsonSchema schema = SCHEMAS.get(manifest.kind());
            if (schema != null && know(manifest)) {
                schema.validate(manifest.body()).forEach(message -> found.add(manifest + ": " + message.getMessage()));
            }
        }
        return found;
    }

    private static Map<String, JsonSchema> schemas() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "strimzi").toAbsolutePath());
            var arguments = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "io.strimzi.crdgenerator.CrdGenerator",
                    "--target-kube",
                    "1.30+",
                    "--crd-api-version",
                    "v1",
                    "--api-versions",
                    "v1",
                    "--storage-version",
                    "v1",
                    "--yaml"));
            new TreeMap<>(KINDS)
                    .forEach((kind, type) -> arguments.add(type.getName() + "=" + folder.resolve(kind + ".yaml")));
            generate(arguments, folder.resolve("generator.log"));
            var factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
            var schemas = new HashMap<String, JsonSchema>();
            for (String kind : KINDS.keySet()) {
                JsonNode definition = Manifest.parse(Manifest.read(folder.resolve(kind + ".yaml")))
                        .getFirst()
                        .body();
                JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
                ((ObjectNode) schema.path("properties")).remove("metadata");
                close(schema);
                // Metadata is checked by the API server for every kind alike; here it is free.
                ((ObjectNode) schema.path("properties")).putObject("metadata").put("type", "object");
                schemas.put(kind, factory.getSchema(schema));
            }
            return schemas;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Strimzi's definitions were generated", e);
        }
    }

    /// In a process of its own: the generator's only interface is a command line that ends its JVM.
    private static void generate(List<String> command, Path log) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("Strimzi's definitions could not be generated: " + Manifest.read(log));
        }
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            boolean open = object.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                    || object.has("additionalProperties");
            if (object.path("properties").isObject() && object.path("type").isTextual() && !open) {
                object.put("additionalProperties", false);
            }
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                object.remove("type");
            }
        }
        schema.forEach(StrimziSchemas::close);
    }
}
