package dev.segue.preprocessor.counting;

import dev.segue.corpus.CooccurrenceCounter;
import dev.segue.corpus.Corpus;
import dev.segue.corpus.Neighbours;
import dev.segue.statistics.CorpusSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The clean playlists of all partitions as postings, once in a process, and which anchors (tracks) changed since
/// their neighbours were told.
///
/// Nothing in it is kept elsewhere: it is made of the clean playlists, and made again from them. Counts are taken from
/// the postings when they are asked for, so that an edit or a delete retracts by itself, and a count is exact at the
/// offsets of the snapshots it names.
///
/// One thread changes it, within [#write]; any may read. Every partition that owns anchors has an [AnchorTable], which
/// is told of a change in the same moment in which the postings hold it: there is no time at which a change is counted
/// and not marked. An entry of a playlist costs 12 bytes (see [Corpus]), a track its id and about 40.
public final class CountedCorpus {

    static final int TOLD_GONE = -1;

    private static final int[] NONE = {};
    /// Changes after which those who wait to read come in.
    private static final int BREATH = 64;

    final NeighbourRules rules;
    final Corpus corpus = new Corpus();

    /// Fair, so that publishing goes on while many changes come.
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    private final ToIntFunction<String> ownership;
    private final int snapshotPartitions;
    private final @Nullable AnchorTable[] tables;
    private int openTables;

    /// By track: the partition that owns it.
    short[] owners = new short[1024];
    /// By track: changes not told yet. This and the next five belong to the owner while nobody writes.
    int[] heat = new int[1024];
    /// By track: playlists told last, [#TOLD_GONE], or 0 when nothing was told by its table.
    int[] toldPlaylists = new int[1024];
    /// By track: hash of the list told last, or 0.
    long[] toldList = new long[1024];
    /// By track: hash of what was seen last of its title, artists and so on, or 0.
    long[] description = new long[1024];
    /// By track: whether its catalogue entry is another than the one told.
    boolean[] entryChanged = new boolean[1024];
    /// By track: whether its list may be another than the one told.
    boolean[] listChanged = new boolean[1024];
    /// By track: whether someone described it, in any playlist that was read. What is said comes, or came, by an edit.
    private boolean[] descriptionAwaited = new boolean[1024];
    /// By track: the last comparison of two versions it was seen in, 0 for none.
    private int[] seenIn = new int[1024];

    private int comparisons;
    private int knownTracks;

    /// By playlist: the snapshot that made it what it is.
    private int[] sourcePartitions = new int[1024];
    private long[] sourceOffsets = new long[1024];
    /// By playlist: the rewrite that may have made it what it is, see [Origin].
    private long[] rewrites = new long[1024];
    /// By playlist: its saves, or below 0 when they are not known, and the CRC-32 of its id.
    private long[] saves = new long[1024];
    private int[] lots = new int[1024];

    private OffsetVector sources;
    private OffsetVector position = OffsetVector.ZERO;
    private int changesSinceBreath;
    private volatile Standing standing;
    private volatile Supplier<OffsetVector> followed = () -> standing().position();

    /// @param partitions that own anchors
    /// @param ownership track id to the partition that owns it
    /// @param sourcePartitions partitions of the snapshots
    public CountedCorpus(NeighbourRules rules, int partitions, ToIntFunction<String> ownership, int sourcePartitions) {
        this.rules = rules;
        this.ownership = ownership;
        this.snapshotPartitions = sourcePartitions;
        this.tables = new @Nullable AnchorTable[partitions];
        this.sources = OffsetVector.of(new long[sourcePartitions]);
        this.standing = new Standing(sources, position);
    }

    /// Up to where the clean playlists were read, which can be further than the last of them: ends of transactions and
    /// gaps left by compaction take offsets too.
    public void followed(Supplier<OffsetVector> positions) {
        followed = positions;
    }

    /// Changes the playlists. Those who read see some of the changes, or all.
    public void write(Runnable changes) {
        lock.writeLock().lock();
        try {
            changes.run();
        } finally {
            standing = new Standing(sources, position);
            changesSinceBreath = 0;
            lock.writeLock().unlock();
        }
    }

    /// Makes a playlist hold exactly `tracks`, none when it is gone, and marks every anchor among those it held and
    /// holds. Within [#write] only.
    ///
    /// @param tracks distinct, in order
    /// @param source partition and offset of the snapshot that made it so
    /// @param at partition and offset of the clean playlist
    public void replace(String playlistId, List<String> tracks, Origin source, Origin at) {
        replace(playlistId, owned(corpus.internTracks(tracks)), source, at);
    }

    /// As [#replace] with the ids of the tracks as UTF-8 in `bytes`.
    ///
    /// @param starts where each begins; by the same index `lengths`
    public void replace(
            String playlistId, byte[] bytes, int[] starts, int[] lengths, int count, Origin source, Origin at) {
        replace(playlistId, owned(corpus.internTracks(bytes, starts, lengths, count)), source, at);
    }

    private void replace(String playlistId, int[] after, Origin source, Origin at) {
        breathe();
        int held = corpus.playlistOrdinal(playlistId);
        int[] before = held < 0 ? NONE : corpus.tracks(held);
        boolean edited = after.length == 0 ? corpus.delete(playlistId) : corpus.upsert(playlistId, after);
        if (edited && after.length > 0) {
            cameFrom(corpus.playlistOrdinal(playlistId), source);
        }
        count(source.partition(), source.offset());
        if (source.rewrite() != Origin.NO_REWRITE) {
            count(snapshotPartitions + source.partition(), source.rewrite());
        }
        position = position.with(at.partition(), at.offset() + 1);
        if (edited && openTables > 0) {
            mark(before);
            mark(after);
            passed(before, after, rules.minimumPlaylists() - 1, -1);
            passed(after, before, rules.minimumPlaylists(), 1);
        }
    }

    private void count(int partition, long offset) {
        sources = sources.with(partition, Math.max(sources.get(partition), offset + 1));
    }

    /// Says how many saves a playlist has, if it is there. Within [#write] only.
    ///
    /// @param count below 0 when it is not known
    public void saves(String playlistId, long count) {
        int playlist = corpus.playlistOrdinal(playlistId);
        if (playlist < 0) {
            return;
        }
        if (playlist >= saves.length) {
            int size = Math.max(saves.length * 2, playlist + 1);
            saves = Arrays.copyOf(saves, size);
            lots = Arrays.copyOf(lots, size);
        }
        var checksum = new CRC32();
        checksum.update(playlistId.getBytes(StandardCharsets.UTF_8));
        saves[playlist] = count;
        lots[playlist] = (int) checksum.getValue();
    }

    /// The playlist's ordinal, or -1 when it is not there. Within [#write] only.
    public int playlist(String playlistId) {
        return corpus.playlistOrdinal(playlistId);
    }

    /// Says that a description of the track there is on its way to its owner, or came to it. Within [#write] only.
    public void awaitDescription(int playlist, int position) {
        if (position < corpus.length(playlist)) {
            descriptionAwaited[corpus.trackAt(playlist, position)] = true;
        }
    }

    /// All playlists as they stand.
    ///
    /// @param sources see [Standing]
    public record Taken(CorpusSnapshot playlists, OffsetVector sources) {}

    /// The playlists now, for statistics. 16 bytes a playlist; their entries are not copied.
    public Taken take() {
        int[][] held;
        long[] ofEach;
        int[] lotOfEach;
        int tracks;
        OffsetVector counted;
        lock.readLock().lock();
        try {
            held = corpus.held();
            ofEach = Arrays.copyOf(saves, held.length);
            lotOfEach = Arrays.copyOf(lots, held.length);
            tracks = corpus.trackOrdinals();
            counted = sources;
        } finally {
            lock.readLock().unlock();
        }
        return new Taken(CorpusSnapshot.of(Arrays.asList(held), ofEach, lotOfEach, tracks), counted);
    }

    /// Up to where the clean playlists were read at least.
    public OffsetVector read() {
        return followed.get();
    }

    /// Whether this process tells of the anchors of a partition.
    public boolean owns(int partition) {
        lock.readLock().lock();
        try {
            return tables[partition] != null;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// A partition and an offset.
    ///
    /// @param rewrite of a snapshot: the number, from 0, of the last rewrite of its partition because of
    ///     aliases that may have made the playlist what it is, or what it was before; [#NO_REWRITE] when
    ///     none has
    public record Origin(int partition, long offset, long rewrite) {

        /// No rewrite.
        public static final long NO_REWRITE = -1;

        public Origin(int partition, long offset) {
            this(partition, offset, NO_REWRITE);
        }
    }

    /// Where the playlists stand now.
    public Standing standing() {
        return standing;
    }

    /// How many playlists there are.
    public int playlists() {
        lock.readLock().lock();
        try {
            return corpus.playlists();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The playlists made from one partition of the snapshots.
    ///
    /// @param sourceOffset after the last snapshot that changed one
    public record Holding(long sourceOffset, int playlists) {}

    /// What is held of a partition of the snapshots.
    public Holding holding(int sourcePartition) {
        lock.readLock().lock();
        try {
            int[] count = {0};
            corpus.forEachPlaylist(playlist -> count[0] += sourcePartitions[playlist] == sourcePartition ? 1 : 0);
            return new Holding(sources.get(sourcePartition), count[0]);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Exact neighbours now.
    ///
    /// @param window largest difference of positions; 0 means the whole playlist
    /// @return empty when no playlist holds the track
    public Optional<Anchor> neighbours(String trackId, int window, int limit) {
        lock.readLock().lock();
        try {
            int track = corpus.trackOrdinal(trackId);
            return track < 0 || corpus.playlistsOf(track) == 0
                    ? Optional.empty()
                    : Optional.of(anchor(track, window, limit));
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Whether a description of the track is on its way, or came.
    public boolean isDescriptionAwaited(String trackId) {
        lock.readLock().lock();
        try {
            int track = corpus.trackOrdinal(trackId);
            return track >= 0 && descriptionAwaited[track];
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Anchors whose change is not told yet, in the partitions this process has.
    public int pending() {
        lock.readLock().lock();
        try {
            int pending = 0;
            for (AnchorTable table : tables) {
                pending += table == null ? 0 : table.pending();
            }
            return pending;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Tracks of the catalogue that the partitions of this process own.
    public int catalogueTracks() {
        lock.readLock().lock();
        try {
            int tracks = 0;
            for (AnchorTable table : tables) {
                tracks += table == null ? 0 : table.catalogueTracks();
            }
            return tracks;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Begins to mark the anchors of a partition, those first that an earlier owner may not have told. A table that was
    /// open for the partition is told of nothing any more.
    public AnchorTable open(int partition, Remembered remembered) {
        lock.writeLock().lock();
        try {
            var table = new AnchorTable(this, partition, remembered);
            if (tables[partition] == null) {
                openTables++;
            }
            tables[partition] = table;
            forget(partition);
            table.recover();
            return table;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Ends what [#open] began, unless the partition was opened again since.
    public void close(AnchorTable table) {
        lock.writeLock().lock();
        try {
            if (tables[table.partition()] == table) {
                tables[table.partition()] = null;
                openTables--;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Whether the clean playlists were read at least up to there.
    boolean hasFollowed(OffsetVector target) {
        return followed.get().covers(target);
    }

    /// The playlists were read as far as others stood: what those had counted is counted here too, even where the last
    /// of it, a tombstone of long ago, has left no record.
    void raise(Standing others) {
        lock.writeLock().lock();
        try {
            standing = new Standing(sources, position).max(others);
            sources = standing.sources();
            position = standing.position();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// By playlist that is there and was changed at or after these offsets.
    void forEachChangedSince(OffsetVector settled, Consumer<int[]> tracks) {
        corpus.forEachPlaylist(playlist -> {
            int partition = sourcePartitions[playlist];
            if (sourceOffsets[playlist] >= settled.get(partition)
                    || rewrites[playlist] >= settled.get(snapshotPartitions + partition)) {
                tracks.accept(corpus.tracks(playlist));
            }
        });
    }

    int intern(String trackId) {
        int track = corpus.internTrack(trackId);
        own(track);
        return track;
    }

    private int[] owned(int[] tracks) {
        for (int track : tracks) {
            own(track);
        }
        return tracks;
    }

    private void own(int track) {
        if (track == knownTracks) {
            knownTracks++;
            if (track == heat.length) {
                grow(track * 2);
            }
            owners[track] = (short) ownership.applyAsInt(corpus.trackId(track));
        }
    }

    /// The tracks that share most playlists with `track`, of those that enough playlists hold.
    Neighbours best(CooccurrenceCounter counter, int track, int window, int limit) {
        if (rules.minimumPlaylists() == 1) {
            return counter.top(track, window, limit);
        }
        Neighbours all = counter.top(track, window, Integer.MAX_VALUE);
        int[] tracks = new int[Math.min(limit, all.size())];
        int[] counts = new int[tracks.length];
        int size = 0;
        for (int i = 0; i < all.size() && size < tracks.length; i++) {
            if (corpus.playlistsOf(all.tracks()[i]) >= rules.minimumPlaylists()) {
                tracks[size] = all.tracks()[i];
                counts[size++] = all.counts()[i];
            }
        }
        return new Neighbours(Arrays.copyOf(tracks, size), Arrays.copyOf(counts, size));
    }

    private Anchor anchor(int track, int window, int limit) {
        Neighbours best = best(new CooccurrenceCounter(corpus), track, window, limit);
        var neighbours = new ArrayList<Anchor.Neighbour>(best.size());
        for (int i = 0; i < best.size(); i++) {
            int neighbour = best.tracks()[i];
            neighbours.add(
                    new Anchor.Neighbour(corpus.trackId(neighbour), best.counts()[i], corpus.playlistsOf(neighbour)));
        }
        return new Anchor(
                corpus.trackId(track),
                corpus.playlistsOf(track),
                corpus.playlists(),
                neighbours,
                standing.sources().toList());
    }

    /// Marks the anchors whose lists may name `track`.
    ///
    /// @param only the table to tell; all when null
    void markAround(int track, @Nullable AnchorTable only) {
        corpus.forEachPlaylistOf(track, (playlist, at) -> {
            int from = Math.max(0, at - rules.window());
            int to = Math.min(corpus.length(playlist) - 1, at + rules.window());
            for (int i = from; i <= to; i++) {
                AnchorTable table = tableOf(corpus.trackAt(playlist, i));
                if (table != null && (only == null || table == only)) {
                    table.mark(corpus.trackAt(playlist, i));
                }
            }
        });
    }

    private void mark(int[] tracks) {
        for (int track : tracks) {
            AnchorTable table = tableOf(track);
            if (table != null) {
                table.mark(track);
            }
        }
    }

    /// What passes the minimum of playlists with a change joins or leaves the lists around it.
    private void passed(int[] from, int[] to, int playlists, int step) {
        if (++comparisons == 0) {
            Arrays.fill(seenIn, 0);
            comparisons = 1;
        }
        for (int track : to) {
            seenIn[track] = comparisons;
        }
        for (int track : from) {
            if (seenIn[track] != comparisons && corpus.playlistsOf(track) == playlists) {
                AnchorTable table = tableOf(track);
                if (table != null) {
                    table.catalogued(step);
                }
                if (rules.minimumPlaylists() > 1) {
                    markAround(track, null);
                }
            }
        }
    }

    private @Nullable AnchorTable tableOf(int track) {
        return tables[owners[track]];
    }

    private void forget(int partition) {
        for (int track = 0; track < knownTracks; track++) {
            if (owners[track] == partition) {
                heat[track] = 0;
                toldPlaylists[track] = 0;
                toldList[track] = 0;
                description[track] = 0;
                entryChanged[track] = false;
                listChanged[track] = false;
            }
        }
    }

    private void cameFrom(int playlist, Origin source) {
        if (playlist >= sourceOffsets.length) {
            int size = Math.max(sourceOffsets.length * 2, playlist + 1);
            sourceOffsets = Arrays.copyOf(sourceOffsets, size);
            sourcePartitions = Arrays.copyOf(sourcePartitions, size);
            rewrites = Arrays.copyOf(rewrites, size);
        }
        rewrites[playlist] = source.rewrite();
        sourceOffsets[playlist] = source.offset();
        sourcePartitions[playlist] = source.partition();
    }

    private void breathe() {
        if (!lock.isWriteLockedByCurrentThread()) {
            throw new IllegalStateException("Playlists are replaced within write() only");
        }
        if (++changesSinceBreath > BREATH && lock.hasQueuedThreads()) {
            changesSinceBreath = 0;
            standing = new Standing(sources, position);
            lock.writeLock().unlock();
            lock.writeLock().lock();
        }
    }

    private void grow(int size) {
        owners = Arrays.copyOf(owners, size);
        heat = Arrays.copyOf(heat, size);
        toldPlaylists = Arrays.copyOf(toldPlaylists, size);
        toldList = Arrays.copyOf(toldList, size);
        description = Arrays.copyOf(description, size);
        entryChanged = Arrays.copyOf(entryChanged, size);
        listChanged = Arrays.copyOf(listChanged, size);
        descriptionAwaited = Arrays.copyOf(descriptionAwaited, size);
        seenIn = Arrays.copyOf(seenIn, size);
    }
}
