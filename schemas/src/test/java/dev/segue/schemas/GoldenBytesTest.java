package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.Wire.Decoded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The bytes of a record of every topic, as they stand in brokers for ever. `-Dgolden.update=true` writes the files
/// of new versions; a file that exists is never to change.
class GoldenBytesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TestFactory
    List<DynamicTest> everyReleasedVersionIsStillRead() {
        return Topics.ALL.stream().map(GoldenBytesTest::stillRead).toList();
    }

    private static <V extends SpecificRecord> DynamicTest stillRead(Topic<V> topic) {
        return DynamicTest.dynamicTest(topic.name(), () -> {
            // Given
            Wire<V> wire = Wire.of(topic.value());
            V sample = topic.value().cast(Samples.all().get(topic));
            String record = topic.value().getSimpleName();
            int version = ReleasedSchemas.of(record).size();
            Path golden = GOLDEN.resolve(record + ".v" + version + ".hex");
            if (Boolean.getBoolean("golden.update") && !Files.exists(golden)) {
                Files.createDirectories(GOLDEN);
                Files.writeString(golden, HexFormat.of().formatHex(wire.encode(sample)) + "\n");
            }
            assertThat(golden).as("run with -Dgolden.update=true and commit it").exists();

            // When
            byte[] bytes = HexFormat.of().parseHex(Files.readString(golden).strip());

            // Then
            assertThat(wire.encode(sample)).isEqualTo(bytes);
            assertThat(wire.encode(wire.require(bytes))).isEqualTo(bytes);
            for (int older = 1; older < version; older++) {
                byte[] before = HexFormat.of()
                        .parseHex(Files.readString(GOLDEN.resolve(record + ".v" + older + ".hex"))
                                .strip());
                assertThat(wire.decode(before)).isInstanceOf(Decoded.Read.class);
            }
        });
    }

    @Test
    void statisticsFromBeforeTheCorpusHadNumbersAreRead() throws Exception {
        // Given
        byte[] before = HexFormat.of()
                .parseHex(Files.readString(GOLDEN.resolve("PlaylistStatistics.v1.hex"))
                        .strip());

        // When
        var read = Wire.of(Topics.PLAYLIST_STATISTICS.value()).require(before);

        // Then
        assertThat(read.getScope()).isEqualTo("partition-2");
        assertThat(read.getPlaylists()).isEqualTo(998);
        assertThat(read.getCorpus()).isNull();
    }

    @TestFactory
    List<DynamicTest> everyTruncationIsUnreadable() {
        return Topics.ALL.stream()
                .map(topic -> DynamicTest.dynamicTest(topic.name(), () -> truncationsAreUnreadable(topic)))
                .toList();
    }

    private static <V extends SpecificRecord> void truncationsAreUnreadable(Topic<V> topic) {
        // Given
        Wire<V> wire = Wire.of(topic.value());
        byte[] bytes = wire.encode(topic.value().cast(Samples.all().get(topic)));

        for (int length = 0; length < bytes.length; length++) {
            // When
            Decoded<V> decoded = wire.decode(Arrays.copyOf(bytes, length));

            // Then
            assertThat(decoded).isInstanceOf(Decoded.Unreadable.class);
        }
    }

    @Test
    void aSchemaOfTheFutureIsNamedByItsFingerprint() {
        // Given
        var wire = Wire.of(Topics.TRACKS.value());
        byte[] bytes = wire.encode(Topics.TRACKS.value().cast(Samples.all().get(Topics.TRACKS)));
        bytes[5] ^= 1;

        // When
        var decoded = wire.decode(bytes);

        // Then
        assertThat(decoded)
                .isInstanceOfSatisfying(Decoded.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .contains("expected a released schema of CatalogueTrack", "unknown fingerprint"));
    }

    @Test
    void poisonIsToldApart() {
        // Given
        var wire = Wire.of(Topics.TRACKS.value());

        // When
        var decoded = wire.decode(new byte[] {'p', 'o', 'i', 's', 'o', 'n'});

        // Then
        assertThat(decoded)
                .isEqualTo(new Decoded.Unreadable<>(
                        "expected Avro single-object encoding (marker C3 01), got 6 bytes beginning 706F69736F6E"));
    }
}
