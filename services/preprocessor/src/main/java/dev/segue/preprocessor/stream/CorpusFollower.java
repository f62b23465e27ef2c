package dev.segue.preprocessor.stream;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.CountedCorpus.Origin;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.schemas.SourcePosition;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Keeps a [CountedCorpus] at `playlists.v1`: reads it from its beginning, committed records only, and goes on.
///
/// What it cannot read it does not pass over, because then every count would be wrong: it stops, see [#failure].
public final class CorpusFollower implements AutoCloseable {

    private static final long UNKNOWN_SAVES = -1;

    private final CountedCorpus corpus;
    private final KafkaSettings kafka;
    private final Partitions partitions;
    private final Wire<CleanPlaylist> wire = Wire.of(Topics.PLAYLISTS.value());
    private volatile @Nullable TopicFollower follower;

    public CorpusFollower(CountedCorpus corpus, KafkaSettings kafka, Partitions partitions) {
        this.corpus = corpus;
        this.kafka = kafka;
        this.partitions = partitions;
    }

    /// Starts to read. The topic must exist.
    public synchronized void start() {
        var started = TopicFollower.named("preprocessor-corpus", kafka)
                .followBytes(Topics.PLAYLISTS.withPartitions(partitions.snapshots()), this::take)
                .around(corpus::write)
                .start();
        follower = started;
        corpus.followed(() -> position(started));
    }

    /// Waits until everything is in the corpus that was in the topic when reading started.
    ///
    /// @return false when that did not happen within `patience`
    /// @throws SegueException when the topic cannot be read
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        TopicFollower current = follower;
        return current != null && current.awaitCaughtUp(patience);
    }

    /// Up to where the topic was read.
    public OffsetVector position() {
        TopicFollower current = follower;
        return current == null ? OffsetVector.ZERO : position(current);
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

    /// Within [CountedCorpus#write].
    void take(ConsumerRecord<byte[], byte[]> record) {
        String playlistId = new String(record.key(), StandardCharsets.UTF_8);
        var at = new Origin(record.partition(), record.offset());
        if (record.value() == null) {
            SourcePosition source = SourcePosition.of(record.headers())
                    .orElseThrow(() -> unreadable(
                            record,
                            "expected a tombstone with the headers "
                                    + SourcePosition.PARTITION_HEADER + " and " + SourcePosition.OFFSET_HEADER
                                    + ", got one without"));
            corpus.replace(playlistId, List.of(), new Origin(source.partition(), source.offset()), at);
            return;
        }
        switch (wire.decode(record.value())) {
            case Wire.Decoded.Read<CleanPlaylist>(CleanPlaylist playlist) -> {
                corpus.replace(
                        playlistId,
                        playlist.getTracks(),
                        new Origin(playlist.getSourcePartition(), playlist.getSourceOffset()),
                        at);
                Long saves = playlist.getSaves();
                corpus.saves(playlistId, saves == null ? UNKNOWN_SAVES : saves);
            }
            case Wire.Decoded.Unreadable<CleanPlaylist>(String reason) -> throw unreadable(record, reason);
        }
    }

    private static OffsetVector position(TopicFollower follower) {
        Map<Integer, Long> offsets = follower.offsets().of(Topics.PLAYLISTS.name());
        OffsetVector position = OffsetVector.ZERO;
        for (var partition : offsets.entrySet()) {
            position = position.with(partition.getKey(), partition.getValue());
        }
        return position;
    }

    private static SegueException unreadable(ConsumerRecord<byte[], byte[]> record, String flaw) {
        return new SegueException(
                ErrorCode.UNREADABLE_RECORD,
                record.topic() + " partition " + record.partition() + " offset " + record.offset() + ": " + flaw
                        + "; nobody but the preprocessor may write there, and no count is right without it");
    }
}
