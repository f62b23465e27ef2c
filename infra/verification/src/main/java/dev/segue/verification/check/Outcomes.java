package dev.segue.verification.check;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.verification.log.RecordLog.Extent;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.Fate;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.Told;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What became of every raw record: the totals of `playlist-statistics.v1` and the letters of
/// `rejected-playlists.v1` against the recount.
final class Outcomes {

    private static final Pattern SCOPE = Pattern.compile("partition-([0-9]{1,6})");
    private static final Wire<PlaylistStatistics> STATISTICS = Wire.of(Topics.PLAYLIST_STATISTICS.value());
    private static final Wire<RejectedPlaylist> LETTER = Wire.of(Topics.REJECTED_PLAYLISTS.value());

    private final Evidence evidence;
    private final History history;
    private final SortedMap<Integer, PlaylistStatistics> statistics = new TreeMap<>();
    private final Comparison letters =
            new Comparison(Invariant.I6, Topics.REJECTED_PLAYLISTS.name() + ", one letter for each refused raw record");
    private final Set<Long> lettered = new HashSet<>();

    Outcomes(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
    }

    List<Finding> compare() {
        evidence.log().read(Topics.PLAYLIST_STATISTICS.name(), this::takeStatistics);
        evidence.log().read(Topics.REJECTED_PLAYLISTS.name(), this::takeLetter);
        return List.of(compareHeld(), compareTotals(), compareLetters());
    }

    /// The newest statistics by raw partition.
    SortedMap<Integer, PlaylistStatistics> statistics() {
        return statistics;
    }

    private void takeStatistics(StoredRecord record) {
        var scope = SCOPE.matcher(Records.key(record));
        byte[] value = record.value();
        if (scope.matches()) {
            int partition = Integer.parseInt(scope.group(1));
            if (value == null) {
                statistics.remove(partition);
            } else if (STATISTICS.decode(value) instanceof Wire.Decoded.Read<PlaylistStatistics>(var read)) {
                statistics.put(partition, read);
            }
        }
    }

    private Finding compareHeld() {
        var comparison = new Comparison(
                Invariant.I3, Topics.PLAYLIST_STATISTICS.name() + ", playlists and entries, against the recount");
        long[] until = history.end();
        for (int partition = 0; partition < until.length; partition++) {
            PlaylistStatistics of = statistics.get(partition);
            until[partition] = of == null ? 0 : of.getInputOffset();
        }
        history.extentAt(until).forEach((partition, extent) -> {
            PlaylistStatistics of = statistics.get(partition);
            if (of != null) {
                comparison.same("partition " + partition + ", playlists", extent[0], of.getPlaylists());
                comparison.same("partition " + partition + ", entries", extent[1], of.getEntries());
            }
        });
        return comparison.finding();
    }

    private Finding compareTotals() {
        var comparison = new Comparison(
                Invariant.I6, Topics.PLAYLIST_STATISTICS.name() + ", outcomes, against those of every raw record");
        history.told().forEach((partition, told) -> {
            PlaylistStatistics of = statistics.get(partition);
            String name = "partition " + partition;
            if (of == null) {
                if (told.size() > 0) {
                    comparison.different(name + ": expected statistics of " + told.size() + " records, got none");
                }
                return;
            }
            long read = of.getInputOffset();
            long unread = told.size() - told.before(read);
            if (unread > 0) {
                comparison.different(name + ": " + unread + " records at and after " + read + " have no outcome");
            }
            compareTotals(comparison, name, told, of);
        });
        return comparison.finding();
    }

    private static void compareTotals(Comparison comparison, String name, Told told, PlaylistStatistics of) {
        long read = of.getInputOffset();
        long records = told.before(read);
        long absent = told.absentBefore(read);
        long sum = of.getOutcomes().values().stream().mapToLong(Long::longValue).sum();
        if (absent > 0) {
            if (sum < records || sum > records + absent) {
                comparison.different(
                        name + ": expected " + records + " to " + (records + absent) + " outcomes, got " + sum);
            } else {
                comparison.equal();
            }
            comparison.note(name + ": " + absent + " offsets carry no record; outcomes were compared by their sum");
            return;
        }
        comparison.same(name + ", outcomes in all", records, sum);
        Map<Fate, Long> fates = told.fates(read);
        for (Fate fate : Fate.values()) {
            comparison.same(
                    name + ", " + fate.code(),
                    fates.getOrDefault(fate, 0L),
                    of.getOutcomes().getOrDefault(fate.code(), 0L));
        }
        comparison.same(name + ", reasons", new TreeMap<>(told.reasons(read)), new TreeMap<>(of.getReasons()));
    }

    private void takeLetter(StoredRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return;
        }
        if (!(LETTER.decode(value) instanceof Wire.Decoded.Read<RejectedPlaylist>(RejectedPlaylist letter))) {
            letters.different("At " + Records.at(record) + ": expected a letter, got bytes that are none");
            return;
        }
        if (!letter.getSourceTopic().equals(Topics.PLAYLIST_SNAPSHOTS.name())) {
            return;
        }
        int partition = letter.getSourcePartition();
        long offset = letter.getSourceOffset();
        String source = "raw " + Records.at(partition, offset);
        if (!lettered.add(Records.place(partition, offset))) {
            letters.different(source + ": a second letter at " + Records.at(record));
            return;
        }
        Told told = history.told().get(partition);
        int index = told == null ? -1 : told.find(offset);
        if (told == null || offset >= told.end()) {
            letters.different(source + ": a letter of a record that is not there");
        } else if (index < 0) {
            letters.uncheckable("compaction removed the raw record");
        } else {
            String reason = told.reason(index);
            letters.same(
                    source,
                    told.fate(index).code() + (reason == null ? "" : " " + reason),
                    letter.getOutcome() + " " + letter.getReason());
        }
    }

    private Finding compareLetters() {
        boolean expired = evidence.log().extents(Topics.REJECTED_PLAYLISTS.name()).values().stream()
                .mapToLong(Extent::begin)
                .anyMatch(begin -> begin > 0);
        history.told().forEach((partition, told) -> {
            for (int i = 0; i < told.size(); i++) {
                String reason = told.reason(i);
                if (reason != null && !lettered.contains(Records.place(partition, told.offset(i)))) {
                    if (expired) {
                        letters.uncheckable("letters are kept for a time, theirs may have run out");
                    } else {
                        letters.different("raw " + Records.at(partition, told.offset(i)) + ": expected a letter for "
                                + reason + ", got none");
                    }
                }
            }
        });
        return letters.finding();
    }
}
