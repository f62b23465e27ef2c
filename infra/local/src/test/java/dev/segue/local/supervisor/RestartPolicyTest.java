package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

    @Test
    void doublesThePauseUpToItsBound() {
        // Given
        var policy = new RestartPolicy(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(1), 9);

        // When
        var pauses = IntStream.rangeClosed(1, 5)
                .mapToObj(policy::pauseAfter)
                .map(Duration::toSeconds)
                .toList();

        // Then
        assertThat(pauses).containsExactly(1L, 2L, 4L, 5L, 5L);
    }

    @Test
    void keepsItsBoundAfterVeryManyDeaths() {
        // When / Then
        assertThat(RestartPolicy.PATIENT.pauseAfter(1_000_000)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void refusesToGiveUpBeforeTheFirstStart() {
        // When / Then
        assertThatThrownBy(() -> new RestartPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0))
                .hasMessageContaining("expected at least 1, got 0");
    }
}
