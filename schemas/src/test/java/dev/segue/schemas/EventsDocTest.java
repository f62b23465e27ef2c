package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.Topic.Cleanup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/// docs/events.md is made from the topics, their schemas and the golden samples. `-Dgolden.update=true` rewrites it.
class EventsDocTest {

    private static final Path DOC = Path.of("../docs/events.md");

    @Test
    void docsTellEveryTopicAsItIs() throws Exception {
        // Given
        String expected = render();

        // When
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(Objects.requireNonNull(DOC.getParent()));
            Files.writeString(DOC, expected);
        }

        // Then
        assertThat(DOC).as("run with -Dgolden.update=true and commit it").hasContent(expected);
    }

    private static String render() {
        var text = new StringBuilder();
        text.append("# Events\n\n")
                .append(
                        "Every topic of the platform. This page is made from `schemas/` and checked by its tests; the samples are\n")
                .append(
                        "the golden records. Keys are UTF-8 text. Values are Avro in single-object encoding: the bytes `C3 01`, the\n")
                .append(
                        "CRC-64-AVRO fingerprint of the writer's schema, the binary body. All released versions can be read.\n\n")
                .append("| topic | partitions | kept | record |\n|---|---|---|---|\n");
        for (Topic<?> topic : Topics.ALL) {
            text.append("| [`%s`](#%s) | %d | %s | %s |\n"
                    .formatted(
                            topic.name(),
                            topic.name().replace(".", ""),
                            topic.partitions(),
                            kept(topic.cleanup()),
                            topic.value().getSimpleName()));
        }
        Samples.all().forEach((topic, sample) -> text.append(section(topic, sample)));
        return text.toString();
    }

    private static String section(Topic<?> topic, SpecificRecord sample) {
        Schema schema = sample.getSchema();
        return "\n## " + topic.name() + "\n\n" + topic.purpose() + ".\n\n" + schema.getDoc() + "\n\n" + fields(schema)
                + "\nSample:\n\n```json\n" + sample + "\n```\n";
    }

    private static String fields(Schema schema) {
        var nested = new LinkedHashMap<String, Schema>();
        nest(schema, nested);
        return table(schema)
                + nested.values().stream()
                        .map(type -> "\n`" + type.getName() + "`: " + type.getDoc() + "\n\n" + table(type))
                        .collect(Collectors.joining());
    }

    private static String table(Schema schema) {
        return "| field | type | what |\n|---|---|---|\n"
                + schema.getFields().stream()
                        .map(field -> "| `%s` | %s | %s |\n"
                                .formatted(
                                        field.name(),
                                        type(field.schema()),
                                        field.doc().replace("<", "&lt;")))
                        .collect(Collectors.joining());
    }

    /// The records inside, each once, in the order they are met.
    private static void nest(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case ARRAY -> meet(schema.getElementType(), found);
            case MAP -> meet(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(type -> meet(type, found));
            case RECORD -> schema.getFields().forEach(field -> meet(field.schema(), found));
            default -> {}
        }
    }

    private static void meet(Schema schema, Map<String, Schema> found) {
        if (schema.getType() != Schema.Type.RECORD || found.putIfAbsent(schema.getName(), schema) == null) {
            nest(schema, found);
        }
    }

    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                                .filter(type -> type.getType() != Schema.Type.NULL)
                                .map(EventsDocTest::type)
                                .collect(Collectors.joining(" or "))
                        + " or null";
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map to " + type(schema.getValueType());
            case RECORD -> schema.getName();
            default ->
                schema.getLogicalType() == null
                        ? schema.getType().getName()
                        : schema.getLogicalType().getName();
        };
    }

    private static String words(Duration time) {
        return time.toDays() > 0 ? time.toDays() + " days" : time.toHours() + " h";
    }

    private static String kept(Cleanup cleanup) {
        return switch (cleanup) {
            case Cleanup.Compact(var tombstones, var whole) ->
                "the last of each key" + (whole.isZero() ? "" : "; all of them for " + words(whole));
            case Cleanup.Delete(var retention) -> retention.toDays() + " days";
        };
    }
}
