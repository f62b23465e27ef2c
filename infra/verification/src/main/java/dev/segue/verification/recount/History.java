package dev.segue.verification.recount;

import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.verification.log.RecordLog;
import dev.segue.verification.log.StoredRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// All that the raw topic tells, at every point of it: what became of each record, which playlists there were, how
/// many held a track, and which tracks stood near it.
///
/// Nothing is kept up to date here. Every version of every playlist stays, and a count is taken by gathering the
/// tracks around the anchor from all playlists, sorting them and counting runs of equal ones. A point of the topic is
/// given as `until`: by partition, the offset of the first record that does not count.
///
/// Tracks are counted by the ids of their recordings under the aliases of the end, at every point. What was published
/// before an alias came may have been counted by another id: [#isRenamed] tells of which that may be so.
///
/// 4 bytes an entry and version, 12 bytes each time a playlist takes up or lets go a track.
public final class History {

    private static final int[] NOTHING = {};
    private static final long NEVER = -1;
    private static final Told NO_RECORDS = new Told(0, 0);

    private final PublishedRules rules;
    private final OtherNames otherNames;
    private final Numbers trackIds = new Numbers();
    private final Numbers playlistIds = new Numbers();
    private final List<Past> pasts = new ArrayList<>();
    private final List<String> misplaced = new ArrayList<>();
    private final SortedMap<Integer, Told> told = new TreeMap<>();
    private long records;

    /// By track: its place when ids are sorted; and back.
    private int[] rank = NOTHING;
    private int[] byRank = NOTHING;
    private int[] postingsStart = NOTHING;
    private int[] postings = NOTHING;
    private Steps[] holders = {};
    private Steps corpus = Steps.of(new long[0]);
    /// By track: whether a playlist held it whose tracks have other names, or had.
    private boolean[] renamed = {};

    /// What happened to one playlist: versions in order of offsets, each with no tracks when it was withdrawn.
    private static final class Past {
        private final int partition;
        private final List<Version> versions = new ArrayList<>(1);
        private long firstSeen = NEVER;
        private boolean known;
        private long version;
        private @Nullable Fingerprint content;
        private Fate verdict = Fate.CLEAN;

        Past(int partition) {
            this.partition = partition;
        }

        int[] now() {
            return versions.isEmpty() ? NOTHING : versions.getLast().tracks();
        }

        int[] came() {
            return versions.isEmpty() ? NOTHING : versions.getLast().came();
        }
    }

    /// A playlist from one offset on.
    ///
    /// @param offset of the raw record that made it so
    /// @param version as the source counts
    /// @param published of the clean playlist that was to be published; null when it was withdrawn
    /// @param texts of the same without its tracks; null when it was withdrawn
    /// @param isRenamed whether a track has another name, or had
    /// @param came numbers of the ids that came, in order; shared, not copied
    /// @param tracks numbers of those it is counted by, in order; shared, not copied
    public record Version(
            long offset,
            long version,
            @Nullable Fingerprint published,
            @Nullable Fingerprint texts,
            boolean isRenamed,
            int[] came,
            int[] tracks) {

        /// Whether the playlist was withdrawn here.
        public boolean isGone() {
            return published == null;
        }
    }

    /// The newest version of a playlist.
    ///
    /// @param version as the source counts
    /// @param verdict clean or filtered
    /// @param came numbers of the ids that came in order, none unless clean; shared, not copied
    /// @param tracks numbers of those it is counted by, likewise
    public record Held(long version, Fate verdict, int[] came, int[] tracks) {}

    private History(PublishedRules rules, OtherNames otherNames) {
        this.rules = rules;
        this.otherNames = otherNames;
    }

    /// Reads the raw topic to its end.
    public static History read(RecordLog log, PublishedRules rules) {
        var history = new History(rules, OtherNames.read(log));
        var extents = log.extents(Topics.PLAYLIST_SNAPSHOTS.name());
        extents.forEach((partition, extent) -> history.told.put(partition, new Told(extent.begin(), extent.end())));
        var claims = new Claims(rules);
        log.read(Topics.PLAYLIST_SNAPSHOTS.name(), record -> history.take(record, claims.of(record)));
        history.index();
        return history;
    }

    private void take(StoredRecord record, Claim claim) {
        records++;
        Told partition = told.computeIfAbsent(record.partition(), number -> new Told(0, 0));
        switch (claim) {
            case Claim.Invalid(String reason) -> partition.add(record.offset(), Fate.REJECTED, reason);
            case Claim.Gone(String id) -> {
                Past past = past(id, record, partition);
                withdraw(past, record.offset(), -1);
                past.known = false;
                past.content = null;
                partition.add(record.offset(), Fate.DELETED, null);
            }
            case Claim.Version version ->
                take(record.offset(), version, past(version.playlistId(), record, partition), partition);
        }
    }

    private void take(long offset, Claim.Version claim, Past past, Told partition) {
        Fate verdict = claim.filter() == null ? Fate.CLEAN : Fate.FILTERED;
        if (past.known) {
            boolean same = claim.content().equals(past.content);
            if (claim.version() < past.version) {
                partition.add(offset, Fate.SUPERSEDED, null);
                return;
            }
            if (same && verdict == past.verdict) {
                past.version = claim.version();
                partition.add(offset, Fate.UNCHANGED, null);
                return;
            }
            if (!same && claim.version() == past.version) {
                partition.add(offset, Fate.REJECTED, "VERSION_CONFLICT");
                return;
            }
        }
        past.known = true;
        past.version = claim.version();
        past.content = claim.content();
        past.verdict = verdict;
        if (verdict == Fate.CLEAN) {
            past.versions.add(version(offset, claim));
        } else {
            withdraw(past, offset, claim.version());
        }
        partition.add(offset, verdict, claim.filter());
    }

    private Version version(long offset, Claim.Version claim) {
        List<String> counted = otherNames.counted(claim.tracks());
        int[] came = claim.tracks().stream().mapToInt(trackIds::of).toArray();
        return new Version(
                offset,
                claim.version(),
                Claims.published(CleanPlaylist.newBuilder(claim.clean())
                        .setTracks(counted)
                        .build()),
                Claims.texts(claim.clean()),
                otherNames.everAmong(claim.tracks()),
                came,
                counted.equals(claim.tracks())
                        ? came
                        : counted.stream().mapToInt(trackIds::of).toArray());
    }

    private static void withdraw(Past past, long offset, long version) {
        if (past.now().length > 0) {
            past.versions.add(new Version(offset, version, null, null, false, NOTHING, NOTHING));
        }
    }

    private Past past(String id, StoredRecord record, Told partition) {
        int number = playlistIds.of(id);
        if (number == pasts.size()) {
            pasts.add(new Past(record.partition()));
        }
        Past past = pasts.get(number);
        if (past.partition != record.partition()) {
            misplaced.add(id + " is in partition " + past.partition + " and at " + record.partition() + "@"
                    + record.offset());
        }
        if (past.firstSeen == NEVER) {
            past.firstSeen = record.offset();
        } else {
            partition.addedToOlder(record.offset());
        }
        return past;
    }

    /// Makes what questions are answered from.
    private void index() {
        int tracks = trackIds.size();
        Integer[] sorted = new Integer[tracks];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, (a, b) -> trackIds.text(a).compareTo(trackIds.text(b)));
        rank = new int[tracks];
        byRank = new int[tracks];
        for (int place = 0; place < tracks; place++) {
            byRank[place] = sorted[place];
            rank[sorted[place]] = place;
        }
        indexPostings(tracks);
        indexSteps(tracks);
        indexRenamed(tracks);
    }

    private void indexRenamed(int tracks) {
        renamed = new boolean[tracks];
        for (Past past : pasts) {
            if (past.versions.stream().anyMatch(Version::isRenamed)) {
                for (Version version : past.versions) {
                    for (int track : version.came()) {
                        renamed[track] = true;
                    }
                    for (int track : version.tracks()) {
                        renamed[track] = true;
                    }
                }
            }
        }
    }

    /// An id that a playlist came with and that is another name of the recording it is counted by; empty when there is
    /// none.
    public Optional<String> otherName() {
        for (Past past : pasts) {
            int[] counted = past.now();
            for (int track : past.came()) {
                if (Arrays.stream(counted).noneMatch(id -> id == track)) {
                    return Optional.of(trackId(track));
                }
            }
        }
        return Optional.empty();
    }

    /// Whether what was published of a track may have been counted by other ids: a playlist held it of which a track
    /// has another name, or had.
    public boolean isRenamed(int track) {
        return renamed[track];
    }

    private void indexPostings(int tracks) {
        int[] last = new int[tracks];
        int[] count = new int[tracks + 1];
        Arrays.fill(last, -1);
        forEachHolding(last, track -> count[track + 1]++);
        for (int track = 0; track < tracks; track++) {
            count[track + 1] += count[track];
        }
        postingsStart = count;
        postings = new int[count[tracks]];
        int[] next = Arrays.copyOf(count, tracks);
        Arrays.fill(last, -1);
        forEachHolding(last, track -> postings[next[track]++] = last[track]);
    }

    /// Calls with every track once for each playlist that ever held it; `last` then tells which.
    private void forEachHolding(int[] last, IntConsumer tracks) {
        for (int playlist = 0; playlist < pasts.size(); playlist++) {
            for (Version version : pasts.get(playlist).versions) {
                for (int track : version.tracks()) {
                    if (last[track] != playlist) {
                        last[track] = playlist;
                        tracks.accept(track);
                    }
                }
            }
        }
    }

    private void indexSteps(int tracks) {
        int[] sizes = new int[tracks + 1];
        forEachStep((track, event) -> sizes[track]++);
        long[][] events = new long[tracks + 1][];
        for (int track = 0; track <= tracks; track++) {
            events[track] = new long[sizes[track]];
            sizes[track] = 0;
        }
        forEachStep((track, event) -> events[track][sizes[track]++] = event);
        holders = new Steps[tracks];
        for (int track = 0; track < tracks; track++) {
            holders[track] = Steps.of(events[track]);
        }
        corpus = Steps.of(events[tracks]);
    }

    @FunctionalInterface
    private interface StepConsumer {
        void accept(int track, long event);
    }

    /// Calls with every gain and loss of every track, and of the corpus as if it were the track after the last.
    private void forEachStep(StepConsumer steps) {
        int all = trackIds.size();
        int[] in = new int[all];
        int stamp = 0;
        for (Past past : pasts) {
            int[] before = NOTHING;
            for (Version version : past.versions) {
                int[] after = version.tracks();
                stamp = difference(past.partition, version.offset(), before, after, in, stamp, true, steps);
                stamp = difference(past.partition, version.offset(), after, before, in, stamp, false, steps);
                if (before.length == 0 != (after.length == 0)) {
                    steps.accept(all, Steps.event(past.partition, version.offset(), before.length == 0));
                }
                before = after;
            }
        }
    }

    /// Calls with the tracks of `more` that are not in `less`.
    private static int difference(
            int partition,
            long offset,
            int[] less,
            int[] more,
            int[] in,
            int lastStamp,
            boolean gain,
            StepConsumer steps) {
        int stamp = lastStamp + 1;
        for (int track : less) {
            in[track] = stamp;
        }
        for (int track : more) {
            if (in[track] != stamp) {
                steps.accept(track, Steps.event(partition, offset, gain));
            }
        }
        return stamp;
    }

    public PublishedRules rules() {
        return rules;
    }

    /// The end of the raw topic as it was read.
    public long[] end() {
        int partitions = told.isEmpty() ? 0 : told.lastKey() + 1;
        long[] end = new long[partitions];
        told.forEach((partition, of) -> end[partition] = of.end());
        return end;
    }

    /// By raw partition, what became of its records.
    public SortedMap<Integer, Told> told() {
        return Collections.unmodifiableSortedMap(told);
    }

    /// Raw records in all.
    public long records() {
        return records;
    }

    /// Offsets of the raw topic that carry no record.
    public long absent() {
        return told.values().stream().mapToLong(Told::absent).sum();
    }

    /// Playlists that are in two partitions, which nobody could order.
    public List<String> misplaced() {
        return Collections.unmodifiableList(misplaced);
    }

    /// Whether everything that decided the state at `until` is still in the raw topic.
    public boolean isCertainAt(long[] until) {
        return told.entrySet().stream()
                .allMatch(partition -> partition.getKey() >= until.length
                        || until[partition.getKey()] >= partition.getValue().certainFrom());
    }

    /// Offsets before a point that carry no record.
    public long absentBefore(long[] until) {
        return told.entrySet().stream()
                .filter(partition -> partition.getKey() < until.length)
                .mapToLong(partition -> partition.getValue().absentBefore(until[partition.getKey()]))
                .sum();
    }

    /// Playlists whose first record that is left comes after a point, in partitions where records before it are
    /// missing: they may have been there.
    public long firstSeenAfter(long[] until) {
        return pasts.stream()
                .filter(past -> past.partition < until.length
                        && past.firstSeen >= until[past.partition]
                        && told.getOrDefault(past.partition, NO_RECORDS).absentBefore(until[past.partition]) > 0)
                .count();
    }

    /// Different pairs of tracks that stood within the window of each other at a point. O(entries · window).
    public long pairs(long[] until) {
        long ends = 0;
        for (int track = 0; track < trackIds.size(); track++) {
            ends += neighbours(track, until, rules.window()).size();
        }
        return ends / 2;
    }

    /// Playlists by number, those that are gone included.
    public int playlistNumbers() {
        return pasts.size();
    }

    public String playlistId(int playlist) {
        return playlistIds.text(playlist);
    }

    /// -1 for one that never was.
    public int playlist(String id) {
        return playlistIds.find(id);
    }

    /// The raw partition that tells of a playlist.
    public int partitionOf(int playlist) {
        return pasts.get(playlist).partition;
    }

    /// All versions of a playlist, in order.
    public List<Version> versions(int playlist) {
        return Collections.unmodifiableList(pasts.get(playlist).versions);
    }

    /// A playlist at a point; null when it was not there.
    public @Nullable Version versionAt(int playlist, long[] until) {
        Past past = pasts.get(playlist);
        long before = past.partition < until.length ? until[past.partition] : 0;
        for (int i = past.versions.size() - 1; i >= 0; i--) {
            Version version = past.versions.get(i);
            if (version.offset() < before) {
                return version.isGone() ? null : version;
            }
        }
        return null;
    }

    /// What must be held of a playlist at the end; null when nothing is.
    public @Nullable Held held(int playlist) {
        Past past = pasts.get(playlist);
        return past.known ? new Held(past.version, past.verdict, past.came(), past.now()) : null;
    }

    /// Ids whose newest raw record is no tombstone, whatever became of it.
    public List<String> standing() {
        var ids = new ArrayList<String>();
        for (int playlist = 0; playlist < pasts.size(); playlist++) {
            if (pasts.get(playlist).known) {
                ids.add(playlistId(playlist));
            }
        }
        return ids;
    }

    /// Tracks by number, those that no playlist holds any more included.
    public int trackNumbers() {
        return trackIds.size();
    }

    public String trackId(int track) {
        return trackIds.text(track);
    }

    /// -1 for one that no clean playlist ever held.
    public int track(String id) {
        return trackIds.find(id);
    }

    /// Clean playlists that held the track at a point.
    public int playlistsOf(int track, long[] until) {
        return holders[track].at(until);
    }

    /// Clean playlists at a point.
    public int playlists(long[] until) {
        return corpus.at(until);
    }

    /// Entries of all clean playlists at a point, by raw partition.
    public SortedMap<Integer, long[]> extentAt(long[] until) {
        var extents = new TreeMap<Integer, long[]>();
        told.keySet().forEach(partition -> extents.put(partition, new long[2]));
        for (int playlist = 0; playlist < pasts.size(); playlist++) {
            Version version = versionAt(playlist, until);
            if (version != null) {
                long[] extent = extents.computeIfAbsent(partitionOf(playlist), partition -> new long[2]);
                extent[0]++;
                extent[1] += version.tracks().length;
            }
        }
        return extents;
    }

    /// SHA-256, hex, of the canonical form of the playlists at a point, as in the `corpus.bin` of an index.
    public String corpusSha256(long[] until) {
        return CanonicalCorpus.sha256(this, until);
    }

    /// The neighbours of a track at a point, all of them.
    ///
    /// @param window largest difference of positions; 0 means the whole playlist
    public Ranking neighbours(int anchor, long[] until, int window) {
        int[] near = new int[256];
        int size = 0;
        for (int i = postingsStart[anchor]; i < postingsStart[anchor + 1]; i++) {
            Version version = versionAt(postings[i], until);
            int[] tracks = version == null ? NOTHING : version.tracks();
            int at = position(tracks, anchor);
            if (at < 0) {
                continue;
            }
            int from = window == 0 ? 0 : Math.max(0, at - window);
            int to = window == 0 ? tracks.length - 1 : Math.min(tracks.length - 1, at + window);
            if (near.length < size + to - from) {
                near = Arrays.copyOf(near, Math.max(near.length * 2, size + to - from));
            }
            for (int position = from; position <= to; position++) {
                if (position != at) {
                    near[size++] = tracks[position];
                }
            }
        }
        return ranking(near, size);
    }

    private Ranking ranking(int[] near, int size) {
        if (size == 0) {
            return Ranking.EMPTY;
        }
        Arrays.sort(near, 0, size);
        long[] keys = new long[size];
        int distinct = 0;
        for (int i = 0; i < size; ) {
            int run = i;
            while (run < size && near[run] == near[i]) {
                run++;
            }
            // Counts descend and ranks ascend: in this key both ascend.
            keys[distinct++] = (long) (Integer.MAX_VALUE - (run - i)) << 32 | rank[near[i]];
            i = run;
        }
        Arrays.sort(keys, 0, distinct);
        int[] tracks = new int[distinct];
        int[] counts = new int[distinct];
        for (int i = 0; i < distinct; i++) {
            tracks[i] = byRank[(int) keys[i]];
            counts[i] = Integer.MAX_VALUE - (int) (keys[i] >>> 32);
        }
        return new Ranking(tracks, counts);
    }

    private static int position(int[] tracks, int track) {
        for (int i = 0; i < tracks.length; i++) {
            if (tracks[i] == track) {
                return i;
            }
        }
        return -1;
    }
}
