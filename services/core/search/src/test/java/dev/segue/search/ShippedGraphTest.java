package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.VectorIndex.Near;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedGraphTest {

    private static final int DIMENSION = 16;
    private static final int TRACKS = 3000;
    private static final ShippedGraph.Rows ROWS = ids ->
            ids.stream().mapToInt(id -> Integer.parseInt(id.substring(1))).toArray();

    @TempDir
    Path folder;

    private final float[] rows = new float[TRACKS * DIMENSION];
    private final List<String> ids =
            IntStream.range(0, TRACKS).mapToObj(row -> "t" + row).toList();

    @BeforeEach
    void drawVectors() {
        var random = new Random(11);
        for (int row = 0; row < TRACKS; row++) {
            float[] vector = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            System.arraycopy(UnitVectors.of("row", vector, DIMENSION), 0, rows, row * DIMENSION, DIMENSION);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsWhatTheFolderFindsWithItsOwnVectors(boolean quantised) {
        // Given
        VectorSettings settings = written(quantised);

        // When
        try (var graph = ShippedGraph.open(segments(), DIMENSION, settings, ROWS);
                var index = LuceneVectors.open(segments(), DIMENSION, settings)) {
            // Then: 8-bit copies may lead another way
            assertThat(graph.size()).isEqualTo(TRACKS);
            int same = 0;
            for (int question = 0; question < 50; question++) {
                float[] asked = row(question * 60);
                List<String> expected = index.nearest(asked, 20, IdFilter.ALL).stream()
                        .map(Near::id)
                        .toList();
                ShippedGraph.Found found = graph.nearest(nearness(asked), 20);
                List<String> got =
                        Arrays.stream(found.rows()).mapToObj(row -> "t" + row).toList();
                assertThat(got).hasSize(20).startsWith("t" + question * 60);
                for (int i = 0; i < got.size(); i++) {
                    assertThat(found.cosines()[i]).isEqualTo(cosine(asked, found.rows()[i]));
                    assertThat(i == 0 || found.cosines()[i] <= found.cosines()[i - 1])
                            .isTrue();
                }
                same += got.equals(expected) ? 1 : 0;
            }
            assertThat(same).isGreaterThanOrEqualTo(quantised ? 40 : 50);
        }
    }

    @Test
    void findsTheNearestOfSeveralSegments() {
        // Given: a graph each
        var settings = new VectorSettings(0, false, 16, 100, 100);
        try (var index = LuceneVectors.open(segments(), DIMENSION, settings)) {
            for (int row = 0; row < 1200; row++) {
                index.upsert(ids.get(row), row(row), 1);
                if (row % 400 == 399) {
                    index.refresh();
                }
            }
            index.commit();
        }

        // When
        int found = 0;
        try (var graph = ShippedGraph.open(segments(), DIMENSION, settings, ROWS)) {
            assertThat(graph.size()).isEqualTo(1200);
            for (int question = 0; question < 30; question++) {
                float[] asked = row(1200 + question);
                int[] got = graph.nearest(nearness(asked), 10).rows();
                Integer[] exact = IntStream.range(0, 1200).boxed().toArray(Integer[]::new);
                Arrays.sort(exact, (a, b) -> Float.compare(cosine(asked, b), cosine(asked, a)));
                found += (int) Arrays.stream(got)
                        .filter(row -> Arrays.asList(exact).indexOf(row) < 10)
                        .count();
            }
        }

        // Then
        assertThat(found).isGreaterThanOrEqualTo((int) (300 * VectorRecall.FLOOR));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void rowsMayLieInAnyOrderAndFarApart(int apart) {
        // Given
        VectorSettings settings = written(false);
        ShippedGraph.Rows turned = ids -> Arrays.stream(ROWS.apply(ids))
                .map(row -> (TRACKS - 1 - row) * apart)
                .toArray();

        // When
        try (var straight = ShippedGraph.open(segments(), DIMENSION, settings, ROWS);
                var graph = ShippedGraph.open(segments(), DIMENSION, settings, turned)) {
            // Then
            for (int question = 0; question < 30; question++) {
                float[] asked = row(question * 90);
                ShippedGraph.Found found = graph.nearest(
                        (some, count, cosines) -> {
                            for (int i = 0; i < count; i++) {
                                cosines[i] = cosine(asked, TRACKS - 1 - some[i] / apart);
                            }
                        },
                        20);
                ShippedGraph.Found expected = straight.nearest(nearness(asked), 20);
                assertThat(Arrays.stream(found.rows()).map(row -> TRACKS - 1 - row / apart))
                        .containsExactly(Arrays.stream(expected.rows()).boxed().toArray(Integer[]::new));
                assertThat(found.cosines()).containsExactly(expected.cosines());
            }
        }
    }

    @Test
    void fewWithoutAGraphAreAllLookedAt() {
        // Given
        var settings = new VectorSettings(0, false, 16, 100, 100);
        try (var index = LuceneVectors.openWithoutGraph(segments(), DIMENSION, settings)) {
            for (int row = 0; row < 40; row++) {
                index.upsert(ids.get(row), row(row), 1);
            }
            index.commit();
        }
        float[] asked = row(50);
        Integer[] exact = IntStream.range(0, 40).boxed().toArray(Integer[]::new);
        Arrays.sort(exact, (a, b) -> Float.compare(cosine(asked, b), cosine(asked, a)));

        // When
        try (var graph = ShippedGraph.open(segments(), DIMENSION, settings, ROWS)) {
            // Then
            assertThat(graph.nearest(nearness(asked), 40).rows())
                    .containsExactly(Arrays.stream(exact).mapToInt(row -> row).toArray());
            assertThat(graph.nearest(nearness(asked), 3).rows()).containsExactly(exact[0], exact[1], exact[2]);
        }
    }

    @Test
    void whatIsNotANumberIsFarthest() {
        // Given
        VectorSettings settings = written(false);
        float[] asked = row(5);

        // When
        try (var graph = ShippedGraph.open(segments(), DIMENSION, settings, ROWS)) {
            ShippedGraph.Found found = graph.nearest(
                    (some, count, cosines) -> {
                        for (int i = 0; i < count; i++) {
                            cosines[i] = some[i] == 5 ? Float.NaN : cosine(asked, some[i]);
                        }
                    },
                    20);

            // Then
            assertThat(found.rows()).hasSize(20).doesNotContain(5);
        }
    }

    @Test
    void showsSomeOfTheVectorsItHolds() {
        // Given
        VectorSettings settings = written(false);
        Set<Integer> seen = new HashSet<>();

        // When
        try (var graph = ShippedGraph.open(segments(), DIMENSION, settings, ROWS)) {
            graph.sample(100, (row, vector) -> {
                seen.add(row);
                assertThat(vector).containsExactly(row(row));
            });
        }

        // Then
        assertThat(seen).hasSize(100);
    }

    @Test
    void aVectorOfAnUnknownIdIsRefused() {
        VectorSettings settings = written(false);
        assertThatExceptionOfType(SegueException.class)
                .isThrownBy(() -> ShippedGraph.open(segments(), DIMENSION, settings, some -> {
                            int[] known = ROWS.apply(some);
                            known[known.length / 2] = -1;
                            return known;
                        })
                        .close())
                .withMessageContaining("expected vectors of known ids, got t")
                .extracting(SegueException::code)
                .isEqualTo(ErrorCode.ARTEFACT_CORRUPT);
    }

    @Test
    void severalVectorsOfOneRowAreRefused() {
        VectorSettings settings = written(false);
        assertThatExceptionOfType(SegueException.class)
                .isThrownBy(() -> ShippedGraph.open(segments(), DIMENSION, settings, some -> new int[some.size()])
                        .close())
                .withMessageContaining("expected one vector of each row, got another of row 0, t")
                .extracting(SegueException::code)
                .isEqualTo(ErrorCode.ARTEFACT_CORRUPT);
    }

    @Test
    void anotherDimensionIsRefused() {
        VectorSettings settings = written(false);
        assertThatExceptionOfType(SegueException.class)
                .isThrownBy(() -> ShippedGraph.open(segments(), DIMENSION + 1, settings, ROWS)
                        .close())
                .withMessageContaining("expected dimension 17, got 16");
    }

    @Test
    void deletedVectorsAreRefused() {
        VectorSettings settings = written(false);
        try (var index = LuceneVectors.open(segments(), DIMENSION, settings)) {
            index.delete("t7", 2);
            index.commit();
        }
        assertThatExceptionOfType(SegueException.class)
                .isThrownBy(() ->
                        ShippedGraph.open(segments(), DIMENSION, settings, ROWS).close())
                .withMessageContaining("expected a vector of each document");
    }

    @Test
    void aFolderWithoutVectorsIsRefused() {
        assertThatExceptionOfType(SegueException.class)
                .isThrownBy(() -> ShippedGraph.open(folder.resolve("nothing"), DIMENSION, VectorSettings.DEFAULTS, ROWS)
                        .close())
                .extracting(SegueException::code)
                .isEqualTo(ErrorCode.ARTEFACT_CORRUPT);
    }

    private VectorSettings written(boolean quantised) {
        var settings = new VectorSettings(0, quantised, 16, 100, 100);
        new TrackSegments(segments(), ids, DIMENSION, rows, settings).index();
        return settings;
    }

    private Path segments() {
        return folder.resolve("tracks");
    }

    private ShippedGraph.Nearness nearness(float[] asked) {
        return (some, count, cosines) -> {
            for (int i = 0; i < count; i++) {
                cosines[i] = cosine(asked, some[i]);
            }
        };
    }

    private float cosine(float[] asked, int row) {
        return UnitVectors.dot(asked, 0, rows, row * DIMENSION, DIMENSION);
    }

    private float[] row(int row) {
        return Arrays.copyOfRange(rows, row * DIMENSION, (row + 1) * DIMENSION);
    }
}
