package dev.segue.preprocessor.stream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ThreadReplacement replacement = new ThreadReplacement(() -> now);

    @Test
    void givesUpWhenThreadsKeepFailing() {
        // Given
        for (int i = 0; i < ThreadReplacement.MOST; i++) {
            assertThat(replacement.handle(new IllegalStateException("a"))).isEqualTo(REPLACE_THREAD);
        }

        // When Then
        assertThat(replacement.handle(new IllegalStateException("b"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void forgetsFailuresOfLongAgo() {
        // Given
        for (int i = 0; i < ThreadReplacement.MOST; i++) {
            replacement.handle(new IllegalStateException("a"));
        }

        // When
        now = now.plus(ThreadReplacement.WITHIN).plus(Duration.ofSeconds(1));

        // Then
        assertThat(replacement.handle(new IllegalStateException("b"))).isEqualTo(REPLACE_THREAD);
    }
}
