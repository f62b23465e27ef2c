package dev.segue.preprocessor.counting;

import dev.segue.corpus.CooccurrenceCounter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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
///   ended that began after both the edit and the change were there.
/// - The table opens in a process whose corpus is behind what was told: it tells nothing before the corpus has come as
///   far, so that lists never go back and `settled` never speaks of what this corpus has not counted.
///
/// One thread tells; [CountedCorpus] marks.
public final class AnchorTable {

    private static final int[] NONE = {};

    /// Told, after a round, what need not be remembered any more.
    @FunctionalInterface
    public interface SettlementConsumer {
        /// @param settled every snapshot before these offsets has been told
        /// @param retired these too
        void settled(OffsetVector settled, List<Retired> retired);
    }

    private final CountedCorpus shared;
    private final int partition;
    private final CooccurrenceCounter counter;
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
    private OffsetVector roundSources;
    private OffsetVector settled;
    private final Deque<Retired> retired = new ArrayDeque<>();
    private int retiredBeforeRound;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger catalogueTracks = new AtomicInteger();

    AnchorTable(CountedCorpus shared, int partition, Remembered remembered) {
        this.shared = shared;
        this.partition = partition;
        this.counter = new CooccurrenceCounter(shared.corpus);
        this.remembered = remembered;
        this.settled = remembered.settled();
        this.roundSources = settled;
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
                && retired.isEmpty()
                && settled.covers(shared.standing().sources());
    }

    /// Tracks left a playlist. They are marked, and remembered until that is settled.
    public void retire(Retired left) {
        inReach(left.tracks(), () -> {
            retired.addLast(left);
            if (isCounted(left, openedAt)) {
                changesBefore++;
            }
            markLeft(left);
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
                shared.entryChanged[track] = true;
                mark(track);
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
        var edited = new ArrayList<int[]>();
        shared.forEachChangedSince(settled, edited::add);
        changesBefore = edited.size() + remembered.retired().size();
        for (int[] playlist : edited) {
            for (int track : playlist) {
                markFound(track);
            }
        }
        for (Retired left : remembered.retired()) {
            retired.addLast(left);
            left.tracks().forEach(shared::intern);
            markLeft(left);
        }
    }

    /// The corpus is locked for writing, or for reading by the thread that tells.
    void mark(int track) {
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

    private void markLeft(Retired left) {
        for (String trackId : left.tracks()) {
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
            shared.raise(remembered.told().sources());
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
            settled = roundSources;
            settlements.settled(settled, settledOfRetired());
        }
        shared.lock.readLock().lock();
        try {
            OffsetVector sources = shared.standing().sources();
            if (changedCount == 0
                    && settled.covers(sources)
                    && retired.stream().noneMatch(left -> isCounted(left, sources))) {
                round = NONE;
                told = 0;
                return false;
            }
            round = hottestFirst();
            told = 0;
            changedCount = 0;
            inRound = true;
            roundSources = sources;
            retiredBeforeRound = retired.size();
            return true;
        } finally {
            shared.lock.readLock().unlock();
        }
    }

    /// Of those that were there when the round began, those whose change was counted then.
    private List<Retired> settledOfRetired() {
        var gone = new ArrayList<Retired>();
        for (int i = 0; i < retiredBeforeRound; i++) {
            Retired left = retired.removeFirst();
            if (isCounted(left, roundSources)) {
                gone.add(left);
            } else {
                retired.addLast(left);
            }
        }
        return gone;
    }

    private static boolean isCounted(Retired left, OffsetVector sources) {
        return left.sourceOffset() < sources.get(left.sourcePartition());
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
        Anchor anchor = shared.anchor(counter, track, shared.rules.window(), shared.rules.neighbours());
        boolean entry = shared.toldPlaylists[track] != playlists || shared.entryChanged[track];
        long hash = hash(anchor);
        boolean list = shared.toldList[track] != hash;
        shared.toldPlaylists[track] = playlists;
        shared.toldList[track] = hash;
        shared.entryChanged[track] = false;
        return entry || list ? Optional.of(new Publication.Listed(anchor, entry, list)) : Optional.empty();
    }

    /// Of all that depends on the anchor's own playlists; never 0. The size of the corpus is left out, because it
    /// changes with every playlist.
    private long hash(Anchor anchor) {
        long hash = anchor.playlists();
        for (Anchor.Neighbour neighbour : anchor.neighbours()) {
            hash = mix(hash, shared.corpus.trackOrdinal(neighbour.trackId()));
            hash = mix(hash, neighbour.count());
            hash = mix(hash, neighbour.playlists());
        }
        return hash == 0 ? 1 : hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
