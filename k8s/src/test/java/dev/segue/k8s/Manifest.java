package dev.segue.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// One Kubernetes object as YAML says it.
record Manifest(JsonNode body) {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build());

    String apiVersion() {
        return body.path("apiVersion").asText();
    }

    String kind() {
        return body.path("kind").asText();
    }

    String name() {
        return body.at("/metadata/name").asText();
    }

    boolean is(String kind) {
        return kind().equals(kind);
    }

    boolean isWorkload() {
        return is("Deployment") || is("StatefulSet");
    }

    JsonNode at(String pointer) {
        return body.at(pointer);
    }

    JsonNode pod() {
        return body.at("/spec/template/spec");
    }

    List<JsonNode> containers() {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> elements(pod().path(list)))
                .toList();
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }

    static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /// Every document of a YAML text, in order; empty ones are left out.
    static List<Manifest> parse(String text) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            var manifests = new ArrayList<Manifest>();
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                if (document.isObject()) {
                    manifests.add(new Manifest(document));
                }
            }
            return List.copyOf(manifests);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The objects that a kustomization lists as resources, from their files, before any patch.
    static List<Manifest> resourcesOf(Path folder) {
        JsonNode kustomization =
                parse(read(folder.resolve("kustomization.yaml"))).getFirst().body();
        return elements(kustomization.path("resources"))
                .flatMap(file -> parse(read(folder.resolve(file.asText()))).stream())
                .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
