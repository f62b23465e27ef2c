package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.VectorIndex.Near;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [VectorIndex] does, held against the exact one.
abstract class VectorIndexContract {

    static final int DIMENSION = 16;
    private static final int CLUSTERS = 20;

    private VectorIndex index;

    /// An empty index.
    abstract VectorIndex open();

    /// Vectors among which the share of the ten nearest that is found is measured.
    int crowd() {
        return 2000;
    }

    @BeforeEach
    void opened() {
        index = open();
    }

    @AfterEach
    void closed() {
        if (index != null) {
            index.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void answersAsTheExactOneAfterWritesInAnyOrder(long seed) {
        // Given
        var random = new Random(seed);
        var oracle = new ArrayVectors(DIMENSION);
        for (int write = 0; write < 1500; write++) {
            String id = "p" + random.nextInt(300);
            long version = write + random.nextInt(200) - 100;
            if (random.nextInt(4) == 0) {
                assertThat(index.delete(id, version)).isEqualTo(oracle.delete(id, version));
            } else {
                float[] vector = clustered(random);
                assertThat(index.upsert(id, vector, version)).isEqualTo(oracle.upsert(id, vector, version));
            }
            if (random.nextInt(300) == 0) {
                index.refresh();
            }
        }
        index.refresh();
        oracle.refresh();

        // When // Then
        assertThat(index.size()).isEqualTo(oracle.size());
        assertThat(index.watermark()).isEqualTo(oracle.watermark());
        Set<String> half = IntStream.range(0, 300)
                .filter(i -> i % 2 == 0)
                .mapToObj(i -> "p" + i)
                .collect(Collectors.toSet());
        var ways = List.of(IdFilter.ALL, new IdFilter.Only(half), new IdFilter.Except(half));
        int found = 0;
        int wanted = 0;
        for (int question = 0; question < 20; question++) {
            float[] vector = clustered(random);
            for (IdFilter way : ways) {
                List<Near> expected = oracle.nearest(vector, 10, way);
                List<Near> nearest = index.nearest(vector, 10, way);
                assertThat(nearest).allMatch(near -> way.accepts(near.id()));
                requireCosines(nearest, oracle.nearest(vector, 300, way));
                found += hits(nearest, expected);
                wanted += expected.size();
            }
        }
        assertThat((double) found / wanted).isGreaterThanOrEqualTo(.98);
    }

    @Test
    void findsNearlyAllOfTheTenNearestOfACrowd() {
        // Given
        var random = new Random(7);
        var oracle = new ArrayVectors(DIMENSION);
        for (int i = 0; i < crowd(); i++) {
            float[] vector = clustered(random);
            index.upsert("p" + i, vector, i);
            oracle.upsert("p" + i, vector, i);
        }
        index.refresh();
        oracle.refresh();

        // When
        int found = 0;
        for (int question = 0; question < 50; question++) {
            float[] vector = clustered(random);
            found += hits(index.nearest(vector, 10, IdFilter.ALL), oracle.nearest(vector, 10, IdFilter.ALL));
        }

        // Then
        assertThat(found / 500.0).isGreaterThanOrEqualTo(.98);
    }

    @Test
    void aWriteCountsWhenItsVersionIsGreater() {
        // Given
        assertThat(index.upsert("a", axis(0), 5)).isTrue();
        assertThat(index.delete("never", 9)).isTrue();

        // When
        boolean older = index.upsert("a", axis(1), 4);
        boolean same = index.upsert("a", axis(1), 5);
        boolean goneBefore = index.upsert("never", axis(1), 8);
        boolean olderDelete = index.delete("a", 5);
        index.refresh();

        // Then
        assertThat(List.of(older, same, goneBefore, olderDelete)).containsOnly(false);
        assertThat(index.nearest(axis(0), 5, IdFilter.ALL)).extracting(Near::id).containsExactly("a");
        assertThat(index.nearest(axis(0), 5, IdFilter.ALL).getFirst().cosine()).isCloseTo(1, within(1e-6f));
        assertThat(index.watermark()).isEqualTo(9);
        assertThat(index.size()).isEqualTo(1);
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(index.nearest(axis(0), 5, IdFilter.ALL)).isEmpty();
        assertThat(index.watermark()).isEqualTo(-1);
        assertThat(index.size()).isZero();
        assertThat(index.dimension()).isEqualTo(DIMENSION);
    }

    @Test
    void givesAsManyAsAskedForAndAllWhenMoreAreAskedFor() {
        // Given
        for (int i = 0; i < DIMENSION; i++) {
            index.upsert("p" + i, axis(i), i);
        }
        index.refresh();

        // When // Then
        assertThat(index.nearest(axis(3), 0, IdFilter.ALL)).isEmpty();
        assertThat(index.nearest(axis(3), 1, IdFilter.ALL)).extracting(Near::id).containsExactly("p3");
        assertThat(index.nearest(axis(3), 1_000_000_000, IdFilter.ALL)).hasSize(DIMENSION);
        assertThat(index.nearest(axis(3), 5, new IdFilter.Only(Set.of("nobody"))))
                .isEmpty();
        assertThat(index.nearest(axis(3), 1, new IdFilter.Except(Set.of("p3"))))
                .extracting(Near::id)
                .isNotEqualTo(List.of("p3"))
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.nearest(axis(3), -1, IdFilter.ALL))
                .withMessage("Expected a number of answers from 0, got -1");
    }

    @Test
    void theLengthOfAVectorDoesNotMatter() {
        // Given
        index.upsert("long", scaled(axis(0), 1000), 1);
        index.upsert("short", scaled(axis(1), .001f), 2);
        index.refresh();

        // When
        List<Near> nearest = index.nearest(scaled(axis(1), 50), 2, IdFilter.ALL);

        // Then
        assertThat(nearest).extracting(Near::id).containsExactly("short", "long");
        assertThat(nearest.getFirst().cosine()).isCloseTo(1, within(1e-6f));
        assertThat(nearest.getLast().cosine()).isCloseTo(0, within(1e-6f));
    }

    @Test
    void refusesVectorsThatAreNoneAndChangesNothing() {
        // Given
        index.upsert("a", axis(0), 1);
        var refused = Map.of(
                "expected finite numbers, got NaN at 3", with(3, Float.NaN),
                "expected finite numbers, got Infinity at 0", with(0, Float.POSITIVE_INFINITY),
                "expected 16 numbers, got 15", new float[DIMENSION - 1],
                "expected 16 numbers, got 0", new float[0],
                "expected a direction, got zeros alone", new float[DIMENSION]);

        refused.forEach((why, vector) -> {
            // When // Then
            assertRefused(() -> index.upsert("a", vector, 2), "Vector of a: " + why);
            assertRefused(() -> index.nearest(vector, 1, IdFilter.ALL), "Vector of the question: " + why);
        });
        index.refresh();
        assertThat(index.nearest(axis(0), 2, IdFilter.ALL)).extracting(Near::id).containsExactly("a");
        assertThat(index.watermark()).isEqualTo(1);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessage(message);
    }

    /// Cosines are those of the vectors, whatever they were found by. Sums of 16 products of floats differ by less than
    /// 1e-6; Lucene's halves of them by twice that.
    private static void requireCosines(List<Near> nearest, List<Near> all) {
        Map<String, Float> exact = all.stream().collect(Collectors.toMap(Near::id, Near::cosine));
        var before = new ArrayList<Float>();
        for (Near near : nearest) {
            assertThat(near.cosine()).isCloseTo(exact.get(near.id()), within(1e-5f));
            before.add(near.cosine());
        }
        assertThat(before).isSortedAccordingTo((a, b) -> Float.compare(b, a));
    }

    private static int hits(List<Near> nearest, List<Near> expected) {
        Set<String> ids = new HashSet<>(nearest.stream().map(Near::id).toList());
        return (int) expected.stream().map(Near::id).filter(ids::contains).count();
    }

    /// As a trained model lays vectors: in clusters.
    static float[] clustered(Random random) {
        var centre = new Random(random.nextInt(CLUSTERS));
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) (centre.nextGaussian() + .5 * random.nextGaussian());
        }
        return vector;
    }

    static float[] axis(int i) {
        return with(i, 1);
    }

    private static float[] with(int i, float value) {
        float[] vector = new float[DIMENSION];
        vector[i] = value;
        return vector;
    }

    private static float[] scaled(float[] vector, float by) {
        float[] scaled = vector.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= by;
        }
        return scaled;
    }
}
