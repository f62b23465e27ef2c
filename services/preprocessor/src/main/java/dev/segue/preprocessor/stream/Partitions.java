package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/// How many partitions the topics have.
///
/// @param snapshots of `playlist-snapshots.v1` and `playlists.v1`
/// @param anchors of the edits, `tracks.v1` and `track-neighbours.v1`: as many owners of tracks there are
public record Partitions(int snapshots, int anchors) {

    /// As the topics are created.
    public static final Partitions OF_TOPICS =
            new Partitions(Topics.PLAYLIST_SNAPSHOTS.partitions(), Topics.TRACK_NEIGHBOURS.partitions());

    /// The partition that counts the neighbours of a track: the one that Kafka's default partitioner gives records with
    /// the track as key, so that what a partition publishes stays in it.
    ///
    /// @return 0 to [#anchors], exclusive
    public int owner(String trackId) {
        return Utils.toPositive(Utils.murmur2(trackId.getBytes(StandardCharsets.UTF_8))) % anchors;
    }

    /// Where the rewrites of a partition of the snapshots stand among the offsets that something was counted at: behind
    /// the partitions of the snapshots, by number instead of offset.
    public int rewritesOf(int partition) {
        return snapshots + partition;
    }

    /// An empty corpus for these.
    public CountedCorpus corpus(NeighbourRules rules) {
        return new CountedCorpus(rules, anchors, this::owner, snapshots);
    }
}
