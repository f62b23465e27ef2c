package dev.segue.preprocessor.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/// Which partition counts the neighbours of a track: the one that Kafka's default partitioner gives records with the
/// track as key, so that what a partition publishes stays in it.
///
/// @param partitions of the edits, of `tracks.v1` and of `track-neighbours.v1`
public record AnchorOwnership(int partitions) {

    /// @return 0 to [#partitions], exclusive
    public int owner(String trackId) {
        return Utils.toPositive(Utils.murmur2(trackId.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
