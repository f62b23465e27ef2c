package dev.segue.recommender.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.search.CatalogueEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownTracksTest {

    private static final int FAR = 1 << 30;

    private final KnownTracks known = new KnownTracks();

    @Test
    void looksATrackUpOnce() {
        // Given
        var asked = new AtomicInteger();

        // When
        for (int i = 0; i < 3; i++) {
            // Then
            assertThat(known.of(7, track -> {
                        asked.incrementAndGet();
                        return Optional.of(named("seven"));
                    }))
                    .contains(named("seven"));
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void tellsTracksApartThatShareAPlace() {
        for (int i = 0; i < 2; i++) {
            assertThat(known.of(7, _ -> Optional.of(named("seven")))).contains(named("seven"));
            assertThat(known.of(7 + FAR, _ -> Optional.empty())).isEmpty();
        }
    }

    @Test
    void forgetsWhatChanged() {
        // Given
        known.of(7, _ -> Optional.of(named("before")));
        known.of(8, _ -> Optional.of(named("other")));

        // When
        known.forget(new int[] {7});

        // Then
        assertThat(known.of(7, _ -> Optional.of(named("after")))).contains(named("after"));
        assertThat(known.of(8, _ -> Optional.of(named("late")))).contains(named("other"));
    }

    @Test
    void aLookUpThatBeganBeforeAChangeIsNotKept() throws InterruptedException {
        // Given
        var began = new CountDownLatch(1);
        var changed = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> known.of(7, _ -> {
                began.countDown();
                await(changed);
                return Optional.of(named("before"));
            }));
            began.await();

            // When
            known.forget(new int[] {7});
            changed.countDown();
        }

        // Then
        assertThat(known.of(7, _ -> Optional.of(named("after")))).contains(named("after"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CatalogueEntry named(String title) {
        return new CatalogueEntry("t", title, List.of(), List.of(), null, null, null, null, null, 0);
    }
}
