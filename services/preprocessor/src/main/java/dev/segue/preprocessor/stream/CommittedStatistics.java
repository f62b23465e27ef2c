package dev.segue.preprocessor.stream;

import dev.segue.platform.Followed;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.preprocessor.cleaning.Outcome;
import dev.segue.preprocessor.cleaning.Reason;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The counts of all partitions as `playlist-statistics.v1` has them: committed, and those of other instances too.
public final class CommittedStatistics implements AutoCloseable {

    private static final String SCOPE = "partition-";

    private final KafkaSettings kafka;
    private final ConcurrentMap<Integer, PlaylistStatistics> byPartition = new ConcurrentHashMap<>();
    private @Nullable TopicFollower follower;

    /// Sums over all partitions.
    ///
    /// @param outcomes snapshots by [Outcome#code], all of them
    /// @param reasons snapshots by [Reason], those that occurred
    /// @param playlists clean ones held now
    /// @param entries track entries in them
    /// @param inputOffsets by partition of the snapshots, the offset of the next one to be read
    public record Total(
            Map<String, Long> outcomes,
            Map<String, Long> reasons,
            long playlists,
            long entries,
            Map<Integer, Long> inputOffsets) {

        public Total {
            outcomes = new TreeMap<>(outcomes);
            reasons = new TreeMap<>(reasons);
            inputOffsets = new TreeMap<>(inputOffsets);
        }
    }

    public CommittedStatistics(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /// Starts to read. The topic must exist.
    public synchronized void start() {
        follower = TopicFollower.named("preprocessor-statistics", kafka)
                .follow(Topics.PLAYLIST_STATISTICS, this::take)
                .start();
    }

    /// Whether everything is known that was there when reading started.
    public synchronized boolean isCaughtUp() {
        return follower != null && follower.isCaughtUp();
    }

    public Total total() {
        var outcomes = new TreeMap<String, Long>();
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome.code(), 0L);
        }
        var reasons = new TreeMap<String, Long>();
        var offsets = new TreeMap<Integer, Long>();
        long playlists = 0;
        long entries = 0;
        for (var statistics : byPartition.entrySet()) {
            PlaylistStatistics value = statistics.getValue();
            value.getOutcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
            value.getReasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
            offsets.put(statistics.getKey(), value.getInputOffset());
            playlists += value.getPlaylists();
            entries += value.getEntries();
        }
        return new Total(outcomes, reasons, playlists, entries, offsets);
    }

    public long outcome(Outcome outcome) {
        return total().outcomes().getOrDefault(outcome.code(), 0L);
    }

    public long reason(Reason reason) {
        return total().reasons().getOrDefault(reason.name(), 0L);
    }

    @Override
    public synchronized void close() {
        if (follower != null) {
            follower.close();
        }
    }

    private void take(Followed<PlaylistStatistics> followed) {
        if (!followed.key().matches(SCOPE + "[0-9]{1,6}")) {
            return;
        }
        int partition = Integer.parseInt(followed.key().substring(SCOPE.length()));
        PlaylistStatistics statistics = followed.value();
        if (statistics == null) {
            byPartition.remove(partition);
        } else {
            byPartition.put(partition, statistics);
        }
    }
}
