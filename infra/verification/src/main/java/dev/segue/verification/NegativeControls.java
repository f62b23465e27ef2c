package dev.segue.verification;

import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.verification.check.Checks;
import dev.segue.verification.check.Comparison;
import dev.segue.verification.check.Evidence;
import dev.segue.verification.check.Finding;
import dev.segue.verification.check.Finding.Verdict;
import dev.segue.verification.check.Invariant;
import dev.segue.verification.log.CopiedLog;
import dev.segue.verification.log.FaultyLog;
import dev.segue.verification.log.FaultyLog.Fault;
import dev.segue.verification.log.RecordLog;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.Claims;
import dev.segue.verification.recount.Fate;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.History.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/// Faults that the verifier must find: a verifier that has never said no proves nothing by saying yes. They are put
/// between the topics and the reader, so the topics stay as they are.
public final class NegativeControls {

    private static final String AGAIN = "~again";
    private static final int LONGEST_ID = 190;
    private static final int BATCH = 50;
    private static final int TRACKS = 2_000;
    private static final String RAW = Topics.PLAYLIST_SNAPSHOTS.name();

    private final RecordLog log;
    private final History history;
    private final Consumer<String> progress;

    /// @param history the recount of `log`
    public NegativeControls(RecordLog log, History history, Consumer<String> progress) {
        this.log = log;
        this.history = history;
        this.progress = progress;
    }

    /// A fault, and what must be noticed.
    private record Control(String fault, RecordLog log, boolean recount, Set<Invariant> mustFail) {}

    /// Tries every fault. A finding is OK when the verifier said no.
    public List<Finding> run() throws InterruptedException {
        List<Integer> batch = batch();
        if (batch.isEmpty()) {
            return List.of(Comparison.skipped(
                    Invariant.I8, "faults the verifier must find", "no clean playlist holds two tracks yet"));
        }
        Set<String> tracks = tracksOf(batch);
        progress.accept("copying what the faults are tried on");
        CopiedLog copies = copies(tracks);
        progress.accept("trying no fault");
        RecordLog healthy = healthy(copies);
        Set<Invariant> without = failed(said(healthy, History.read(healthy, history.rules()), tracks));
        if (!without.isEmpty()) {
            return List.of(Comparison.skipped(
                    Invariant.I8,
                    "faults the verifier must find",
                    "it says no to " + new TreeSet<>(without) + " without any fault, so a fault would prove nothing"));
        }
        var findings = new ArrayList<Finding>();
        for (Control control : controls(copies, batch)) {
            progress.accept("trying a fault: " + control.fault());
            findings.add(tried(control, tracks));
        }
        return findings;
    }

    private List<Control> controls(CopiedLog copies, List<Integer> batch) {
        int victim = batch.getFirst();
        Version version = now(victim);
        int partition = history.partitionOf(victim);
        String named = history.playlistId(victim) + " at raw " + partition + "@" + version.offset();
        var controls = new ArrayList<>(List.of(
                new Control(
                        "one record dropped, " + named,
                        healthy(copies).with(RAW, (record, onward) -> {
                            if (!isAt(record, partition, version.offset())) {
                                onward.accept(record);
                            }
                        }),
                        true,
                        Set.of(Invariant.I3)),
                new Control(
                        "one record counted twice, " + named,
                        healthy(copies).with(RAW, (record, onward) -> {
                            onward.accept(record);
                            if (isAt(record, partition, version.offset())) {
                                onward.accept(again(record));
                            }
                        }),
                        true,
                        Set.of(Invariant.I3, Invariant.I6)),
                new Control(
                        batch.size() + " records processed again after a crash, at least once",
                        atLeastOnce(copies, batch),
                        false,
                        Set.of(Invariant.I3, Invariant.I6))));
        history.otherName()
                .ifPresent(name -> controls.add(new Control(
                        "one alias left out, " + name,
                        healthy(copies).with(Topics.TRACK_ALIASES.name(), (record, onward) -> {
                            byte[] key = record.key();
                            if (key == null || !name.equals(Claims.utf8(key))) {
                                onward.accept(record);
                            }
                        }),
                        true,
                        Set.of(Invariant.I3))));
        return controls;
    }

    private Finding tried(Control control, Set<String> tracks) throws InterruptedException {
        History recount = control.recount() ? History.read(control.log(), history.rules()) : history;
        List<Finding> said = said(control.log(), recount, tracks);
        Set<Invariant> failed = failed(said);
        var examples = new ArrayList<String>();
        long different = 0;
        for (Finding finding : said) {
            if (finding.verdict() == Verdict.FAILED) {
                different += finding.different();
                examples.add(finding.invariant() + ", " + finding.compared() + ": "
                        + finding.examples().getFirst());
            }
        }
        boolean noticed = failed.containsAll(control.mustFail());
        return new Finding(
                Invariant.I8,
                control.fault(),
                noticed ? Verdict.OK : Verdict.FAILED,
                noticed ? different : 0,
                noticed ? 0 : 1,
                noticed ? List.of() : List.of("expected " + control.mustFail() + " to fail, got " + failed),
                examples.stream().map(example -> "it said no: " + example).toList());
    }

    private static List<Finding> said(RecordLog log, History recount, Set<String> tracks) throws InterruptedException {
        var evidence = new Evidence(log, recount, Set.of(), Optional.of(tracks));
        return Checks.published(evidence, null, null, nothing -> {});
    }

    private static Set<Invariant> failed(List<Finding> said) {
        return said.stream()
                .filter(finding -> finding.verdict() == Verdict.FAILED)
                .map(Finding::invariant)
                .collect(Collectors.toSet());
    }

    /// Playlists that are there now, the last of one partition, each with two tracks or more.
    private List<Integer> batch() {
        long[] end = history.end();
        var standing = new ArrayList<Integer>();
        for (int playlist = 0; playlist < history.playlistNumbers(); playlist++) {
            Version version = history.versionAt(playlist, end);
            if (version != null
                    && version.tracks().length > 1
                    && history.playlistId(playlist).length() <= LONGEST_ID) {
                standing.add(playlist);
            }
        }
        if (standing.isEmpty()) {
            return standing;
        }
        int partition = history.partitionOf(standing.getFirst());
        var batch = new ArrayList<Integer>();
        int tracks = 0;
        for (int playlist : standing.stream()
                .filter(candidate -> history.partitionOf(candidate) == partition)
                .sorted(Comparator.comparingLong(
                        (Integer candidate) -> -now(candidate).offset()))
                .toList()) {
            if (batch.isEmpty() || (batch.size() < BATCH && tracks < TRACKS)) {
                batch.add(playlist);
                tracks += now(playlist).tracks().length;
            }
        }
        return batch;
    }

    private Version now(int playlist) {
        Version version = history.versionAt(playlist, history.end());
        if (version == null) {
            throw new IllegalArgumentException(history.playlistId(playlist) + " is gone");
        }
        return version;
    }

    private Set<String> tracksOf(List<Integer> batch) {
        var tracks = new HashSet<String>();
        for (int playlist : batch) {
            for (int track : now(playlist).tracks()) {
                tracks.add(history.trackId(track));
            }
        }
        return tracks;
    }

    /// The catalogue and the lists of some tracks.
    private CopiedLog copies(Set<String> tracks) {
        var copies = new CopiedLog();
        for (Topic<?> topic : List.of(Topics.TRACKS, Topics.TRACK_NEIGHBOURS)) {
            copies.topic(topic.name(), log.extents(topic.name()));
            log.read(topic.name(), record -> {
                byte[] key = record.key();
                String text = key == null ? null : Claims.utf8(key);
                if (text != null && tracks.contains(text)) {
                    copies.add(topic.name(), record);
                }
            });
        }
        return copies;
    }

    private FaultyLog healthy(CopiedLog copies) {
        return new FaultyLog(log).from(Topics.TRACKS.name(), copies).from(Topics.TRACK_NEIGHBOURS.name(), copies);
    }

    private static boolean isAt(StoredRecord record, int partition, long offset) {
        return record.partition() == partition && record.offset() == offset;
    }

    /// The same record as a counter without memory takes it: as a playlist that it does not know.
    private static StoredRecord again(StoredRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        Wire<PlaylistSnapshot> wire = Wire.of(Topics.PLAYLIST_SNAPSHOTS.value());
        if (key == null || value == null) {
            throw new IllegalArgumentException("A clean version was expected, got a record without key or value");
        }
        String id = new String(key, StandardCharsets.UTF_8) + AGAIN;
        PlaylistSnapshot snapshot = PlaylistSnapshot.newBuilder(wire.require(value))
                .setPlaylistId(id)
                .build();
        return new StoredRecord(
                record.partition(),
                record.offset(),
                record.timestamp(),
                id.getBytes(StandardCharsets.UTF_8),
                wire.encode(snapshot),
                record.headers());
    }

    /// What a service leaves behind that processes its last batch again: playlists published twice, outcomes and
    /// counts added twice.
    private FaultyLog atLeastOnce(CopiedLog copies, List<Integer> batch) {
        int partition = history.partitionOf(batch.getFirst());
        var offsetsOfBatch = new HashSet<Long>();
        batch.forEach(playlist -> offsetsOfBatch.add(now(playlist).offset()));
        return healthy(copies)
                .with(Topics.PLAYLISTS.name(), (record, onward) -> {
                    onward.accept(record);
                    byte[] value = record.value();
                    if (value != null) {
                        var clean = Wire.of(Topics.PLAYLISTS.value()).require(value);
                        if (clean.getSourcePartition() == partition
                                && offsetsOfBatch.contains(clean.getSourceOffset())) {
                            onward.accept(record);
                        }
                    }
                })
                .with(
                        Topics.PLAYLIST_STATISTICS.name(),
                        changed(Topics.PLAYLIST_STATISTICS, of -> twice(of, partition, batch.size())))
                .with(Topics.TRACKS.name(), changed(Topics.TRACKS, of -> twice(of, batch)))
                .with(Topics.TRACK_NEIGHBOURS.name(), changed(Topics.TRACK_NEIGHBOURS, of -> twice(of, batch)));
    }

    private interface Change<V> {
        V of(V value);
    }

    private static <V extends SpecificRecord> Fault changed(Topic<V> topic, Change<V> change) {
        Wire<V> wire = Wire.of(topic.value());
        return (record, onward) -> {
            byte[] value = record.value();
            onward.accept(
                    value == null
                            ? record
                            : new StoredRecord(
                                    record.partition(),
                                    record.offset(),
                                    record.timestamp(),
                                    record.key(),
                                    wire.encode(change.of(wire.require(value))),
                                    record.headers()));
        };
    }

    private static PlaylistStatistics twice(PlaylistStatistics of, int partition, int records) {
        if (!of.getScope().equals("partition-" + partition)) {
            return of;
        }
        var outcomes = new TreeMap<>(of.getOutcomes());
        outcomes.merge(Fate.CLEAN.code(), (long) records, Long::sum);
        return PlaylistStatistics.newBuilder(of).setOutcomes(outcomes).build();
    }

    private CatalogueTrack twice(CatalogueTrack of, List<Integer> batch) {
        return CatalogueTrack.newBuilder(of)
                .setPlaylists(of.getPlaylists() + holders(of.getTrackId(), batch))
                .build();
    }

    private TrackNeighbours twice(TrackNeighbours of, List<Integer> batch) {
        Map<String, Integer> more = new HashMap<>();
        for (int playlist : batch) {
            int[] tracks = now(playlist).tracks();
            int anchor = position(tracks, of.getTrackId());
            for (int i = 0; anchor >= 0 && i < tracks.length; i++) {
                if (i != anchor && Math.abs(i - anchor) <= of.getWindow()) {
                    more.merge(history.trackId(tracks[i]), 1, Integer::sum);
                }
            }
        }
        List<Neighbour> neighbours = of.getNeighbours().stream()
                .map(neighbour -> Neighbour.newBuilder(neighbour)
                        .setCount(neighbour.getCount() + more.getOrDefault(neighbour.getTrackId(), 0))
                        .build())
                .sorted(Comparator.comparingInt((Neighbour neighbour) -> -neighbour.getCount())
                        .thenComparing(Neighbour::getTrackId))
                .toList();
        return TrackNeighbours.newBuilder(of)
                .setPlaylists(of.getPlaylists() + holders(of.getTrackId(), batch))
                .setNeighbours(neighbours)
                .build();
    }

    private int holders(String trackId, List<Integer> batch) {
        return (int) batch.stream()
                .filter(playlist -> position(now(playlist).tracks(), trackId) >= 0)
                .count();
    }

    private int position(int[] tracks, String trackId) {
        int track = history.track(trackId);
        for (int i = 0; i < tracks.length; i++) {
            if (tracks[i] == track) {
                return i;
            }
        }
        return -1;
    }
}
