package dev.segue.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadinessGateTest {

    @Test
    void opensWhenTheLastConditionIsMetAndClosesAgain() {
        // Given
        var gate = new ReadinessGate("topics", "snapshot");

        // When
        gate.met("topics");

        // Then
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.unmet()).containsOnlyKeys("snapshot");
        gate.met("snapshot");
        assertThat(gate.isOpen()).isTrue();
        gate.unmet("topics", "the broker does not answer");
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.unmet()).containsEntry("topics", "the broker does not answer");
    }
}
