package dev.segue.modelbundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactorTableTest {

    private static final float[] GRAM = {2, .5f, .5f, 1};
    private static final float RIDGE = .3f;

    private final float[] rows = {.8f, -.4f, 0, 0, .002f, .1f};
    private final FactorTable table = FactorTable.rounded(2, rows, GRAM, RIDGE);
    private final Path folder;
    private final Path file;

    FactorTableTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("factors.bin");
    }

    @Test
    void roundsEachTrackToHalfAStep() {
        // Then
        assertThat(table.size()).isEqualTo(3);
        for (int row = 0; row < 3; row++) {
            for (int i = 2 * row; i < 2 * row + 2; i++) {
                assertThat(table.steps()[row] * table.factors()[i])
                        .isCloseTo(rows[i], within(table.steps()[row] / 2 + 1e-9f));
            }
        }
        assertThat(table.steps()[0]).isCloseTo(.8f / 127, within(1e-8f));
        assertThat(table.steps()[1]).isZero();
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        // When
        table.write(file);
        FactorTable read = FactorTable.read(file, 3);

        // Then
        assertThat(read.dimension()).isEqualTo(2);
        assertThat(read.factors()).containsExactly(table.factors());
        assertThat(read.steps()).containsExactly(table.steps());
        assertThat(read.gram()).containsExactly(GRAM);
        assertThat(read.ridge()).isEqualTo(RIDGE);
    }

    @Test
    void belongsToABundleByItsDigest() throws IOException {
        // Given
        var vectors = new TrackVectors(List.of("test:a", "test:b", "test:c"), 2, new float[] {1, 0, 0, 1, .6f, .8f});
        ModelBundle.write(
                folder, vectors, PlaylistEncoding.mean(2), Optional.empty(), Optional.of(table), Optional.empty(), 1);
        try (var bundle = ModelBundle.open(folder)) {
            assertThat(bundle.factors().orElseThrow().factors()).containsExactly(table.factors());
        }

        // When
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1]++;
        Files.write(file, bytes);

        // Then
        assertThatThrownBy(() -> ModelBundle.open(folder))
                .isInstanceOf(SegueException.class)
                .hasMessageContainingAll("factors.bin", "SHA-256: expected", "got");
    }

    @Test
    void aBundleWithoutHasNone() throws IOException {
        // Given
        ModelBundle.write(folder, new TrackVectors(List.of("test:a"), 2, new float[] {1, 0}), 1);

        // When
        try (var bundle = ModelBundle.open(folder)) {
            // Then
            assertThat(bundle.factors()).isEmpty();
        }
    }

    @Test
    void aBundleOfOtherTracksIsNotWritten() {
        // Given
        var two = new TrackVectors(List.of("test:a", "test:b"), 2, new float[] {1, 0, 0, 1});

        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelBundle.write(
                        folder,
                        two,
                        PlaylistEncoding.mean(2),
                        Optional.empty(),
                        Optional.of(table),
                        Optional.empty(),
                        1))
                .withMessage("Factors: expected those of 2 tracks, got 3");
    }

    @Test
    void refusesAFileThatIsNotWhole() throws IOException {
        // Given
        table.write(file);
        byte[] whole = Files.readAllBytes(file);

        // When // Then
        for (int end = 0; end < whole.length; end++) {
            assertRefused(Arrays.copyOf(whole, end), 3, "expected");
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1), 3, "end: expected none after the last track");
        assertRefused(whole, 4, "tracks: expected 4, got 3");
    }

    @Test
    void refusesNumbersThatAreNone() throws IOException {
        // When // Then
        assertRefused(bytes("SEGUE-FACTORS-1", 2, 1, Float.NaN), 1, "ridge: expected a number above 0, got NaN");
        assertRefused(bytes("SEGUE-FACTORS-1", 2, Float.NaN, 1), 1, "gram: expected a finite number, got NaN");
        assertRefused(bytes("SEGUE-FACTORS-1", 0, 1, 1), 1, "dimension: expected 1 to 4096, got 0");
        assertRefused(bytes("something else", 2, 1, 1), 1, "beginning: expected SEGUE-FACTORS-1, got something else");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactorTable(1, new byte[1], new float[] {-1}, new float[1], 1))
                .withMessage("Factors, step: expected a number not below 0, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactorTable(2, new byte[3], new float[2], GRAM, 1))
                .withMessage("Factors, bytes: expected 4, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactorTable.rounded(1, new float[] {Float.NaN}, new float[1], 1))
                .withMessage("Factors, step: expected a number not below 0, got NaN");
    }

    /// One track of two factors.
    private static byte[] bytes(String magic, int dimension, float weight, float ridge) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(magic);
            out.writeInt(dimension);
            out.writeInt(1);
            out.writeFloat(ridge);
            for (int i = 0; i < 4; i++) {
                out.writeFloat(weight);
            }
            out.writeFloat(1);
            out.write(new byte[2]);
        }
        return bytes.toByteArray();
    }

    private void assertRefused(byte[] bytes, int tracks, String... parts) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> FactorTable.read(file, tracks))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_REFUSED))
                .hasMessageContaining("factors.bin")
                .hasMessageContainingAll(parts);
    }
}
