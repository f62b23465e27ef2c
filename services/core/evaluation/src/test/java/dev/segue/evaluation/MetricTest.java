package dev.segue.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MetricTest {

    /// Sums of a handful of doubles differ by rounding alone.
    private static final double ROUNDING = 1e-12;

    /// Tracks 10 to 19 are by artist 1, 20 to 29 by artist 2, and so on; those below 10 by nobody known.
    private static final Truth FOUR = new Truth(new int[] {10, 20, 21, 30}, track -> track < 10 ? -1 : track / 10);

    @Test
    void rPrecisionLooksAtAsManyPlacesAsTracksAreHidden() {
        // Given
        int[] ranked = {20, 1, 30, 2, 10};

        // When
        double precision = new Metric.RPrecision(false).of(ranked, FOUR);

        // Then
        assertThat(precision).isEqualTo(2.0 / 4);
    }

    @Test
    void artistCreditIsGivenOnceForAnArtistAndOnlyWithinThosePlaces() {
        // Given: two tracks of artist 2, one of them hidden; one of artist 1, not hidden; artist 3 comes too late
        int[] ranked = {20, 25, 15, 5, 30};

        // When
        double precision = new Metric.RPrecision(true).of(ranked, FOUR);

        // Then
        assertThat(precision).isEqualTo((1 + 2 * .25) / 4);
    }

    @Test
    void tracksByNobodyKnownBringNoArtistCredit() {
        // Given
        var truth = new Truth(new int[] {3, 4}, track -> -1);

        // When
        double precision = new Metric.RPrecision(true).of(new int[] {5, 6}, truth);

        // Then
        assertThat(precision).isZero();
    }

    @Test
    void ndcgDiscountsByPlace() {
        // Given: right at places 1 and 3, four hidden, three places
        double gained = 1 + 1 / 2.0;
        double ideal = 1 + 1 / (Math.log(3) / Math.log(2)) + 1 / 2.0;

        // When
        double ndcg = new Metric.Ndcg(3).of(new int[] {10, 1, 20, 21, 30}, FOUR);

        // Then
        assertThat(ndcg).isCloseTo(gained / ideal, within(ROUNDING));
    }

    @Test
    void clicksCountPagesOfTen() {
        // Given
        int[] first = {10};
        int[] tenth = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10};
        int[] eleventh = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

        // When
        double[] clicks = Arrays.stream(new int[][] {first, tenth, eleventh, {1, 2}})
                .mapToDouble(ranked -> new Metric.Clicks().of(ranked, FOUR))
                .toArray();

        // Then
        assertThat(clicks).containsExactly(0, 0, 1, 51);
    }

    @Test
    void averagePrecisionDividesByWhatCouldBeHit() {
        // Given: right at places 1 and 3
        int[] ranked = {10, 1, 20, 2, 3};

        // When
        double within5 = new Metric.AveragePrecision(5).of(ranked, FOUR);
        double within2 = new Metric.AveragePrecision(2).of(ranked, FOUR);

        // Then
        assertThat(within5).isCloseTo((1 + 2 / 3.0) / 4, within(ROUNDING));
        assertThat(within2).isCloseTo(1 / 2.0, within(ROUNDING));
    }

    @Test
    void recallPrecisionAndHitRateHaveTheirOwnDenominators() {
        // Given
        int[] ranked = {10, 1, 20, 2, 3};

        // When
        double recall = new Metric.Recall(5).of(ranked, FOUR);
        double precision = new Metric.Precision(5).of(ranked, FOUR);
        double hitRate = new Metric.HitRate(5).of(ranked, FOUR);

        // Then
        assertThat(recall).isEqualTo(2.0 / 4);
        assertThat(precision).isEqualTo(2.0 / 5);
        assertThat(hitRate).isEqualTo(1);
    }

    @Test
    void placesAfterTheEndOfAShortListAreWrong() {
        // When
        double precision = new Metric.Precision(10).of(new int[] {10}, FOUR);

        // Then
        assertThat(precision).isEqualTo(.1);
    }

    @Test
    void refusesATruthThatSaysNothingOrRepeatsItself() {
        // When // Then
        assertThatThrownBy(() -> new Truth(new int[0], track -> -1)).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new Truth(new int[] {4, 3, 4}, track -> -1)).hasMessageContaining("4 twice");
    }

    @Property(tries = 300)
    void everyMetricStaysInItsBoundsAndReachesTheBestForAPerfectList(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int hidden,
            @ForAll @IntRange(max = 120) int shown) {
        // Given
        var random = new Random(seed);
        int[] tracks = shuffled(random);
        var truth = new Truth(Arrays.copyOf(tracks, hidden), track -> track % 7);
        int[] ranked = Arrays.copyOf(shuffled(random), shown);
        int[] perfect = tracks;

        for (Metric metric : new Metric[] {
            new Metric.RPrecision(false),
            new Metric.Ndcg(50),
            new Metric.Recall(50),
            new Metric.Precision(10),
            new Metric.HitRate(10),
            new Metric.AveragePrecision(10)
        }) {
            // When
            double value = metric.of(ranked, truth);
            double best = metric.of(perfect, truth);

            // Then
            assertThat(value).as(metric.name()).isBetween(0.0, best + ROUNDING);
            assertThat(best).as(metric.name()).isLessThanOrEqualTo(1 + ROUNDING);
        }
    }

    @Property(tries = 300)
    void agreesWithDefinitionsSpelledOutOverSets(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int hidden,
            @ForAll @IntRange(max = 120) int shown) {
        // Given
        var random = new Random(seed);
        int[] held = Arrays.copyOf(shuffled(random), hidden);
        int[] ranked = Arrays.copyOf(shuffled(random), shown);
        var truth = new Truth(held, track -> track % 7);
        var heldSet = new HashSet<Integer>();
        var heldArtists = new HashSet<Integer>();
        Arrays.stream(held).forEach(track -> {
            heldSet.add(track);
            heldArtists.add(track % 7);
        });
        var first = new HashSet<Integer>();
        var firstArtists = new HashSet<Integer>();
        Arrays.stream(ranked).limit(hidden).forEach(track -> {
            first.add(track);
            firstArtists.add(track % 7);
        });
        first.retainAll(heldSet);
        firstArtists.retainAll(heldArtists);
        double averagePrecision = IntStream.range(0, Math.min(10, shown))
                        .filter(i -> heldSet.contains(ranked[i]))
                        .mapToDouble(i -> Arrays.stream(ranked, 0, i + 1)
                                        .filter(heldSet::contains)
                                        .count()
                                / (i + 1.0))
                        .sum()
                / Math.min(10, hidden);

        // When
        double rPrecision = new Metric.RPrecision(true).of(ranked, truth);
        double map = new Metric.AveragePrecision(10).of(ranked, truth);

        // Then
        assertThat(rPrecision).isCloseTo((first.size() + .25 * firstArtists.size()) / hidden, within(ROUNDING));
        assertThat(map).isCloseTo(averagePrecision, within(ROUNDING));
    }

    private static int[] shuffled(Random random) {
        int[] tracks = IntStream.range(0, 120).toArray();
        for (int i = tracks.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = tracks[i];
            tracks[i] = tracks[j];
            tracks[j] = swapped;
        }
        return tracks;
    }
}
