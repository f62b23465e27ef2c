package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.cleaning.Outcome;
import dev.segue.preprocessor.cleaning.Reason;
import dev.segue.preprocessor.cleaning.SnapshotBytes;
import dev.segue.preprocessor.cleaning.SnapshotReader;
import dev.segue.preprocessor.cleaning.SnapshotReader.Reading;
import dev.segue.preprocessor.cleaning.SnapshotRules;
import dev.segue.preprocessor.cleaning.Verdict;
import dev.segue.schemas.SourcePosition;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.PlaylistEdit;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.PlaylistTableEntry;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Snapshots in, as bytes so that poison is met inside the transaction; clean playlists, dead letters, edits and
/// counts out. Every snapshot ends in exactly one [Outcome].
///
/// An edit goes to the owners of tracks that left the playlist, and of tracks of which something is said that this
/// task did not say last; mostly there is none. What was said last is forgotten in [#init], so that nothing counts as
/// sent that was taken back with a transaction.
///
/// A rejected snapshot changes nothing: what was held of its playlist stays. After a tombstone a playlist has no
/// history, so that any version of it may come back. A snapshot that says what is held is judged again when the
/// filters have changed since, so that an import after a change of filters takes effect.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
final class SnapshotCleaning implements Processor<byte[], byte[], byte[], Cleaned> {

    /// Longest value that a dead letter carries along; the topic takes 64 MiB with the rest of the letter.
    static final int MAX_PAYLOAD = 63 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final String CLEAN = Outcome.CLEAN.code();

    private static final Verdict PASSED = new Verdict.Pass();

    private final SnapshotReader reader = new SnapshotReader();
    /// The one that is dealt with.
    private final SnapshotBytes snapshot = new SnapshotBytes();

    private final NewsHeader newsHeader = new NewsHeader();

    private final Wire<PlaylistTableEntry> entries = Wire.of(PlaylistTableEntry.class);
    private final SnapshotRules rules;
    private final Partitions partitions;
    private final boolean retiredConcernAll;
    private final Duration tallyInterval;
    private final PublishingPace pace;

    private ProcessorContext<byte[], Cleaned> context;
    private KeyValueStore<String, byte[]> table;
    private KeyValueStore<String, PlaylistStatistics> tallies;
    private String scope;
    private Tally tally;
    private SentDescriptions sent;
    private @Nullable Cancellable publishing;

    /// @param retiredConcernAll whether a track that leaves a playlist can change the lists of other owners
    SnapshotCleaning(
            SnapshotRules rules,
            Partitions partitions,
            boolean retiredConcernAll,
            Duration tallyInterval,
            PublishingPace pace) {
        this.rules = rules;
        this.partitions = partitions;
        this.retiredConcernAll = retiredConcernAll;
        this.tallyInterval = tallyInterval;
        this.pace = pace;
    }

    @Override
    public void init(ProcessorContext<byte[], Cleaned> processorContext) {
        context = processorContext;
        table = context.getStateStore(PlaylistTopology.PLAYLIST_TABLE);
        tallies = context.getStateStore(PlaylistTopology.SNAPSHOT_TALLY);
        scope = "partition-" + context.taskId().partition();
        tally = new Tally(scope, tallies.get(scope));
        requireTable();
        sent = new SentDescriptions();
        if (publishing != null) {
            publishing.cancel();
            publishing = null;
        }
        publishSoon();
    }

    private void requireTable() {
        try (var held = table.all()) {
            if (tally.playlists() > 0 && !held.hasNext()) {
                throw new LostState("the state store " + PlaylistTopology.PLAYLIST_TABLE + " of " + scope
                        + ": expected the " + tally.playlists() + " clean playlists that were counted, got none");
            }
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        pace.worked(context.currentSystemTimeMs() - record.timestamp());
        RecordMetadata source = context.recordMetadata().orElseThrow();
        Outcome outcome = surelyPasses(record) ? settle(record, source, PASSED) : judge(record, source);
        tally.count(outcome, source.offset());
        tallies.put(scope, tally.statistics());
        publishSoon();
    }

    /// Whether the snapshot passes beyond question; then it is the one that was read.
    private boolean surelyPasses(Record<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        return key != null && value != null && snapshot.read(value) && rules.surelyPasses(key, snapshot, value.length);
    }

    private Outcome judge(Record<byte[], byte[]> record, RecordMetadata source) {
        return switch (reader.read(record.key(), record.value())) {
            case Reading.Unreadable(String playlistId, Reason reason, String detail) ->
                refuse(record, source, playlistId, null, reason, detail);
            case Reading.Tombstone(String playlistId) -> delete(record, source, playlistId);
            case Reading.Snapshot(String playlistId, PlaylistSnapshot read) -> {
                Verdict verdict = rules.judge(playlistId, read, record.value().length);
                if (verdict instanceof Verdict.Refuse(Reason reason, String detail)
                        && reason.outcome() == Outcome.REJECTED) {
                    yield refuse(record, source, playlistId, read.getVersion(), reason, detail);
                }
                snapshot.take(read);
                yield settle(record, source, verdict);
            }
        };
    }

    /// Holds a valid snapshot against what is held of its playlist.
    private Outcome settle(Record<byte[], byte[]> record, RecordMetadata source, Verdict verdict) {
        String playlistId = new String(record.key(), StandardCharsets.UTF_8);
        PlaylistTableEntry held = held(table.get(playlistId));
        byte[] hash = snapshot.contentHash();
        long version = snapshot.version();
        if (held != null) {
            if (version < held.getVersion()) {
                return Outcome.SUPERSEDED;
            }
            boolean sameContent = held.getContentHash().equals(ByteBuffer.wrap(hash));
            if (sameContent && held.getOutcome().equals(outcome(verdict).code())) {
                if (version > held.getVersion()) {
                    keep(playlistId, hash, outcome(verdict));
                }
                return Outcome.UNCHANGED;
            }
            if (!sameContent && version == held.getVersion()) {
                return refuse(
                        record,
                        source,
                        playlistId,
                        version,
                        Reason.VERSION_CONFLICT,
                        "version: expected the content held as version " + held.getVersion()
                                + " or a higher version, got another content");
            }
        }
        keep(playlistId, hash, outcome(verdict));
        return switch (verdict) {
            case Verdict.Pass pass -> pass(record, source, held);
            case Verdict.Refuse(Reason reason, String detail) -> {
                withdraw(record, source, held);
                yield refuse(record, source, playlistId, version, reason, detail);
            }
        };
    }

    private @Nullable PlaylistTableEntry held(byte @Nullable [] entry) {
        return entry == null ? null : entries.require(entry);
    }

    private void keep(String playlistId, byte[] hash, Outcome outcome) {
        table.put(playlistId, snapshot.tableEntry(hash, outcome.code(), outcome == Outcome.CLEAN));
    }

    private Outcome pass(Record<byte[], byte[]> record, RecordMetadata source, @Nullable PlaylistTableEntry held) {
        boolean isNew = held == null || !held.getOutcome().equals(CLEAN);
        tally.hold(
                isNew ? 1 : 0,
                snapshot.distinctTracks() - (held == null ? 0 : held.getTracks().size()));
        List<SnapshotTrack> news = news();
        byte[] playlist = snapshot.cleanPlaylist(source.partition(), source.offset());
        var published = new Record<byte[], Cleaned>(record.key(), new Cleaned.Published(playlist), record.timestamp());
        newsHeader.addTo(published.headers());
        context.forward(published);
        edit(record, source, news, left(held));
        return Outcome.CLEAN;
    }

    private Outcome delete(Record<byte[], byte[]> record, RecordMetadata source, String playlistId) {
        PlaylistTableEntry held = held(table.delete(playlistId));
        withdraw(record, source, held);
        return Outcome.DELETED;
    }

    private void withdraw(Record<byte[], byte[]> record, RecordMetadata source, @Nullable PlaylistTableEntry held) {
        if (held != null && held.getOutcome().equals(CLEAN)) {
            tally.hold(-1, -held.getTracks().size());
            var tombstone = new Record<byte[], Cleaned>(record.key(), new Cleaned.Published(null), record.timestamp());
            new SourcePosition(source.partition(), source.offset()).addTo(tombstone.headers());
            context.forward(tombstone);
            edit(record, source, List.of(), held.getTracks());
        }
    }

    private List<String> left(@Nullable PlaylistTableEntry held) {
        if (held == null || held.getTracks().isEmpty()) {
            return List.of();
        }
        var left = new LinkedHashSet<>(held.getTracks());
        snapshot.trackIds().forEach(left::remove);
        return List.copyOf(left);
    }

    /// The tracks of which something is said, and not what was said last; their places are in the header.
    private List<SnapshotTrack> news() {
        List<SnapshotTrack> news = List.of();
        newsHeader.clear();
        for (int i = 0; i < snapshot.distinctTracks(); i++) {
            if (snapshot.isDescribed(i) && sent.isNews(snapshot.trackHash(i), snapshot.descriptionHash(i))) {
                news = news.isEmpty() ? new ArrayList<>() : news;
                news.add(snapshot.track(i));
                newsHeader.add(i);
            }
        }
        return news;
    }

    private void edit(
            Record<byte[], byte[]> record, RecordMetadata source, List<SnapshotTrack> news, List<String> left) {
        if (news.isEmpty() && left.isEmpty()) {
            return;
        }
        var metadata = new HashMap<Integer, List<SnapshotTrack>>();
        for (SnapshotTrack track : news) {
            metadata.computeIfAbsent(partitions.owner(track.getTrackId()), owner -> new ArrayList<>())
                    .add(track);
        }
        var retired = new HashMap<Integer, List<String>>();
        for (String track : left) {
            retired.computeIfAbsent(partitions.owner(track), owner -> new ArrayList<>())
                    .add(track);
        }
        for (int owner = 0; owner < partitions.anchors(); owner++) {
            List<SnapshotTrack> said = metadata.getOrDefault(owner, List.of());
            List<String> gone = retiredConcernAll ? left : retired.getOrDefault(owner, List.of());
            if (!said.isEmpty() || !gone.isEmpty()) {
                forward(
                        record,
                        new Cleaned.Edited(new PlaylistEdit(owner, source.partition(), source.offset(), said, gone)));
            }
        }
    }

    private Outcome refuse(
            Record<byte[], byte[]> record,
            RecordMetadata source,
            @Nullable String playlistId,
            @Nullable Long version,
            Reason reason,
            String detail) {
        byte[] value = record.value();
        boolean carried = value == null || value.length <= MAX_PAYLOAD;
        tally.because(reason);
        var letter = RejectedPlaylist.newBuilder()
                .setOutcome(reason.outcome().code())
                .setReason(reason.name())
                .setDetail(carried ? detail : detail + "; its " + value.length + " bytes are too many for a letter")
                .setSourceTopic(source.topic())
                .setSourcePartition(source.partition())
                .setSourceOffset(source.offset())
                .setPlaylistId(playlistId)
                .setVersion(version)
                .setPayload(value == null || !carried ? NOTHING : ByteBuffer.wrap(value))
                .build();
        // Letters are kept for a time, which begins when they are written, not when the snapshot was.
        context.forward(new Record<>(record.key(), new Cleaned.Refused(letter), context.currentSystemTimeMs()));
        return reason.outcome();
    }

    private void forward(Record<byte[], byte[]> record, Cleaned cleaned) {
        context.forward(new Record<>(record.key(), cleaned, record.timestamp()));
    }

    /// Punctuates only while there is something to publish: every punctuation is a commit.
    private void publishSoon() {
        if (publishing == null) {
            publishing = context.schedule(tallyInterval, PunctuationType.WALL_CLOCK_TIME, this::publishTally);
        }
    }

    private void publishTally(long now) {
        context.forward(
                new Record<>(scope.getBytes(StandardCharsets.UTF_8), new Cleaned.Tallied(tally.statistics()), now));
        if (publishing != null) {
            publishing.cancel();
            publishing = null;
        }
    }

    private static Outcome outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass pass -> Outcome.CLEAN;
            case Verdict.Refuse refuse -> refuse.reason().outcome();
        };
    }
}
