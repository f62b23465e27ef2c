package dev.segue.preprocessor.counting;

import dev.segue.corpus.CooccurrenceCounter;
import dev.segue.corpus.Neighbours;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The anchors (tracks) of one partition that changed since their neighbours were told, and the telling.
///
/// Changed anchors are told in rounds: a round takes all that changed before it began, hottest first (most changes,
/// then most playlists); what changes meanwhile is told once, in this round if its turn is to come, or in the next. So
/// an anchor that changes all the time is told once a round, and none waits longer than two.
///
/// Nothing is lost when the table ends before it told everything. Take any change of a playlist, made by the snapshot
/// at an offset, and any track the playlist held before or holds after it:
///
/// - The change comes while a table is open: the corpus marks the track in the moment it holds the change.
/// - The table opens later, and the playlist still holds the track: it is marked because the playlist changed at or
///   after `settled`; that moves to an offset only when a round has ended that began with everything before it counted.
/// - The table opens later, and the track has left the playlist: the edit that says so is kept with the table's
///   progress, is read only once, and is either still to be read or remembered. It is forgotten only when a round has
///   ended that began after both the edit and the change were there. The same holds for a track of which an edit says
///   something new.
/// - The table opens in a process whose corpus is behind what was told: it tells nothing before the corpus has come as
///   far, so that lists never go back and `settled` never speaks of what this corpus has not counted.
///
/// One thread tells; [CountedCorpus] marks.
public final class AnchorTable {

    private static final int[] NONE = {};
    private static final long SEED = 0x9E3779B97F4A7C15L;

    /// Told, after a round, what need not be remembered any more.
    @FunctionalInterface
    public interface SettlementConsumer {
        /// @param settled all that was counted there has been told
        /// @param edited these too
        void settled(Standing settled, List<Edited> edited);
    }

    private final CountedCorpus shared;
    private final int partition;
    private final CooccurrenceCounter counter;
    private final NeighbourRecord records;
    private final OffsetVector openedAt;
    private final Remembered remembered;
    private boolean caughtUp;
    /// Snapshots that may have changed how many playlists hold a track, before the table was open.
    private int changesBefore;

    private int[] changed = new int[64];
    private int changedCount;
    private int[] round = NONE;
    private int told;
    private boolean inRound;
    private Standing roundStanding = Standing.START;
    private OffsetVector settled;
    private final Deque<Edited> owed = new ArrayDeque<>();
    private int owedBeforeRound;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger catalogueTracks = new AtomicInteger();

    AnchorTable(CountedCorpus shared, int partition, Remembered remembered) {
        this.shared = shared;
        this.partition = partition;
        this.counter = new CooccurrenceCounter(shared.corpus);
        this.records = new NeighbourRecord(shared.corpus);
        this.remembered = remembered;
        this.settled = remembered.settled();
        awaitOthers();
        this.openedAt = shared.standing().sources();
    }

    int partition() {
        return partition;
    }

    /// Anchors whose change is not told yet.
    public int pending() {
        return pending.get();
    }

    /// Anchors that enough playlists hold to be in the catalogue.
    public int catalogueTracks() {
        return catalogueTracks.get();
    }

    /// Whether every change has been told, so that [#publish] would have nothing to do.
    public boolean isSettled() {
        return pending.get() == 0
                && !inRound
                && owed.isEmpty()
                && settled.covers(shared.standing().sources());
    }

    /// Tracks left a playlist, or something new was said of them. They are marked, and owed until that is settled.
    public void owe(Edited edit) {
        inReach(edit.tracks(), () -> {
            owed.addLast(edit);
            if (isCounted(edit, openedAt)) {
                changesBefore++;
            }
            markOwed(edit);
        });
    }

    /// Remembers what was said of a track.
    ///
    /// @param hash of all that was said
    /// @return whether it is not what was said last, as far as this table knows
    public boolean isNews(String trackId, long hash) {
        shared.lock.readLock().lock();
        try {
            int track = shared.corpus.trackOrdinal(trackId);
            return track < 0 || shared.description[track] != hash;
        } finally {
            shared.lock.readLock().unlock();
        }
    }

    /// Remembers what was said of a track.
    ///
    /// @param hash of all that was said
    /// @param entryChanged whether its catalogue entry is another now: then it is marked
    public void described(String trackId, long hash, boolean entryChanged) {
        inReach(List.of(trackId), () -> {
            int track = shared.corpus.trackOrdinal(trackId);
            shared.description[track] = hash;
            if (entryChanged) {
                markEntry(track);
            }
        });
    }

    /// Tells changed anchors until none is left or the time is over; at least one, if there is one. Nothing is told
    /// before the corpus has come as far as what earlier owners told.
    ///
    /// @param nanos time to spend
    /// @param publications told of every anchor whose entry or list is not what it was
    /// @return where the newest of them was counted; empty when nothing was told
    public Optional<Standing> publish(long nanos, Consumer<Publication> publications, SettlementConsumer settlements) {
        long start = System.nanoTime();
        Standing newest = null;
        if (!caughtUp && !awaitOthers()) {
            return Optional.empty();
        }
        while (told < round.length || nextRound(settlements)) {
            if (newest != null && System.nanoTime() - start >= nanos) {
                break;
            }
            if (told < round.length) {
                newest = tell(round[told++], publications);
            }
        }
        return Optional.ofNullable(newest);
    }

    /// Marks what an earlier owner may not have told. The corpus is locked.
    void recover() {
        var tracks = shared.corpus;
        int minimum = shared.rules.minimumPlaylists();
        for (int track = 0; track < tracks.trackOrdinals(); track++) {
            if (shared.owners[track] == partition && tracks.playlistsOf(track) >= minimum) {
                catalogueTracks.incrementAndGet();
            }
        }
        var changedPlaylists = new ArrayList<int[]>();
        shared.forEachChangedSince(settled, changedPlaylists::add);
        changesBefore = changedPlaylists.size() + remembered.edited().size();
        for (int[] playlist : changedPlaylists) {
            for (int track : playlist) {
                markFound(track);
            }
        }
        for (Edited edit : remembered.edited()) {
            owed.addLast(edit);
            edit.tracks().forEach(shared::intern);
            markOwed(edit);
        }
    }

    /// The corpus is locked for writing, or for reading by the thread that tells.
    void mark(int track) {
        shared.listChanged[track] = true;
        heat(track);
    }

    private void markEntry(int track) {
        shared.entryChanged[track] = true;
        heat(track);
    }

    private void heat(int track) {
        if (shared.heat[track]++ == 0) {
            if (changedCount == changed.length) {
                changed = Arrays.copyOf(changed, changedCount * 2);
            }
            changed[changedCount++] = track;
            pending.incrementAndGet();
        }
    }

    /// That many anchors more are in the catalogue.
    void catalogued(int more) {
        catalogueTracks.addAndGet(more);
    }

    private void markOwed(Edited edit) {
        for (String trackId : edit.tracks()) {
            markFound(shared.corpus.trackOrdinal(trackId));
        }
    }

    /// Marks a track of a change that was made while no table was open, or may have been: if it passed the minimum with
    /// that, the lists around it too.
    private void markFound(int track) {
        if (shared.owners[track] == partition) {
            mark(track);
        }
        int minimum = shared.rules.minimumPlaylists();
        if (minimum > 1 && Math.abs(shared.corpus.playlistsOf(track) - minimum) <= changesBefore) {
            shared.markAround(track, this);
        }
    }

    /// @return whether the corpus has come as far as what earlier owners told
    private boolean awaitOthers() {
        caughtUp = shared.hasFollowed(remembered.told().position());
        if (caughtUp) {
            shared.raise(remembered.told());
        }
        return caughtUp;
    }

    /// Runs with the tracks known and nobody writing.
    private void inReach(List<String> trackIds, Runnable work) {
        shared.lock.readLock().lock();
        try {
            if (trackIds.stream().allMatch(id -> shared.corpus.trackOrdinal(id) >= 0)) {
                work.run();
                return;
            }
        } finally {
            shared.lock.readLock().unlock();
        }
        shared.lock.writeLock().lock();
        try {
            trackIds.forEach(shared::intern);
            work.run();
        } finally {
            shared.lock.writeLock().unlock();
        }
    }

    /// @return false when there is nothing to tell
    private boolean nextRound(SettlementConsumer settlements) {
        if (inRound) {
            inRound = false;
            settled = roundStanding.sources();
            settlements.settled(roundStanding, settledOfOwed());
        }
        shared.lock.readLock().lock();
        try {
            Standing standing = shared.standing();
            OffsetVector sources = standing.sources();
            if (changedCount == 0
                    && settled.covers(sources)
                    && owed.stream().noneMatch(edit -> isCounted(edit, sources))) {
                round = NONE;
                told = 0;
                return false;
            }
            round = hottestFirst();
            told = 0;
            changedCount = 0;
            inRound = true;
            roundStanding = standing;
            owedBeforeRound = owed.size();
            return true;
        } finally {
            shared.lock.readLock().unlock();
        }
    }

    /// Of those that were there when the round began, those whose change was counted then.
    private List<Edited> settledOfOwed() {
        var gone = new ArrayList<Edited>();
        for (int i = 0; i < owedBeforeRound; i++) {
            Edited edit = owed.removeFirst();
            if (isCounted(edit, roundStanding.sources())) {
                gone.add(edit);
            } else {
                owed.addLast(edit);
            }
        }
        return gone;
    }

    private static boolean isCounted(Edited edit, OffsetVector sources) {
        return edit.sourceOffset() < sources.get(edit.sourcePartition());
    }

    private int[] hottestFirst() {
        long[] keys = new long[changedCount];
        for (int i = 0; i < changedCount; i++) {
            int track = changed[i];
            long changes = Math.min(shared.heat[track], (1 << 10) - 1);
            long playlists = Math.min(shared.corpus.playlistsOf(track), (1 << 22) - 1);
            keys[i] = changes << 53 | playlists << 31 | track;
        }
        Arrays.sort(keys);
        int[] order = new int[changedCount];
        for (int i = 0; i < changedCount; i++) {
            order[i] = (int) (keys[changedCount - 1 - i] & Integer.MAX_VALUE);
        }
        return order;
    }

    private Standing tell(int track, Consumer<Publication> publications) {
        Optional<Publication> publication;
        Standing standing;
        shared.lock.readLock().lock();
        try {
            shared.heat[track] = 0;
            standing = shared.standing();
            publication = publication(track);
        } finally {
            shared.lock.readLock().unlock();
        }
        publication.ifPresent(publications);
        pending.decrementAndGet();
        return standing;
    }

    private Optional<Publication> publication(int track) {
        int playlists = shared.corpus.playlistsOf(track);
        if (playlists < shared.rules.minimumPlaylists()) {
            if (shared.toldPlaylists[track] == CountedCorpus.TOLD_GONE) {
                return Optional.empty();
            }
            shared.toldPlaylists[track] = CountedCorpus.TOLD_GONE;
            shared.toldList[track] = 0;
            return Optional.of(new Publication.Gone(shared.corpus.trackId(track)));
        }
        boolean entry = shared.toldPlaylists[track] != playlists || shared.entryChanged[track];
        shared.toldPlaylists[track] = playlists;
        shared.entryChanged[track] = false;
        if (!shared.listChanged[track]) {
            return Optional.of(listed(track, entry, false, null));
        }
        shared.listChanged[track] = false;
        Neighbours best = shared.best(counter, track, shared.rules.window(), shared.rules.neighbours());
        long hash = hash(playlists, best);
        boolean list = shared.toldList[track] != hash;
        shared.toldList[track] = hash;
        if (!entry && !list) {
            return Optional.empty();
        }
        byte[] record = list && best.size() > 0
                ? records.of(
                        track, shared.rules.window(), best, shared.standing().sources())
                : null;
        return Optional.of(listed(track, entry, list, record));
    }

    private Publication listed(int track, boolean entry, boolean list, byte @Nullable [] record) {
        return new Publication.Listed(
                shared.corpus.trackId(track),
                shared.corpus.playlistsOf(track),
                shared.standing().sources(),
                entry,
                list,
                record);
    }

    /// Of all that depends on the anchor's own playlists; never 0. The size of the corpus is left out,
    /// because it changes with every playlist. Two lists that an anchor has after each other have the same
    /// hash with a chance of about 2⁻⁶⁴; the second would not be told.
    private long hash(int playlists, Neighbours neighbours) {
        long hash = mix(SEED, playlists);
        for (int i = 0; i < neighbours.size(); i++) {
            int track = neighbours.tracks()[i];
            hash = mix(hash, track);
            hash = mix(hash, (long) neighbours.counts()[i] << 32 | shared.corpus.playlistsOf(track));
        }
        return hash == 0 ? 1 : hash;
    }

    /// One step of a 64-bit hash: the finaliser of SplitMix64 over the hash so far and the value. Every bit of both
    /// reaches every bit of the result, or small numbers would cancel each other out.
    ///
    /// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
    private static long mix(long hash, long value) {
        long z = (hash ^ value) + SEED;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
