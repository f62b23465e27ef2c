package dev.segue.preprocessor.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"spotify:track:3n3Ppam7vgaVa1iaRUc9Lp", "deezer:3135556", "mbid:5b11f4ce", "isrc:한국어"})
    void ownsWhatKafkaWritesToItsPartition(String track) {
        // When
        int owner = new Partitions(1, 4).owner(track);

        // Then
        assertThat(owner).isEqualTo(BuiltInPartitioner.partitionForKey(track.getBytes(StandardCharsets.UTF_8), 4));
    }
}
