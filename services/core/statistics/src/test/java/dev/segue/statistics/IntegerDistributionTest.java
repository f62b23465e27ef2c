package dev.segue.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.segue.statistics.IntegerDistribution.Bucket;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class IntegerDistributionTest {

    @Example
    void tellsTheMomentsAndQuantilesOfAFewNumbers() {
        // Given
        IntegerDistribution distribution = of(2, 4, 4, 4, 5, 5, 7, 9);

        // When
        Summary summary = Summary.of(distribution);

        // Then
        assertThat(summary.count()).isEqualTo(8);
        assertThat(summary.mean()).isEqualTo(5);
        // Squares sum to 32; divided by 7
        assertThat(summary.standardDeviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(summary.minimum()).isEqualTo(2);
        assertThat(summary.maximum()).isEqualTo(9);
        assertThat(summary.quantiles())
                .containsEntry(0.5, 4L)
                .containsEntry(0.75, 5L)
                .containsEntry(0.99, 9L);
    }

    @Example
    void nothingHasNoMeanAndNoQuantile() {
        // Given
        var nothing = new IntegerDistribution();

        // When
        Summary summary = Summary.of(nothing);

        // Then
        assertThat(summary.count()).isZero();
        assertThat(summary.mean()).isNaN();
        assertThat(summary.quantiles()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> nothing.quantile(0.5));
    }

    @Example
    void refusesToTakeBackWhatIsNotThere() {
        // Given
        IntegerDistribution distribution = of(3);

        // When / Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> distribution.remove(4))
                .withMessageContaining("4 is not there");
    }

    @Example
    void bucketsSmallNumbersOneByOneAndLargeOnesByEighthsOfADoubling() {
        assertThat(of(0, 3, 3, 16, 17, 1000, 1023, 1024).buckets())
                .containsExactly(
                        new Bucket(0, 0, 1),
                        new Bucket(3, 3, 2),
                        new Bucket(16, 17, 2),
                        new Bucket(960, 1023, 2),
                        new Bucket(1024, 1151, 1));
    }

    @Property
    void takingBackLeavesWhatWasThereBefore(
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 40) Long> kept,
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 40) Long> gone) {
        // Given
        IntegerDistribution distribution = of(kept);

        // When
        gone.forEach(distribution::add);
        gone.forEach(distribution::remove);

        // Then
        assertThat(distribution.counts()).isEqualTo(of(kept).counts());
        assertThat(distribution.size()).isEqualTo(kept.size());
    }

    @Property
    void mergingIsCountingAllTogether(
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 5_000) Long> all,
            @ForAll @IntRange(max = 50) int cut) {
        // Given
        int at = Math.min(cut, all.size());
        IntegerDistribution merged = of(all.subList(0, at));

        // When
        merged.merge(of(all.subList(at, all.size())));

        // Then
        assertThat(merged.counts()).isEqualTo(of(all).counts());
        assertThat(merged.buckets()).isEqualTo(of(all).buckets());
    }

    @Property
    void aQuantileIsTheLowestNumberThatEnoughDoNotExceed(
            @ForAll @Size(min = 1, max = 60) List<@LongRange(min = 0, max = 30) Long> all,
            @ForAll @IntRange(max = 100) int percent) {
        // Given
        double share = percent / 100.0;

        // When
        long quantile = of(all).quantile(share);

        // Then
        assertThat(all.stream().filter(value -> value <= quantile).count())
                .isGreaterThanOrEqualTo((long) Math.ceil(share * all.size()));
        assertThat(all.stream().filter(value -> value < quantile).count())
                .isLessThan(Math.max(1, (long) Math.ceil(share * all.size())));
    }

    @Property
    void bucketsHoldEveryNumberOnce(@ForAll @Size(max = 60) List<@LongRange(min = 0) Long> all) {
        assertThat(of(all).buckets())
                .allSatisfy(bucket -> assertThat(all.stream()
                                .filter(value -> value >= bucket.from() && value <= bucket.to())
                                .count())
                        .isEqualTo(bucket.count()))
                .satisfies(buckets -> assertThat(buckets.stream().collect(Collectors.summingLong(Bucket::count)))
                        .isEqualTo(all.size()));
    }

    private static IntegerDistribution of(long... values) {
        var distribution = new IntegerDistribution();
        for (long value : values) {
            distribution.add(value);
        }
        return distribution;
    }

    private static IntegerDistribution of(List<Long> values) {
        var distribution = new IntegerDistribution();
        values.forEach(distribution::add);
        return distribution;
    }
}
