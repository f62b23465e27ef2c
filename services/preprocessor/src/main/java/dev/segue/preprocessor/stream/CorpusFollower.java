package dev.segue.preprocessor.stream;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.CountedCorpus.Origin;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.schemas.AvroBytes;
import dev.segue.schemas.RecordLayout;
import dev.segue.schemas.Rewrites;
import dev.segue.schemas.SourcePosition;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
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
    private static final RecordLayout CLEAN = RecordLayout.of(CleanPlaylist.class);
    private static final int SAVES = CLEAN.field("saves");
    private static final int TRACKS = CLEAN.field("tracks");
    private static final int PARTITION = CLEAN.field("sourcePartition");
    private static final int OFFSET = CLEAN.field("sourceOffset");

    private final CountedCorpus corpus;
    private final KafkaSettings kafka;
    private final Partitions partitions;
    private final Wire<CleanPlaylist> wire = Wire.of(Topics.PLAYLISTS.value());
    /// Of the playlist that is taken, by field and by track: where it begins.
    private final int[] fields = new int[CLEAN.fields()];

    private int[] starts = new int[256];
    private int[] lengths = new int[256];
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
        long rewrite = Rewrites.of(record.headers())
                .map(rewrites -> rewrites.count() - 1)
                .orElse(Origin.NO_REWRITE);
        if (record.value() == null) {
            SourcePosition source = SourcePosition.of(record.headers())
                    .orElseThrow(() -> unreadable(
                            record,
                            "expected a tombstone with the headers "
                                    + SourcePosition.PARTITION_HEADER + " and " + SourcePosition.OFFSET_HEADER
                                    + ", got one without"));
            corpus.replace(playlistId, List.of(), new Origin(source.partition(), source.offset(), rewrite), at);
            return;
        }
        if (!takeBytes(playlistId, record.value(), rewrite, at)) {
            takeDecoded(playlistId, record, rewrite, at);
        }
        int playlist = corpus.playlist(playlistId);
        if (playlist >= 0) {
            NewsHeader.read(record.headers(), position -> corpus.awaitDescription(playlist, position));
        }
    }

    /// Takes a playlist as it lies in its bytes: no object is made of it, which would be most of the work.
    ///
    /// @return false when another build wrote it, or it is damaged
    private boolean takeBytes(String playlistId, byte[] value, long rewrite, Origin at) {
        if (!CLEAN.isWrittenHere(value)) {
            return false;
        }
        Origin source;
        long saves;
        int count;
        try {
            if (CLEAN.locate(value, RecordLayout.HEADER, fields) != value.length) {
                return false;
            }
            count = locateTracks(value);
            source = new Origin(
                    Math.toIntExact(AvroBytes.number(value, fields[PARTITION])),
                    AvroBytes.number(value, fields[OFFSET]),
                    rewrite);
            saves = AvroBytes.number(value, fields[SAVES]) == 0
                    ? UNKNOWN_SAVES
                    : AvroBytes.number(value, AvroBytes.afterNumber(value, fields[SAVES]));
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            return false;
        }
        corpus.replace(playlistId, value, starts, lengths, count, source, at);
        corpus.saves(playlistId, saves);
        return true;
    }

    private int locateTracks(byte[] value) {
        int count = Math.toIntExact(AvroBytes.itemCount(value, fields[TRACKS]));
        int at = AvroBytes.afterNumber(value, fields[TRACKS]);
        for (int i = 0; i < count; i++) {
            if (i == starts.length) {
                starts = Arrays.copyOf(starts, i * 2);
                lengths = Arrays.copyOf(lengths, i * 2);
            }
            starts[i] = AvroBytes.textStart(value, at);
            lengths[i] = AvroBytes.textLength(value, at);
            at = starts[i] + lengths[i];
        }
        return count;
    }

    private void takeDecoded(String playlistId, ConsumerRecord<byte[], byte[]> record, long rewrite, Origin at) {
        switch (wire.decode(record.value())) {
            case Wire.Decoded.Read<CleanPlaylist>(CleanPlaylist playlist) -> {
                corpus.replace(
                        playlistId,
                        playlist.getTracks(),
                        new Origin(playlist.getSourcePartition(), playlist.getSourceOffset(), rewrite),
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
