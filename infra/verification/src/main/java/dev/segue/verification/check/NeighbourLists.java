package dev.segue.verification.check;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.PublishedRules;
import dev.segue.verification.recount.Ranking;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `track-neighbours.v1` against the recount: the last list of every track against the end of the raw topic, and
/// every list of the sample, and every last one, against the recount at the list's own source offsets.
final class NeighbourLists {

    private static final String TOPIC = Topics.TRACK_NEIGHBOURS.name();
    private static final Wire<TrackNeighbours> WIRE = Wire.of(Topics.TRACK_NEIGHBOURS.value());
    private static final String COMPACTED = "compaction removed raw records that they may stand on";

    private final Evidence evidence;
    private final History history;
    private final PublishedRules rules;
    private final long[] end;
    private final Comparison last =
            new Comparison(Invariant.I3, TOPIC + ", the last list of every track, against the recount");
    private final Comparison steps =
            new Comparison(Invariant.I4, TOPIC + ", publications, against the recount at their source offsets");
    private final Map<String, TrackNeighbours> kept = new HashMap<>();
    private final Map<String, long[]> earlier = new HashMap<>();
    private final long[] lastAt;
    /// Lists of tracks that no playlist ever held by that id, as far as is known now.
    private final Map<String, String> strangers = new TreeMap<>();
    private long publications;
    private long silent;

    NeighbourLists(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
        this.rules = history.rules();
        this.end = history.end();
        this.lastAt = new long[history.trackNumbers()];
    }

    List<Finding> compare() {
        Arrays.fill(lastAt, -1);
        evidence.log().read(TOPIC, this::find);
        evidence.log().read(TOPIC, this::compare);
        missing();
        strangers.forEach((key, at) ->
                last.different(key + ": expected no list, for no clean playlist ever held it; got one at " + at));
        if (silent > 0) {
            steps.note(silent + " lists do not carry source offsets");
        }
        steps.note("publications in the topic: " + publications);
        return List.of(last.finding(), steps.finding());
    }

    /// The last lists of the sample, for comparison with what services answer.
    Map<String, TrackNeighbours> kept() {
        return kept;
    }

    private void find(StoredRecord record) {
        String key = Records.key(record);
        if (!evidence.isInScope(key)) {
            return;
        }
        publications++;
        int track = history.track(key);
        if (track >= 0) {
            lastAt[track] = Records.place(record.partition(), record.offset());
        } else if (record.value() == null) {
            strangers.remove(key);
        } else {
            strangers.put(key, Records.at(record));
        }
    }

    private void compare(StoredRecord record) {
        String key = Records.key(record);
        int track = history.track(key);
        if (track < 0 || !evidence.isInScope(key)) {
            return;
        }
        boolean isLast = lastAt[track] == Records.place(record.partition(), record.offset());
        boolean isSampled = evidence.sample().contains(key);
        byte[] value = record.value();
        if (value == null) {
            if (isLast && expected(track, end).size() > 0) {
                last.different(key + ": expected " + expected(track, end).size() + " neighbours, got a tombstone at "
                        + Records.at(record));
            } else if (isLast) {
                last.equal();
            }
            return;
        }
        if (!isLast && !isSampled) {
            return;
        }
        if (!(WIRE.decode(value) instanceof Wire.Decoded.Read<TrackNeighbours>(TrackNeighbours list))) {
            last.different(key + " at " + Records.at(record) + ": expected a list, got bytes that are none");
            return;
        }
        Optional<long[]> own = SourceOffsets.of(list.getSourceOffsets());
        if (isLast) {
            compareLast(key, track, list);
        }
        if (own.isEmpty()) {
            silent++;
        } else {
            compareStep(key, track, list, own.get(), Records.at(record));
        }
    }

    private void compareLast(String key, int track, TrackNeighbours list) {
        if (evidence.sample().contains(key)) {
            kept.put(key, list);
        }
        String difference = difference(list, track, end, false);
        if (difference == null) {
            last.equal();
        } else {
            last.different(key + ": " + difference);
        }
    }

    private void compareStep(String key, int track, TrackNeighbours list, long[] own, String at) {
        long[] before = earlier.put(key, own);
        if (before != null && steppedBack(before, own)) {
            steps.different(key + " at " + at + ": its source offsets step back");
            return;
        }
        String difference = difference(list, track, own, true);
        if (difference == null) {
            steps.equal();
        } else if (!history.isCertainAt(own)) {
            steps.uncheckable(COMPACTED);
        } else if (isRenamed(track, list) && list.getCorpusPlaylists() == history.playlists(own)) {
            // How many playlists there were does not depend on the ids they were counted by.
            steps.uncheckable("aliases that concern them came later");
        } else {
            steps.different(key + " at " + at + ": " + difference);
        }
    }

    /// Whether the track or one near it may have been counted by another id.
    private boolean isRenamed(int track, TrackNeighbours list) {
        return history.isRenamed(track)
                || list.getNeighbours().stream()
                        .map(neighbour -> history.track(neighbour.getTrackId()))
                        .anyMatch(neighbour -> neighbour < 0 || history.isRenamed(neighbour));
    }

    private static boolean steppedBack(long[] before, long[] after) {
        for (int i = 0; i < Math.min(before.length, after.length); i++) {
            if (after[i] < before[i]) {
                return true;
            }
        }
        return false;
    }

    private void missing() {
        for (int track = 0; track < history.trackNumbers(); track++) {
            String key = history.trackId(track);
            if (lastAt[track] < 0 && evidence.isInScope(key)) {
                int expected = expected(track, end).size();
                if (expected > 0) {
                    last.different(key + ": expected " + expected + " neighbours, got no list");
                }
            }
        }
    }

    private Ranking expected(int track, long[] until) {
        return history.playlistsOf(track, until) < rules.minimumPlaylists()
                ? new Ranking(new int[0], new int[0])
                : listed(history, track, until);
    }

    /// The list to be published: neighbours that enough playlists hold, as many as fit.
    static Ranking listed(History history, int track, long[] until) {
        PublishedRules rules = history.rules();
        Ranking all = history.neighbours(track, until, rules.window());
        int[] tracks = new int[Math.min(rules.neighbours(), all.size())];
        int[] counts = new int[tracks.length];
        int size = 0;
        for (int i = 0; i < all.size() && size < tracks.length; i++) {
            if (rules.minimumPlaylists() == 1
                    || history.playlistsOf(all.tracks()[i], until) >= rules.minimumPlaylists()) {
                tracks[size] = all.tracks()[i];
                counts[size++] = all.counts()[i];
            }
        }
        return new Ranking(Arrays.copyOf(tracks, size), Arrays.copyOf(counts, size));
    }

    /// @param whole whether the playlists of the other side and of the corpus must be those of `until` too; the last
    ///     list of a track has them as of its own publication
    /// @return null when nothing differs
    private @Nullable String difference(TrackNeighbours list, int track, long[] until, boolean whole) {
        if (!list.getTrackId().equals(history.trackId(track))) {
            return "expected a list of its own, got one of " + list.getTrackId();
        }
        if (list.getWindow() != rules.window()) {
            return "expected a window of " + rules.window() + ", got " + list.getWindow();
        }
        int playlists = history.playlistsOf(track, until);
        if (list.getPlaylists() != playlists) {
            return "expected " + playlists + " playlists, got " + list.getPlaylists();
        }
        int corpus = history.playlists(until);
        if (whole && list.getCorpusPlaylists() != corpus) {
            return "expected a corpus of " + corpus + " playlists, got " + list.getCorpusPlaylists();
        }
        Ranking expected = expected(track, until);
        List<Neighbour> got = list.getNeighbours();
        for (int i = 0; i < Math.min(expected.size(), got.size()); i++) {
            String id = history.trackId(expected.tracks()[i]);
            Neighbour neighbour = got.get(i);
            if (!id.equals(neighbour.getTrackId()) || expected.counts()[i] != neighbour.getCount()) {
                return "place " + (i + 1) + ": expected " + id + " in " + expected.counts()[i] + " playlists, got "
                        + neighbour.getTrackId() + " in " + neighbour.getCount();
            }
            int holders = history.playlistsOf(expected.tracks()[i], until);
            if (whole && neighbour.getPlaylists() != holders) {
                return "place " + (i + 1) + ", " + id + ": expected that " + holders + " playlists hold it, got "
                        + neighbour.getPlaylists();
            }
            String measure = measures(list, neighbour);
            if (measure != null) {
                return "place " + (i + 1) + ", " + id + ": " + measure;
            }
        }
        return expected.size() == got.size() ? null : "expected " + expected.size() + " neighbours, got " + got.size();
    }

    /// Cosine, lift and PMI by the formulas of the schema.
    private static @Nullable String measures(TrackNeighbours list, Neighbour neighbour) {
        double product = (double) list.getPlaylists() * neighbour.getPlaylists();
        double cosine = neighbour.getCount() / Math.sqrt(product);
        double lift = neighbour.getCount() * (double) list.getCorpusPlaylists() / product;
        if (!isClose(cosine, neighbour.getCosine())) {
            return "expected a cosine of " + (float) cosine + ", got " + neighbour.getCosine();
        }
        if (!isClose(lift, neighbour.getLift())) {
            return "expected a lift of " + (float) lift + ", got " + neighbour.getLift();
        }
        return isClose(Math.log(lift), neighbour.getPmi())
                ? null
                : "expected a PMI of " + (float) Math.log(lift) + ", got " + neighbour.getPmi();
    }

    /// Within the rounding of a float, which the other side may have done in another order.
    private static boolean isClose(double expected, float got) {
        return Math.abs(expected - got) <= Math.max(2 * Math.ulp((float) expected), 1e-9);
    }
}
