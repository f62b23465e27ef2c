package dev.segue.preprocessor.counting;

import dev.segue.corpus.CooccurrenceCounter;
import dev.segue.corpus.Corpus;
import dev.segue.corpus.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// All clean playlists as postings, and of the tracks that one partition owns, its anchors, which of them changed
/// since their neighbours were told.
///
/// Counts are not kept but taken from the postings when they are asked for, so that an edit or a delete retracts by
/// itself and a count is exact at the offset it names. Changed anchors are told in rounds: a round takes all that
/// changed before it began, hottest first (most changes, then most playlists); what changes meanwhile is told once, in
/// this round if its turn is to come, or in the next. So an anchor that changes all the time is told once a round,
/// and none waits longer than two.
///
/// One thread writes, any may call [#neighbours], [#pending], [#catalogueTracks]. An entry of a playlist costs 12
/// bytes (see [Corpus]), a track its id and about 40.
public final class AnchorTable {

    private static final int[] NONE = {};
    private static final int TOLD_GONE = -1;

    private final NeighbourRules rules;
    private final Predicate<String> owns;
    private final Corpus corpus = new Corpus();
    private final CooccurrenceCounter counter = new CooccurrenceCounter(corpus);
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final BitSet owned = new BitSet();
    private final BitSet entryChanged = new BitSet();
    /// By track: changes not told yet.
    private int[] heat = new int[1024];
    /// By track: playlists told last, [#TOLD_GONE], or 0 when nothing was told by this table.
    private int[] toldPlaylists = new int[1024];
    /// By track: hash of the list told last, or 0.
    private long[] toldList = new long[1024];
    /// By track: hash of what was seen last of its title, artists and so on, or 0.
    private long[] description = new long[1024];
    /// By track: the last comparison of two versions it was seen in.
    private int[] seenIn = new int[1024];

    private int comparisons;
    private int knownTracks;

    private int[] round = NONE;
    private int told;
    private boolean inRound;
    private long roundOffset;
    private int[] changed = new int[1024];
    private int changedCount;

    private long lastOffset = -1;
    private long settledOffset = -1;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger catalogueTracks = new AtomicInteger();

    /// @param owns whether a track is an anchor of this table
    public AnchorTable(NeighbourRules rules, Predicate<String> owns) {
        this.rules = rules;
        this.owns = owns;
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
        return pending.get() == 0 && !inRound && lastOffset <= settledOffset;
    }

    /// Holds a playlist that was held before a restart, without marking its anchors.
    ///
    /// @param tracks distinct, in order; none when the playlist is gone
    /// @param offset of the edit that made it so
    public void load(String playlistId, List<String> tracks, long offset) {
        lock.writeLock().lock();
        try {
            lastOffset = Math.max(lastOffset, offset);
            if (!tracks.isEmpty()) {
                corpus.upsert(playlistId, intern(tracks));
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Every playlist is loaded, and every edit up to `through` was told.
    public void loaded(long through) {
        settledOffset = through;
        lastOffset = Math.max(lastOffset, through);
        int listed = 0;
        for (int track = owned.nextSetBit(0); track >= 0; track = owned.nextSetBit(track + 1)) {
            if (corpus.playlistsOf(track) >= rules.minimumPlaylists()) {
                listed++;
            }
        }
        catalogueTracks.set(listed);
    }

    /// Makes a playlist hold exactly `tracks`, none when it is gone, and marks every anchor among those it held and
    /// holds.
    ///
    /// @param tracks distinct, in order
    /// @param offset of the edit
    /// @return false when it held just these already
    public boolean replace(String playlistId, List<String> tracks, long offset) {
        lock.writeLock().lock();
        try {
            lastOffset = Math.max(lastOffset, offset);
            int[] after = intern(tracks);
            int playlist = corpus.playlistOrdinal(playlistId);
            int[] before = playlist < 0 ? NONE : corpus.tracks(playlist);
            boolean edited = after.length == 0 ? corpus.delete(playlistId) : corpus.upsert(playlistId, after);
            if (edited) {
                mark(before);
                mark(after);
                left(before, after);
                joined(before, after);
            }
            return edited;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Remembers what was said of a track.
    ///
    /// @param hash of all that was said
    /// @return whether it is not what was said last, as far as this table knows
    public boolean isNews(String trackId, long hash) {
        int track = corpus.trackOrdinal(trackId);
        if (track < 0 || description[track] == hash) {
            return false;
        }
        description[track] = hash;
        return true;
    }

    /// Marks an anchor whose catalogue entry is another now.
    public void entryChanged(String trackId) {
        lock.writeLock().lock();
        try {
            int track = intern(trackId);
            entryChanged.set(track);
            mark(track);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Marks an anchor that some earlier table may not have told; nothing happens for tracks of other tables.
    public void mark(String trackId) {
        lock.writeLock().lock();
        try {
            mark(intern(trackId));
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Marks the anchors whose lists may have gained or lost `trackId` in the last `edits` edits because it passed
    /// the minimum of playlists.
    public void markAroundIfNearMinimum(String trackId, int edits) {
        lock.writeLock().lock();
        try {
            int track = intern(trackId);
            int distance = Math.abs(corpus.playlistsOf(track) - rules.minimumPlaylists());
            if (rules.minimumPlaylists() > 1 && distance <= edits) {
                markAround(track);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Tells changed anchors until none is left or the time is over; at least one, if there is one.
    ///
    /// @param nanos time to spend
    /// @param publications told of every anchor whose entry or list is not what it was
    /// @param settled told, after a round, the offset up to which every edit has been told
    public void publish(long nanos, Consumer<Publication> publications, LongConsumer settled) {
        long start = System.nanoTime();
        boolean any = false;
        while (told < round.length || nextRound(settled)) {
            if (any && System.nanoTime() - start >= nanos) {
                return;
            }
            if (told < round.length) {
                int track = round[told++];
                any = true;
                heat[track] = 0;
                publish(track, publications);
                pending.decrementAndGet();
            }
        }
    }

    /// Exact neighbours now.
    ///
    /// @param window largest difference of positions; 0 means the whole playlist
    /// @return empty when no playlist holds the track, or when it is not of this table
    public Optional<Anchor> neighbours(String trackId, int window, int limit) {
        lock.readLock().lock();
        try {
            int track = corpus.trackOrdinal(trackId);
            if (track < 0 || !owned.get(track) || corpus.playlistsOf(track) == 0) {
                return Optional.empty();
            }
            return Optional.of(anchor(new CooccurrenceCounter(corpus), track, window, limit));
        } finally {
            lock.readLock().unlock();
        }
    }

    /// @return false when there is nothing to tell
    private boolean nextRound(LongConsumer settled) {
        if (inRound) {
            inRound = false;
            settledOffset = roundOffset;
            settled.accept(roundOffset);
        }
        if (changedCount == 0 && lastOffset <= settledOffset) {
            round = NONE;
            told = 0;
            return false;
        }
        round = hottestFirst();
        told = 0;
        changedCount = 0;
        inRound = true;
        roundOffset = lastOffset;
        return true;
    }

    private int[] hottestFirst() {
        long[] keys = new long[changedCount];
        for (int i = 0; i < changedCount; i++) {
            int track = changed[i];
            long changes = Math.min(heat[track], (1 << 10) - 1);
            long playlists = Math.min(corpus.playlistsOf(track), (1 << 22) - 1);
            keys[i] = changes << 53 | playlists << 31 | track;
        }
        Arrays.sort(keys);
        int[] order = new int[changedCount];
        for (int i = 0; i < changedCount; i++) {
            order[i] = (int) (keys[changedCount - 1 - i] & Integer.MAX_VALUE);
        }
        return order;
    }

    private void publish(int track, Consumer<Publication> publications) {
        int playlists = corpus.playlistsOf(track);
        if (playlists < rules.minimumPlaylists()) {
            if (playlists == 0) {
                description[track] = 0;
            }
            // A track that vanishes altogether is told again: what is kept of it elsewhere goes with that.
            if (toldPlaylists[track] != TOLD_GONE || playlists == 0) {
                toldPlaylists[track] = TOLD_GONE;
                toldList[track] = 0;
                publications.accept(new Publication.Gone(corpus.trackId(track), playlists));
            }
            return;
        }
        Anchor anchor = anchor(counter, track, rules.window(), rules.neighbours());
        boolean entry = toldPlaylists[track] != playlists || entryChanged.get(track);
        long hash = hash(anchor);
        boolean list = toldList[track] != hash;
        toldPlaylists[track] = playlists;
        toldList[track] = hash;
        entryChanged.clear(track);
        if (entry || list) {
            publications.accept(new Publication.Listed(anchor, entry, list));
        }
    }

    private Anchor anchor(CooccurrenceCounter counter, int track, int window, int limit) {
        boolean all = rules.minimumPlaylists() == 1;
        Neighbours top = counter.top(track, window, all ? limit : Integer.MAX_VALUE);
        var neighbours = new ArrayList<Anchor.Neighbour>(Math.min(limit, top.size()));
        for (int i = 0; i < top.size() && neighbours.size() < limit; i++) {
            int neighbour = top.tracks()[i];
            int playlists = corpus.playlistsOf(neighbour);
            if (playlists >= rules.minimumPlaylists()) {
                neighbours.add(new Anchor.Neighbour(corpus.trackId(neighbour), top.counts()[i], playlists));
            }
        }
        return new Anchor(
                corpus.trackId(track), corpus.playlistsOf(track), corpus.playlists(), neighbours, lastOffset + 1);
    }

    /// Of all that depends on the anchor's own playlists; never 0. The size of the corpus is left out, because it
    /// changes with every playlist.
    private long hash(Anchor anchor) {
        long hash = anchor.playlists();
        for (Anchor.Neighbour neighbour : anchor.neighbours()) {
            hash = mix(hash, corpus.trackOrdinal(neighbour.trackId()));
            hash = mix(hash, neighbour.count());
            hash = mix(hash, neighbour.playlists());
        }
        return hash == 0 ? 1 : hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    private void left(int[] before, int[] after) {
        int comparison = see(after);
        for (int track : before) {
            if (seenIn[track] != comparison && corpus.playlistsOf(track) == rules.minimumPlaylists() - 1) {
                passedMinimum(track, -1);
            }
        }
    }

    private void joined(int[] before, int[] after) {
        int comparison = see(before);
        for (int track : after) {
            if (seenIn[track] != comparison && corpus.playlistsOf(track) == rules.minimumPlaylists()) {
                passedMinimum(track, 1);
            }
        }
    }

    private int see(int[] tracks) {
        int comparison = ++comparisons;
        for (int track : tracks) {
            seenIn[track] = comparison;
        }
        return comparison;
    }

    private void passedMinimum(int track, int step) {
        if (owned.get(track)) {
            catalogueTracks.addAndGet(step);
        }
        if (rules.minimumPlaylists() > 1) {
            markAround(track);
        }
    }

    private void markAround(int track) {
        corpus.forEachPlaylistOf(track, (playlist, position) -> {
            for (int i = 0; i < corpus.length(playlist); i++) {
                mark(corpus.trackAt(playlist, i));
            }
        });
    }

    private void mark(int[] tracks) {
        for (int track : tracks) {
            mark(track);
        }
    }

    private void mark(int track) {
        if (owned.get(track) && heat[track]++ == 0) {
            if (changedCount == changed.length) {
                changed = Arrays.copyOf(changed, changedCount * 2);
            }
            changed[changedCount++] = track;
            pending.incrementAndGet();
        }
    }

    private int[] intern(List<String> tracks) {
        int[] ordinals = new int[tracks.size()];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = intern(tracks.get(i));
        }
        return ordinals;
    }

    private int intern(String trackId) {
        int track = corpus.internTrack(trackId);
        if (track == knownTracks) {
            knownTracks++;
            if (track == heat.length) {
                heat = Arrays.copyOf(heat, track * 2);
                toldPlaylists = Arrays.copyOf(toldPlaylists, track * 2);
                toldList = Arrays.copyOf(toldList, track * 2);
                description = Arrays.copyOf(description, track * 2);
                seenIn = Arrays.copyOf(seenIn, track * 2);
            }
            if (owns.test(trackId)) {
                owned.set(track);
            }
        }
        return track;
    }
}
