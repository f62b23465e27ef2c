package dev.segue.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {

    @Test
    void returnsOnceTheConditionHolds() {
        // Given
        var asked = new AtomicInteger();

        // When
        Eventually.eventually(Duration.ofSeconds(30), () -> asked.incrementAndGet() == 3);

        // Then
        assertThat(asked).hasValue(3);
    }

    @Test
    void failsWithTheExceptionThatKeptItWaiting() {
        // When / Then
        assertThatThrownBy(() -> Eventually.eventually("a song", Duration.ofMillis(10), () -> {
                    throw new IllegalStateException("silence");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a song")
                .hasRootCauseMessage("silence");
    }

    @Test
    void failsWithTheLastAssertion() {
        // When / Then
        assertThatThrownBy(() -> Eventually.eventuallyPasses(
                        Duration.ofMillis(10), () -> assertThat("ska").isEqualTo("reggae")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("reggae");
    }
}
