package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every version of a schema reads every other: FULL_TRANSITIVE. To change a schema, change its file in
/// `src/main/avro`, then run the tests with `-Dschemas.release=true`, which writes the next released version.
class SchemaCompatibilityTest {

    private static final SchemaValidator FULL_TRANSITIVE =
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll();
    private static final Path RELEASED = Path.of("src/main/resources/released");

    @TestFactory
    List<DynamicTest> everyVersionReadsEveryOther() {
        return Topics.ALL.stream()
                .map(topic -> DynamicTest.dynamicTest(topic.name(), () -> readsEveryOther(topic)))
                .toList();
    }

    private static void readsEveryOther(Topic<?> topic) throws Exception {
        // Given
        String record = topic.value().getSimpleName();
        Schema current = Wire.of(topic.value()).schema();
        var released = new ArrayList<>(ReleasedSchemas.of(record));

        // When
        if (Boolean.getBoolean("schemas.release") && !isNewest(current, released)) {
            Files.createDirectories(RELEASED);
            Files.writeString(
                    RELEASED.resolve(record + ".v" + (released.size() + 1) + ".avsc"), current.toString(true) + "\n");
            released.add(current);
        }

        // Then
        FULL_TRANSITIVE.validate(current, released.reversed());
        assertThat(isNewest(current, released))
                .as("%s changed: run the tests of schemas with -Dschemas.release=true, commit the new version", record)
                .isTrue();
    }

    @Test
    void refusesAFieldWithoutADefault() {
        // Given
        Schema released = ReleasedSchemas.of("Feedback").getFirst();
        Schema changed = new Schema.Parser()
                .parse(released.toString()
                        .replaceFirst(
                                "\\{\"name\":\"action\"",
                                "{\"name\":\"mood\",\"type\":\"string\"},{\"name\":\"action\""));

        // When
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(changed, released);

        // Then
        assertThat(compatibility.getType()).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    private static boolean isNewest(Schema current, List<Schema> released) {
        return !released.isEmpty()
                && Objects.equals(released.getLast(), current)
                && SchemaNormalization.parsingFingerprint64(released.getLast())
                        == SchemaNormalization.parsingFingerprint64(current);
    }
}
