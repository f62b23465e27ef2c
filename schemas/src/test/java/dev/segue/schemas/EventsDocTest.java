package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.Topic.Cleanup;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return "| field | type | what |\n|---|---|---|\n"
                + schema.getFields().stream()
                        .map(field -> "| `%s` | %s | %s |\n"
                                .formatted(
                                        field.name(),
                                        type(field.schema()),
                                        field.doc().replace("<", "&lt;")))
                        .collect(Collectors.joining())
                + schema.getFields().stream()
                        .map(field -> field.schema().getType() == Schema.Type.ARRAY
                                ? field.schema().getElementType()
                                : field.schema())
                        .filter(type -> type.getType() == Schema.Type.RECORD)
                        .map(type -> "\n`" + type.getName() + "`: " + type.getDoc() + "\n\n" + fields(type))
                        .collect(Collectors.joining());
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

    private static String kept(Cleanup cleanup) {
        return switch (cleanup) {
            case Cleanup.Compact ignored -> "the last of each key";
            case Cleanup.Delete(var retention) -> retention.toDays() + " days";
        };
    }
}
