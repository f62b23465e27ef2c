package dev.segue.preprocessor.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PublishingPaceTest {

    private static final Duration BUDGET = Duration.ofMillis(100);

    /// So long that no pause of the test outlasts it.
    private final PublishingPace pace = new PublishingPace(Duration.ofHours(1), BUDGET, 4);

    @Test
    void grantsTheWholeBudgetWhileThereIsNothingToProcess() {
        // When Then
        assertThat(pace.grantNanos()).isEqualTo(BUDGET.toNanos());
    }

    @Test
    void grantsAShareWhileRecordsComeIn() {
        // When
        pace.worked(20);

        // Then
        assertThat(pace.grantNanos()).isEqualTo(BUDGET.dividedBy(4).toNanos());
    }

    @Test
    void grantsLittleInABacklog() {
        // When
        pace.worked(PublishingPace.BACKLOG.toMillis() + 1);
        pace.worked();

        // Then
        assertThat(pace.grantNanos()).isEqualTo(BUDGET.dividedBy(16).toNanos());
    }
}
