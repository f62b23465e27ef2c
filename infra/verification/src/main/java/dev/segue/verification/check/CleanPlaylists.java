package dev.segue.verification.check;

import dev.segue.schemas.SourcePosition;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.Claims;
import dev.segue.verification.recount.Fate;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.History.Version;
import dev.segue.verification.recount.Told;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `playlists.v1` against the recount: every record against the raw record it names, none of them twice but
/// where it was written again because of aliases, and the last of each playlist against the end of the raw
/// topic and of the aliases.
final class CleanPlaylists {

    private static final String TOPIC = Topics.PLAYLISTS.name();
    private static final Wire<CleanPlaylist> WIRE = Wire.of(Topics.PLAYLISTS.value());
    private static final long NEVER = -1;
    private static final long GONE = -2;

    private final Evidence evidence;
    private final History history;
    private final Comparison last =
            new Comparison(Invariant.I3, TOPIC + ", the last of every playlist, against the recount");
    private final Comparison steps =
            new Comparison(Invariant.I4, TOPIC + ", every record, against the raw record it names");
    private final Comparison once =
            new Comparison(Invariant.I6, TOPIC + ", clean raw records published, none of them twice");
    private final Set<Long> sources = new HashSet<>();
    private final Set<Long> rewrites = new HashSet<>();
    /// By playlist what is wrong with its last record under the aliases of the end, which it may not have known.
    private final Map<Integer, String> olderNames = new HashMap<>();
    /// By playlist the source offset of its last record.
    private final long[] lastSource;

    CleanPlaylists(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
        this.lastSource = new long[history.playlistNumbers()];
    }

    List<Finding> compare() {
        Arrays.fill(lastSource, NEVER);
        evidence.log().read(TOPIC, this::take);
        compareLast();
        compareSources();
        return List.of(last.finding(), steps.finding(), once.finding());
    }

    private void take(StoredRecord record) {
        String key = Records.key(record);
        int playlist = history.playlist(key);
        if (playlist < 0) {
            steps.different(key + " at " + Records.at(record) + ": the raw topic has no such playlist");
            return;
        }
        byte[] value = record.value();
        if (olderNames.remove(playlist) != null) {
            steps.uncheckable("aliases that concern them came later");
        }
        if (value == null) {
            lastSource[playlist] = GONE;
            takeTombstone(record, key, playlist);
            return;
        }
        if (!(WIRE.decode(value) instanceof Wire.Decoded.Read<CleanPlaylist>(CleanPlaylist clean))) {
            steps.different(key + " at " + Records.at(record) + ": expected a playlist, got bytes that are none");
            return;
        }
        int partition = clean.getSourcePartition();
        long offset = clean.getSourceOffset();
        String difference = difference(playlist, clean);
        if (difference == null) {
            steps.equal();
        } else if (isRemoved(partition, offset)) {
            steps.uncheckable("compaction removed the raw record that they name");
        } else if (mayHaveOlderNames(playlist, clean)) {
            olderNames.put(playlist, key + " at " + Records.at(record) + ": " + difference);
        } else {
            steps.different(key + " at " + Records.at(record) + ": " + difference);
        }
        if (record.rewrite().isPresent()) {
            takeRewrite(record, key, partition, record.rewrite().get());
        } else {
            takeSource(record, key, partition, offset);
        }
        lastSource[playlist] = offset;
    }

    private void takeTombstone(StoredRecord record, String key, int playlist) {
        Optional<SourcePosition> named = record.source();
        if (named.isEmpty()) {
            steps.different(key + " at " + Records.at(record) + ": a tombstone that names no raw record");
            return;
        }
        SourcePosition source = named.get();
        boolean withdrawn = source.partition() == history.partitionOf(playlist)
                && history.versions(playlist).stream()
                        .anyMatch(version -> version.isGone() && version.offset() == source.offset());
        if (withdrawn) {
            steps.equal();
        } else if (isRemoved(source.partition(), source.offset())) {
            steps.uncheckable("compaction removed the raw record that they name");
        } else {
            steps.different(key + " at " + Records.at(record) + ": expected a raw record that withdraws it, got "
                    + Records.at(source.partition(), source.offset()));
        }
        takeSource(record, key, source.partition(), source.offset());
    }

    private void takeRewrite(StoredRecord record, String key, int partition, long number) {
        if (!rewrites.add(Records.place(partition, number))) {
            once.different("rewrite " + number + " of partition " + partition + ", " + key + ": published again at "
                    + Records.at(record));
        }
    }

    /// Whether all but the ids of the tracks is as expected, and those have other names, or had.
    private boolean mayHaveOlderNames(int playlist, CleanPlaylist clean) {
        return history.versions(playlist).stream()
                .anyMatch(version -> version.offset() == clean.getSourceOffset()
                        && version.isRenamed()
                        && Claims.texts(clean).equals(version.texts()));
    }

    private void takeSource(StoredRecord record, String key, int partition, long offset) {
        if (!sources.add(Records.place(partition, offset))) {
            once.different(
                    "raw " + Records.at(partition, offset) + ", " + key + ": published again at " + Records.at(record));
        }
    }

    /// @return null when nothing differs
    private @Nullable String difference(int playlist, CleanPlaylist clean) {
        String named = "raw " + Records.at(clean.getSourcePartition(), clean.getSourceOffset());
        if (clean.getSourcePartition() != history.partitionOf(playlist)) {
            return "expected a record of partition " + history.partitionOf(playlist) + " to be named, got " + named;
        }
        for (Version version : history.versions(playlist)) {
            if (version.offset() == clean.getSourceOffset()) {
                return Claims.published(clean).equals(version.published())
                        ? null
                        : "expected what " + named + " says in version " + version.version() + " with "
                                + version.tracks().length + " tracks, got version " + clean.getVersion() + " with "
                                + clean.getTracks().size() + " tracks or other texts";
            }
        }
        return "expected a clean version, got " + named + ", which is none";
    }

    private boolean isRemoved(int partition, long offset) {
        Told told = history.told().get(partition);
        return told != null && told.find(offset) < 0 && told.absentBefore(offset + 1) > 0;
    }

    private void compareLast() {
        long[] end = history.end();
        for (int playlist = 0; playlist < history.playlistNumbers(); playlist++) {
            Version expected = history.versionAt(playlist, end);
            long got = lastSource[playlist];
            boolean ever = !history.versions(playlist).isEmpty();
            if (expected == null && got < 0) {
                if (ever || got == GONE) {
                    last.equal();
                }
            } else if (expected == null) {
                last.different(history.playlistId(playlist) + ": expected none, got the one of raw "
                        + Records.at(history.partitionOf(playlist), got));
            } else if (olderNames.containsKey(playlist)) {
                last.different(olderNames.get(playlist));
            } else if (expected.offset() == got) {
                last.equal();
            } else {
                last.different(history.playlistId(playlist) + ": expected that of raw "
                        + Records.at(history.partitionOf(playlist), expected.offset()) + ", got "
                        + (got == NEVER
                                ? "none"
                                : got == GONE
                                        ? "a tombstone"
                                        : "that of raw " + Records.at(history.partitionOf(playlist), got)));
            }
        }
        for (String misplaced : history.misplaced()) {
            last.different(misplaced + ": expected one partition");
        }
    }

    /// An earlier version may be gone from the topic, for a later one takes its place.
    private void compareSources() {
        long clean = 0;
        for (var partition : history.told().entrySet()) {
            Told told = partition.getValue();
            for (int i = 0; i < told.size(); i++) {
                if (told.fate(i) == Fate.CLEAN) {
                    clean++;
                    if (sources.contains(Records.place(partition.getKey(), told.offset(i)))) {
                        once.equal();
                    } else {
                        once.uncheckable("a later version took its place in the topic");
                    }
                }
            }
        }
        once.note("clean raw records: " + clean);
    }
}
