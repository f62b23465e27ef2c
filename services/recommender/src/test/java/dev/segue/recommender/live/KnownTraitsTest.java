package dev.segue.recommender.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownTraitsTest {

    private static final int FAR = 5_000_000;

    private final KnownTraits traits = new KnownTraits();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void looksATrackUpOnceForBothTraits() {
        for (int i = 0; i < 3; i++) {
            assertThat(of(FAR, false, 11, 22)).isEqualTo(11);
            assertThat(of(FAR, true, 11, 22)).isEqualTo(22);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void remembersThatNothingIsKnown() {
        for (int i = 0; i < 3; i++) {
            assertThat(of(7, false, 0, 0)).isZero();
            assertThat(of(7, true, 0, 0)).isZero();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void forgetsWhatChanged() {
        // Given
        of(7, false, 1, 2);
        of(8, false, 3, 4);

        // When
        traits.forget(new int[] {7, FAR});

        // Then
        assertThat(of(7, true, 5, 6)).isEqualTo(6);
        assertThat(of(8, true, 7, 8)).isEqualTo(4);
    }

    @Test
    void aLookUpThatBeganBeforeAChangeIsNotKept() {
        // When
        traits.of(7, false, track -> {
            traits.forget(new int[] {track});
            return new KnownTraits.Keys(1, 2);
        });

        // Then
        assertThat(of(7, false, 3, 4)).isEqualTo(3);
    }

    private long of(int track, boolean album, long artistKey, long albumKey) {
        return traits.of(track, album, _ -> {
            asked.incrementAndGet();
            return new KnownTraits.Keys(artistKey, albumKey);
        });
    }
}
