package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.cleaning.HeldPlaylist;
import dev.segue.preprocessor.cleaning.Outcome;
import dev.segue.preprocessor.cleaning.Reason;
import dev.segue.preprocessor.cleaning.SnapshotBytes;
import dev.segue.preprocessor.cleaning.SnapshotReader;
import dev.segue.preprocessor.cleaning.SnapshotReader.Reading;
import dev.segue.preprocessor.cleaning.SnapshotRules;
import dev.segue.preprocessor.cleaning.Verdict;
import dev.segue.preprocessor.stream.Identity.Applied;
import dev.segue.preprocessor.stream.Identity.Begun;
import dev.segue.schemas.Rewrites;
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
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Snapshots in, as bytes so that poison is met inside the transaction; clean playlists, dead letters, edits and
/// counts out. Every snapshot ends in exactly one [Outcome].
///
/// An edit goes to the owners of tracks that left the playlist, and of tracks of which something is said that this
/// task did not say last; mostly there is none. What was said last is forgotten in [#init], so that nothing counts as
/// sent that was taken back with a transaction.
///
/// Tracks are resolved by the aliases that the process knows. When more come the task looks through all its
/// playlists, a slice at a time, and writes those again that are counted by other ids now. Nothing is
/// missed: a playlist that comes meanwhile is resolved by aliases at least as new, and how far the aliases
/// are applied is kept ([Identity]) and moves on only when all playlists were looked through. A playlist
/// written again names the snapshot it is made of and is numbered ([Rewrites]), and the edit that goes with
/// it names that number: its snapshot may have been told long ago.
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

    private static final String REWRITES = "rewrites";
    /// After all playlists were looked through follows a time without that, so many times as long.
    private static final int REST = 9;
    /// Longest time at a stretch, as a part of the time from one look to the next.
    private static final int SLICES = 4;

    private static final int LOOKED_AT_ONCE = 64;

    private final SnapshotReader reader = new SnapshotReader();
    /// The one that is dealt with.
    private final SnapshotBytes snapshot = new SnapshotBytes();
    /// The one that is looked at because of aliases.
    private final HeldPlaylist heldPlaylist = new HeldPlaylist();

    private final NewsHeader newsHeader = new NewsHeader();

    private final Wire<PlaylistTableEntry> entries = Wire.of(PlaylistTableEntry.class);
    private final SnapshotRules rules;
    private final Partitions partitions;
    private final boolean retiredConcernAll;
    private final Identity identity;
    private final Duration tallyInterval;
    private final PublishingPace pace;

    private ProcessorContext<byte[], Cleaned> context;
    private KeyValueStore<String, byte[]> table;
    private KeyValueStore<String, PlaylistStatistics> tallies;
    private KeyValueStore<String, Long> progress;
    private String scope;
    private Tally tally;
    private SentDescriptions sent;
    private Applied applied;
    private @Nullable Cancellable publishing;
    private @Nullable Cancellable looking;
    private @Nullable Pass pass;
    private long rewrites;
    private int restingLooks;

    /// A look through all playlists.
    private static final class Pass {
        private final Begun begun;
        /// The playlist to go on with; null before the first.
        private @Nullable String next;

        private long nanos;

        Pass(Begun begun) {
            this.begun = begun;
        }
    }

    /// @param retiredConcernAll whether a track that leaves a playlist can change the lists of other owners
    SnapshotCleaning(
            SnapshotRules rules,
            Partitions partitions,
            boolean retiredConcernAll,
            Identity identity,
            Duration tallyInterval,
            PublishingPace pace) {
        this.rules = rules;
        this.partitions = partitions;
        this.retiredConcernAll = retiredConcernAll;
        this.identity = identity;
        this.tallyInterval = tallyInterval;
        this.pace = pace;
    }

    @Override
    public void init(ProcessorContext<byte[], Cleaned> processorContext) {
        context = processorContext;
        table = context.getStateStore(PlaylistTopology.PLAYLIST_TABLE);
        tallies = context.getStateStore(PlaylistTopology.SNAPSHOT_TALLY);
        progress = context.getStateStore(PlaylistTopology.RESOLVED_THROUGH);
        scope = "partition-" + context.taskId().partition();
        tally = new Tally(scope, tallies.get(scope));
        requireTable();
        sent = new SentDescriptions();
        if (publishing != null) {
            publishing.cancel();
            publishing = null;
        }
        publishSoon();
        Long rewritten = progress.get(REWRITES);
        rewrites = rewritten == null ? 0 : rewritten;
        applied = identity.applied(context.taskId(), progress);
        pass = null;
        restingLooks = 0;
        if (looking != null) {
            looking.cancel();
        }
        looking = context.schedule(tallyInterval, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    private void requireTable() {
        try (var held = table.all()) {
            if (held.hasNext() && !HeldPlaylist.isReadable(held.next().value)) {
                throw new LostState("the entries of the state store " + PlaylistTopology.PLAYLIST_TABLE + " of " + scope
                        + ": expected those of this build, got those of another");
            }
        }
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
                    table.put(playlistId, entries.encode(withVersion(held, version)));
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
        return switch (verdict) {
            case Verdict.Pass passed -> {
                snapshot.resolve(identity.aliases());
                table.put(playlistId, snapshot.cleanEntry(hash, CLEAN, source.offset()));
                yield pass(record, source, held);
            }
            case Verdict.Refuse(Reason reason, String detail) -> {
                table.put(playlistId, snapshot.emptyEntry(hash, outcome(verdict).code()));
                withdraw(record, source, held);
                yield refuse(record, source, playlistId, version, reason, detail);
            }
        };
    }

    private @Nullable PlaylistTableEntry held(byte @Nullable [] entry) {
        return entry == null ? null : entries.require(entry);
    }

    /// The clean playlist that was written last stays the one it is.
    private static PlaylistTableEntry withVersion(PlaylistTableEntry held, long version) {
        return PlaylistTableEntry.newBuilder(held).setVersion(version).build();
    }

    /// The ids by which it is counted.
    private static List<String> counted(PlaylistTableEntry held) {
        return held.getCounted().isEmpty() ? held.getTracks() : held.getCounted();
    }

    private Outcome pass(Record<byte[], byte[]> record, RecordMetadata source, @Nullable PlaylistTableEntry held) {
        boolean isNew = held == null || !held.getOutcome().equals(CLEAN);
        tally.hold(
                isNew ? 1 : 0,
                snapshot.countedTracks() - (held == null ? 0 : counted(held).size()));
        List<SnapshotTrack> news = news();
        byte[] playlist = snapshot.cleanPlaylist(source.partition(), source.offset());
        var published = new Record<byte[], Cleaned>(record.key(), new Cleaned.Published(playlist), record.timestamp());
        newsHeader.addTo(published.headers());
        tellRewrites(published);
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
            tally.hold(-1, -counted(held).size());
            var tombstone = new Record<byte[], Cleaned>(record.key(), new Cleaned.Published(null), record.timestamp());
            new SourcePosition(source.partition(), source.offset()).addTo(tombstone.headers());
            tellRewrites(tombstone);
            context.forward(tombstone);
            edit(record, source, List.of(), counted(held));
        }
    }

    private List<String> left(@Nullable PlaylistTableEntry held) {
        if (held == null || held.getTracks().isEmpty()) {
            return List.of();
        }
        var left = new LinkedHashSet<>(counted(held));
        snapshot.countedIds().forEach(left::remove);
        return List.copyOf(left);
    }

    /// The tracks of which something is said, and not what was said last; their places are in the header. A track that
    /// is counted by another id has no place there: who owns the id that came hands its description on.
    private List<SnapshotTrack> news() {
        List<SnapshotTrack> news = List.of();
        newsHeader.clear();
        for (int i = 0; i < snapshot.distinctTracks(); i++) {
            if (snapshot.isDescribed(i) && sent.isNews(snapshot.trackHash(i), snapshot.descriptionHash(i))) {
                news = news.isEmpty() ? new ArrayList<>() : news;
                news.add(snapshot.track(i));
                int position = snapshot.countedPosition(i);
                if (position >= 0) {
                    newsHeader.add(position);
                }
            }
        }
        return news;
    }

    private void edit(
            Record<byte[], byte[]> record, RecordMetadata source, List<SnapshotTrack> news, List<String> left) {
        edit(record.key(), record.timestamp(), source.partition(), source.offset(), news, left);
    }

    private void edit(
            byte[] key,
            long timestamp,
            int sourcePartition,
            long sourceOffset,
            List<SnapshotTrack> news,
            List<String> left) {
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
                var edit = new PlaylistEdit(owner, sourcePartition, sourceOffset, said, gone);
                context.forward(new Record<>(key, new Cleaned.Edited(edit), timestamp));
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

    /// Looks through playlists while aliases came that are not applied to all of them, for a part of the time.
    private void look(long now) {
        if (restingLooks > 0) {
            restingLooks--;
            return;
        }
        if (pass == null && !applied.isBehind()) {
            return;
        }
        Pass current = pass == null ? new Pass(applied.begin()) : pass;
        pass = current;
        long start = System.nanoTime();
        boolean through = lookThrough(current, start + tallyInterval.toNanos() / SLICES, now);
        current.nanos += System.nanoTime() - start;
        if (through) {
            applied.done(current.begun);
            pass = null;
            restingLooks = (int) Math.min(REST * current.nanos / tallyInterval.toNanos(), Integer.MAX_VALUE);
        }
    }

    /// @return whether that was the last of them
    private boolean lookThrough(Pass current, long until, long now) {
        long rewritten = 0;
        try (KeyValueIterator<String, byte[]> held = table.range(current.next, null)) {
            current.next = null;
            for (int looked = 1; held.hasNext(); looked++) {
                if (looked % LOOKED_AT_ONCE == 0 && System.nanoTime() > until) {
                    current.next = held.peekNextKey();
                    break;
                }
                KeyValue<String, byte[]> playlist = held.next();
                if (heldPlaylist.isChanged(playlist.value, identity.aliases())) {
                    rewrite(playlist.key, now);
                    rewritten++;
                }
            }
        }
        if (rewritten > 0) {
            tallies.put(scope, tally.statistics());
            publishSoon();
        }
        return current.next == null;
    }

    /// Writes the playlist that is looked at again.
    private void rewrite(String playlistId, long now) {
        byte[] key = playlistId.getBytes(StandardCharsets.UTF_8);
        int partition = context.taskId().partition();
        long number = rewrites++;
        progress.put(REWRITES, rewrites);
        table.put(playlistId, heldPlaylist.tableEntry());
        tally.hold(0, heldPlaylist.tracksNow() - heldPlaylist.tracksBefore());
        var published = new Record<byte[], Cleaned>(
                key, new Cleaned.Published(heldPlaylist.cleanPlaylist(key, partition)), now);
        new Rewrites(rewrites, true).addTo(published.headers());
        context.forward(published);
        edit(key, now, partitions.rewritesOf(partition), number, List.of(), heldPlaylist.left());
    }

    /// A record may take the place of a rewritten one in the topic, now or when that was deleted before:
    /// who reads what is left must know as much.
    private void tellRewrites(Record<byte[], Cleaned> published) {
        if (rewrites > 0) {
            new Rewrites(rewrites, false).addTo(published.headers());
        }
    }

    @Override
    public void close() {
        applied.leave();
    }

    private static Outcome outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass pass -> Outcome.CLEAN;
            case Verdict.Refuse refuse -> refuse.reason().outcome();
        };
    }
}
