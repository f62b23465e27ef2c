package dev.segue.modelbundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TitlesTest {

    private static final int DIMENSION = 8;
    private static final List<String> TITLES = List.of(
            "Slow Reggae", "reggae sunday!", "Dark Techno", "techno bunker", "발라드 모음", "슬픈 발라드", "华语流行", "流行华语歌");

    /// Two titles of a style each, whose playlists lie at one axis a style.
    private final float[] vectors = vectors();

    private final TitleTable table = TitleTable.learn(DIMENSION, TITLES, vectors);

    @ParameterizedTest
    @CsvSource({"reggae nights,0", "Technoo,1", "발라드,2", "华语,3", "流行,3"})
    void featuresOfATitleLieWhereItsWordsAndCharactersDo(String title, int style) {
        // When
        float[] features = table.of(title);

        // Then
        for (int other = 0; other < 4; other++) {
            if (other != style) {
                assertThat(features[DIMENSION + style]).isGreaterThan(features[DIMENSION + other] + 0.1f);
            }
        }
    }

    @Test
    void aTitleOfNothingKnownHasNoFeatures() {
        // When // Then
        assertThat(table.of("xyzzy")).containsOnly(0);
        assertThat(table.of("")).containsOnly(0);
    }

    @Test
    void whatAPlaylistAddedToItsOwnTitleIsTakenOut() {
        // Given
        var others = new ArrayList<>(TITLES);
        others.removeFirst();
        float[] ofOthers = Arrays.copyOfRange(vectors, DIMENSION, vectors.length);

        // When
        float[] without = table.without(TITLES.getFirst(), vectors, 0);

        // Then: a word that only this title has is as if never seen
        assertThat(without[2 * DIMENSION]).isLessThan(table.of(TITLES.getFirst())[2 * DIMENSION]);
        float[] learnt = TitleTable.learn(DIMENSION, others, ofOthers).of(TITLES.getFirst());
        assertThat(Math.signum(without[DIMENSION])).isEqualTo(Math.signum(learnt[DIMENSION]));
    }

    @Test
    void aTableReadIsTheOneWritten() throws IOException {
        // Given
        var bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));

        // When
        TitleTable read = TitleTable.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        // Then
        for (String title : TITLES) {
            assertThat(read.of(title)).containsExactly(table.of(title));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBundleAnswersTitlesAsTheReferenceDoes(boolean sentences, @TempDir Path folder) throws IOException {
        // Given
        TitleProjection projection = projection(sentences);
        ModelBundle.write(folder, tracks(), PlaylistEncoding.mean(DIMENSION), Optional.of(projection), 3);

        // When
        try (var bundle = ModelBundle.open(folder);
                var encoder = encoder()) {
            TitleEncoder titles = bundle.titles().orElseThrow();
            for (String title : List.of("slow reggae", "발라드", "never heard of it", "")) {
                float[] got = titles.encode(title);

                // Then
                float[] sentence = sentences ? encoder.encode(title) : new float[0];
                double[] expected = projection.reference(TitleProjection.joined(table.of(title), sentence));
                for (int i = 0; i < DIMENSION; i++) {
                    // Single against double precision.
                    assertThat((double) got[i]).isCloseTo(expected[i], within(1e-5));
                }
            }
            assertThat(titles.withoutSentences()).isFalse();
        }
    }

    @Test
    void aDamagedTitleFileIsRefused(@TempDir Path folder) throws IOException {
        // Given
        ModelBundle.write(folder, tracks(), PlaylistEncoding.mean(DIMENSION), Optional.of(projection(false)), 3);
        Path file = folder.resolve("title-features.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        // When // Then
        assertThatThrownBy(() -> ModelBundle.open(folder))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_REFUSED))
                .hasMessageContaining("title-features.bin, SHA-256: expected");
    }

    @Test
    void aBundleOfTheFirstFormatIsStillRead(@TempDir Path folder) throws IOException {
        // Given
        ModelBundle.write(folder, tracks(), 3);
        Path file = folder.resolve("golden.bin");
        var in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
        in.readUTF();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeUTF("SEGUE-GOLDEN-1");
        out.writeInt(in.readInt());
        out.writeInt(in.readInt());
        int files = in.readInt();
        for (int i = 0; i < files; i++) {
            in.readUTF();
            out.write(in.readNBytes(32));
        }
        byte[] rest = in.readAllBytes();
        out.write(rest, 0, rest.length - Integer.BYTES);
        Files.write(file, bytes.toByteArray());

        // When // Then
        try (var bundle = ModelBundle.open(folder)) {
            assertThat(bundle.vectors().size()).isEqualTo(TITLES.size());
            assertThat(bundle.titles()).isEmpty();
        }
    }

    @Test
    void sentencesOfLikeMeaningLieTogether() {
        // Given
        try (var encoder = encoder()) {
            // When
            float[] workout = encoder.encode("gym workout");
            float[] exercise = encoder.encode("music for exercising");
            float[] sleep = encoder.encode("lullabies for sleeping");

            // Then
            assertThat(dot(workout, workout)).isCloseTo(1, within(1e-5));
            assertThat(dot(workout, exercise)).isGreaterThan(dot(workout, sleep) + 0.15);
            assertThat(encoder.encode("gym workout")).containsExactly(workout);
            assertThat(encoder.encode("")).containsOnly(0);
        }
    }

    @Test
    void wordsAreCutIntoTheLongestPiecesThereAre() {
        // Given
        var pieces = WordPieces.of("""
            {"model": {"vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "play": 3, "##list": 4, "##s": 5, "pl": 6,
            "\\u00e9": 7, "\\"": 8, "cafe": 9, "!": 10, "歌": 11}}}\
            """);

        // When // Then
        assertThat(pieces.of("Playlists", 9)).containsExactly(1, 3, 4, 5, 2);
        assertThat(pieces.of("Café!", 9)).containsExactly(1, 9, 10, 2);
        assertThat(pieces.of("歌\"zz", 9)).containsExactly(1, 11, 8, 0, 2);
        assertThat(pieces.of("play play play play", 4)).containsExactly(1, 3, 3, 2);
        assertThat(pieces.unknownShare(pieces.of("play zz", 9))).isEqualTo(0.5);
        assertThatThrownBy(() -> WordPieces.of("{\"vocab\": {\"a\": 1}}")).hasMessageContaining("[UNK]");
    }

    private TitleProjection projection(boolean sentences) {
        int features = table.features() + (sentences ? SentenceEncoder.DIMENSION : 0);
        return new TitleProjection(table, sentences, layer(features, DIMENSION, 1), layer(DIMENSION, DIMENSION, 2));
    }

    private static Dense layer(int inputs, int outputs, long seed) {
        var random = new Random(seed);
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
        }
        float[] bias = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            bias[i] = random.nextFloat();
        }
        return new Dense(inputs, outputs, weights, bias);
    }

    private TrackVectors tracks() {
        var ids = new ArrayList<String>();
        for (int row = 0; row < TITLES.size(); row++) {
            ids.add("test:" + row);
        }
        return new TrackVectors(ids, DIMENSION, vectors);
    }

    private static float[] vectors() {
        float[] vectors = new float[TITLES.size() * DIMENSION];
        for (int row = 0; row < TITLES.size(); row++) {
            vectors[row * DIMENSION + row / 2] = 1;
        }
        return vectors;
    }

    private static SentenceEncoder encoder() {
        var found = SentenceEncoder.find();
        assumeTrue(found.isPresent(), "The jar of " + SentenceEncoder.NAME + " is not on the class path");
        return found.orElseThrow();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
