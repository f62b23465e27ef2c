package dev.segue.recommender.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsABurstThroughAndThenTheRate() {
        // Given
        var bucket = new TokenBucket(2, 3, 0);

        // When
        List<Boolean> taken = List.of(
                bucket.draw(0).taken(),
                bucket.draw(0).taken(),
                bucket.draw(0).taken(),
                bucket.draw(0).taken(),
                bucket.draw(SECOND / 2).taken(),
                bucket.draw(SECOND / 2).taken());

        // Then
        assertThat(taken).containsExactly(true, true, true, false, true, false);
        assertThat(bucket.draw(10 * SECOND)).isEqualTo(new TokenBucket.Draw(true, 2, 1));
    }

    @Test
    void saysWhenToComeAgain() {
        // Given
        var bucket = new TokenBucket(.1, 1, 0);
        bucket.draw(0);

        // When
        TokenBucket.Draw draw = bucket.draw(SECOND);

        // Then
        assertThat(draw).isEqualTo(new TokenBucket.Draw(false, 0, 9));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 50", "50, 1", "7, 13"})
    void neverLetsMoreThroughThanBurstAndRate(int perSecond, int burst) {
        // Given
        var bucket = new TokenBucket(perSecond, burst, 0);
        var random = new SplittableRandom(perSecond);

        // When
        long now = 0;
        int taken = 0;
        for (int i = 0; i < 1000; i++) {
            now += random.nextLong(SECOND / 10);
            taken += bucket.draw(now).taken() ? 1 : 0;
        }

        // Then
        double most = burst + (double) now / SECOND * perSecond;
        assertThat((double) taken).isBetween(Math.min(1000, most) * .5, most + 1e-6);
    }
}
