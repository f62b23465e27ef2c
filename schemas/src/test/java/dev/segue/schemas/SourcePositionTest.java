package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class SourcePositionTest {

    @Test
    void standsInTheHeadersOfATombstone() {
        // Given
        var headers = new RecordHeaders();
        var position = new SourcePosition(3, 1L << 40);

        // When
        position.addTo(headers);

        // Then
        assertThat(headers.lastHeader("segue-source-partition").value()).containsExactly(0, 0, 0, 3);
        assertThat(headers.lastHeader("segue-source-offset").value()).containsExactly(0, 0, 1, 0, 0, 0, 0, 0);
        assertThat(SourcePosition.of(headers)).contains(position);
    }

    @Test
    void isUnknownWhereAHeaderIsMissingOrBroken() {
        // Given
        var one = new RecordHeaders().add(SourcePosition.PARTITION_HEADER, new byte[4]);
        var broken = new RecordHeaders()
                .add(SourcePosition.PARTITION_HEADER, new byte[4])
                .add(SourcePosition.OFFSET_HEADER, new byte[7]);
        var negative = new RecordHeaders();

        // When
        new SourcePosition(-1, 4).addTo(negative);

        // Then
        assertThat(SourcePosition.of(new RecordHeaders())).isEmpty();
        assertThat(SourcePosition.of(one)).isEmpty();
        assertThat(SourcePosition.of(broken)).isEmpty();
        assertThat(SourcePosition.of(negative)).isEmpty();
    }
}
