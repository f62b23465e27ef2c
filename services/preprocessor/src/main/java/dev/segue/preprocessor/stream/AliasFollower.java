package dev.segue.preprocessor.stream;

import dev.segue.corpus.TrackAliases;
import dev.segue.platform.AliasRecords;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.schemas.Topics;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps [TrackAliases] at `track-aliases.v1`: reads it from its beginning, committed records only, and goes on.
public final class AliasFollower implements AutoCloseable {

    private final TrackAliases aliases;
    private final KafkaSettings kafka;
    private volatile @Nullable TopicFollower follower;

    public AliasFollower(TrackAliases aliases, KafkaSettings kafka) {
        this.aliases = aliases;
        this.kafka = kafka;
    }

    /// Starts to read. The topic must exist.
    public synchronized void start() {
        follower = TopicFollower.named("preprocessor-aliases", kafka)
                .followBytes(Topics.TRACK_ALIASES, new AliasRecords(aliases::say)::take)
                .start();
    }

    /// Waits until everything is known that was in the topic when reading started.
    ///
    /// @return false when that did not happen within `patience`
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        TopicFollower current = follower;
        return current != null && current.awaitCaughtUp(patience);
    }

    /// Up to where the topic was read.
    public OffsetVector position() {
        TopicFollower current = follower;
        OffsetVector position = OffsetVector.ZERO;
        if (current != null) {
            for (var partition :
                    current.offsets().of(Topics.TRACK_ALIASES.name()).entrySet()) {
                position = position.with(partition.getKey(), partition.getValue());
            }
        }
        return position;
    }

    /// Why it stopped; empty while it reads.
    public Optional<Throwable> failure() {
        TopicFollower current = follower;
        return current == null ? Optional.empty() : current.failure();
    }

    @Override
    public synchronized void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
