package dev.segue.modelbundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {

    private static final int DIMENSION = 16;
    private static final int TRACKS = 40;

    /// Single against double precision: sums of a few dozen products of numbers below 1.
    private static final float PARITY = 1e-5f;

    private final TrackVectors vectors = unitVectors(TRACKS, DIMENSION, 7);
    private final Path folder;

    ModelBundleTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void writeBundle() throws IOException {
        ModelBundle.write(folder, vectors, 42);
    }

    @Test
    void opensWithTheVectorsItWasWrittenWith() {
        // When
        try (var bundle = ModelBundle.open(folder)) {
            // Then
            assertThat(bundle.vectors().trackIds()).isEqualTo(vectors.trackIds());
            assertThat(bundle.vectors().dimension()).isEqualTo(DIMENSION);
            assertThat(bundle.vectors().rows()).containsExactly(vectors.rows());
            assertThat(bundle.vectors().row("test:3")).isEqualTo(3);
            assertThat(bundle.vectors().row("test:none")).isEqualTo(-1);
            assertThat(bundle.vectors().vector(3)).containsExactly(Arrays.copyOfRange(vectors.rows(), 48, 64));
        }
    }

    @Test
    void writesTheSameBytesForTheSameVectorsAndSeed(@TempDir Path other) throws IOException {
        // When
        ModelBundle.write(other, vectors, 42);

        // Then
        for (String file : files()) {
            assertThat(other.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
        }
    }

    @Test
    void answersAsTheDoublePrecisionReferenceDoes() {
        // Given
        var random = new Random(5);
        try (var bundle = ModelBundle.open(folder)) {
            for (int seeds : new int[] {1, 2, 7, 33}) {
                int batch = 9;
                float[] in = new float[batch * seeds * DIMENSION];
                float[] weights = new float[batch * seeds];
                for (int i = 0; i < in.length; i++) {
                    in[i] = (float) random.nextGaussian();
                }
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = random.nextInt(4) == 0 ? 0 : random.nextFloat() * 3 - 0.5f;
                }

                // When
                float[] out = bundle.encodeBatch(in, weights, seeds);

                // Then
                for (int b = 0; b < batch; b++) {
                    double[] expected = PlaylistEncoding.mean(DIMENSION)
                            .reference(
                                    Arrays.copyOfRange(in, b * seeds * DIMENSION, (b + 1) * seeds * DIMENSION),
                                    Arrays.copyOfRange(weights, b * seeds, (b + 1) * seeds));
                    for (int i = 0; i < DIMENSION; i++) {
                        assertThat(out[b * DIMENSION + i]).isCloseTo((float) expected[i], within(PARITY));
                    }
                }
            }
        }
    }

    @Test
    void encodesOnePlaylistAsAUnitVector() {
        // Given
        try (var bundle = ModelBundle.open(folder)) {
            float[] seeds = Arrays.copyOf(vectors.rows(), 3 * DIMENSION);

            // When
            float[] playlist = bundle.encode(seeds, new float[] {1, 0.5f, 2});

            // Then
            double squares = 0;
            for (float component : playlist) {
                squares += component * component;
            }
            assertThat(Math.sqrt(squares)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void givesTheZeroVectorForNoSeedsAndForWeightsThatAreAllZero() {
        // Given
        try (var bundle = ModelBundle.open(folder)) {
            float[] seeds = Arrays.copyOf(vectors.rows(), 2 * DIMENSION);

            // When
            float[] weightless = bundle.encode(seeds, new float[2]);
            float[] seedless = bundle.encode(new float[0], new float[0]);

            // Then
            assertThat(weightless).containsOnly(0f).hasSize(DIMENSION);
            assertThat(seedless).containsOnly(0f).hasSize(DIMENSION);
        }
    }

    @Test
    void staysFiniteWhenSeedsCancelOut() {
        // Given
        try (var bundle = ModelBundle.open(folder)) {
            float[] seeds = Arrays.copyOf(vectors.rows(), 2 * DIMENSION);
            System.arraycopy(seeds, 0, seeds, DIMENSION, DIMENSION);

            // When
            float[] playlist = bundle.encode(seeds, new float[] {1, -1});

            // Then
            for (float component : playlist) {
                assertThat(component).isFinite();
            }
        }
    }

    @Test
    void provesItselfEvenWhenTheOnlyTracksAreOpposites(@TempDir Path opposites) throws IOException {
        // Given
        var pair = new TrackVectors(List.of("test:a", "test:b"), 2, new float[] {0.6f, 0.8f, -0.6f, -0.8f});
        ModelBundle.write(opposites, pair, 1);

        // When
        try (var bundle = ModelBundle.open(opposites)) {
            // Then
            assertThat(bundle.vectors().size()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vectors.f32", "tracks.txt", "playlist-encoder.onnx", "golden.bin"})
    void refusesABundleWithoutOneOfItsFiles(String file) throws IOException {
        // Given
        Files.delete(folder.resolve(file));

        // When // Then
        assertRefused(file, "no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vectors.f32", "tracks.txt", "playlist-encoder.onnx", "golden.bin"})
    void refusesAFileThatIsCutOffAnywhere(String file) throws IOException {
        // Given
        byte[] whole = Files.readAllBytes(folder.resolve(file));
        for (int kept = 0; kept < whole.length; kept += Math.max(1, whole.length / 37)) {
            Files.write(folder.resolve(file), Arrays.copyOf(whole, kept));

            // When // Then
            assertThatThrownBy(() -> ModelBundle.open(folder))
                    .isInstanceOfSatisfying(
                            SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_REFUSED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vectors.f32", "tracks.txt", "playlist-encoder.onnx", "golden.bin"})
    void refusesAFileWithOneFlippedBit(String file) throws IOException {
        // Given
        byte[] whole = Files.readAllBytes(folder.resolve(file));
        var random = new Random(11);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(folder.resolve(file), damaged);

            // When // Then
            assertAcceptedOnlyIfHarmless(file);
        }
    }

    @Test
    void refusesARowThatIsNotANumber() throws IOException {
        // Given
        byte[] rows = Files.readAllBytes(folder.resolve("vectors.f32"));
        ByteBuffer.wrap(rows).order(ByteOrder.LITTLE_ENDIAN).putFloat(5 * DIMENSION * Float.BYTES, Float.NaN);
        Files.write(folder.resolve("vectors.f32"), rows);

        // When // Then
        assertRefused("vectors.f32", "row 5", "expected a finite vector of length 1", "got length NaN");
    }

    @Test
    void refusesAnEncoderOfAnotherDimension() throws IOException {
        // Given
        Files.write(
                folder.resolve("playlist-encoder.onnx"),
                PlaylistEncoding.mean(DIMENSION + 1).graph());
        signAgain(Goldens.read(folder, vectors).cases());

        // When // Then
        assertRefused("playlist-encoder.onnx", "shape of seed_vectors", "[-1, -1, 16]", "[-1, -1, 17]");
    }

    @Test
    void refusesAnEncoderThatLoadsAndAnswersWrongly(@TempDir Path other) throws IOException {
        // Given
        ModelBundle.write(other, unitVectors(TRACKS, DIMENSION, 8), 42);
        signAgain(Goldens.read(other, vectors).cases());

        // When // Then
        assertRefused("playlist-encoder.onnx", "golden case 0, component", "± 1.0E-5");
    }

    @Test
    void refusesVectorsOfAnotherTraining(@TempDir Path other) throws IOException {
        // Given
        ModelBundle.write(other, unitVectors(TRACKS, DIMENSION, 8), 42);
        Files.copy(other.resolve("vectors.f32"), folder.resolve("vectors.f32"), StandardCopyOption.REPLACE_EXISTING);

        // When // Then
        assertRefused("vectors.f32", "SHA-256: expected", "got");
    }

    @Test
    void keepsASecondStageByItsDigest() throws IOException {
        // Given
        byte[] ranker = {3, 1, 4, 1, 5};
        ModelBundle.write(
                folder,
                vectors,
                PlaylistEncoding.mean(DIMENSION),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ranker),
                42);
        try (var bundle = ModelBundle.open(folder)) {
            assertThat(bundle.ranker()).hasValue(ranker);
        }

        // When
        Files.write(folder.resolve("ranker.bin"), new byte[] {3, 1, 4, 1, 6});

        // Then
        assertRefused("ranker.bin", "SHA-256: expected", "got");
    }

    @Test
    void hasNoSecondStageUnlessItWasWrittenWithOne() {
        // When
        try (var bundle = ModelBundle.open(folder)) {
            // Then
            assertThat(bundle.ranker()).isEmpty();
        }
    }

    @Test
    void writesOnlyUnitVectors(@TempDir Path other) {
        // Given
        var long2 = new TrackVectors(List.of("test:a"), 2, new float[] {1, 1});

        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelBundle.write(other, long2, 1))
                .withMessageContaining("row 0: expected a finite vector of length 1");
    }

    @Test
    void refusesTablesThatDoNotFit() {
        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrackVectors(List.of("test:a"), 2, new float[3]))
                .withMessage("Rows: expected 1 tracks of dimension 2 = 2 floats, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrackVectors(List.of("test:a", "test:a"), 1, new float[2]))
                .withMessage("Track id of row 1: expected a new id, got 'test:a' of row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrackVectors(List.of("test:\na"), 1, new float[1]))
                .withMessageContaining("expected one line of text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrackVectors(List.of(), 0, new float[0]))
                .withMessage("Dimension: expected at least 1, got 0");
    }

    @Test
    void refusesSeedsThatDoNotFitTheirWeights() {
        // Given
        try (var bundle = ModelBundle.open(folder)) {
            // When // Then
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bundle.encode(new float[DIMENSION], new float[2]))
                    .withMessage("Seed vectors: expected 2 seeds of dimension 16, got 16 floats");
        }
    }

    @Test
    void refusesToEncodeOnceClosed() {
        // Given
        var bundle = ModelBundle.open(folder);
        bundle.close();
        bundle.close();

        // When // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> bundle.encode(new float[DIMENSION], new float[1]))
                .withMessage("The model bundle is closed");
    }

    @Test
    void refusesAGraphThatIsNotOneEvenWhenItsDigestFits() throws IOException {
        // Given
        byte[] whole = Files.readAllBytes(folder.resolve("playlist-encoder.onnx"));
        Files.write(folder.resolve("playlist-encoder.onnx"), Arrays.copyOf(whole, whole.length / 2));
        signAgain(Goldens.read(folder, vectors).cases());

        // When // Then
        assertRefused("playlist-encoder.onnx", "expected a loadable ONNX model", whole.length / 2 + " bytes refused");
    }

    /// Makes the digests fit the files as they are now, so that only what comes after them can refuse.
    private void signAgain(List<Goldens.Case> cases) throws IOException {
        var digests = new LinkedHashMap<String, byte[]>();
        for (String file : files().subList(0, 3)) {
            digests.put(file, Goldens.sha256(folder.resolve(file)));
        }
        new Goldens(DIMENSION, TRACKS, digests, cases, List.of()).write(folder);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> ModelBundle.open(folder))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_REFUSED))
                .hasMessageContainingAll(parts);
    }

    /// A flipped low bit of an expected answer stays within the tolerance of the goldens; every other flip is refused.
    private void assertAcceptedOnlyIfHarmless(String file) {
        try (var bundle = ModelBundle.open(folder)) {
            assertThat(file).isEqualTo("golden.bin");
            assertThat(bundle.vectors().rows()).containsExactly(vectors.rows());
        } catch (SegueException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.MODEL_REFUSED);
        }
    }

    private static List<String> files() {
        return List.of("vectors.f32", "tracks.txt", "playlist-encoder.onnx", "golden.bin");
    }

    static TrackVectors unitVectors(int tracks, int dimension, long seed) {
        var random = new Random(seed);
        float[] rows = new float[tracks * dimension];
        var ids = new ArrayList<String>();
        for (int t = 0; t < tracks; t++) {
            double squares = 0;
            double[] row = new double[dimension];
            for (int i = 0; i < dimension; i++) {
                row[i] = random.nextGaussian();
                squares += row[i] * row[i];
            }
            for (int i = 0; i < dimension; i++) {
                rows[t * dimension + i] = (float) (row[i] / Math.sqrt(squares));
            }
            ids.add("test:" + t);
        }
        return new TrackVectors(ids, dimension, rows);
    }
}
