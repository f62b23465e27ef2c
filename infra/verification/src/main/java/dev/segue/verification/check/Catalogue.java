package dev.segue.verification.check;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.History;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `tracks.v1` against the recount: how many playlists hold each track, at the end and at each entry's own source
/// offsets.
final class Catalogue {

    private static final String TOPIC = Topics.TRACKS.name();
    private static final Wire<CatalogueTrack> WIRE = Wire.of(Topics.TRACKS.value());

    private final Evidence evidence;
    private final History history;
    private final Comparison last =
            new Comparison(Invariant.I3, TOPIC + ", the last playlists of every track, against the recount");
    private final Comparison steps =
            new Comparison(Invariant.I4, TOPIC + ", every entry, against the recount at its source offsets");
    /// By track the playlists of its last entry, 0 when there is none.
    private final int[] lastPlaylists;
    /// Entries of tracks that no playlist ever held by that id, as far as is known now.
    private final Map<String, String> strangers = new TreeMap<>();

    private long silent;

    Catalogue(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
        this.lastPlaylists = new int[history.trackNumbers()];
    }

    List<Finding> compare() {
        Arrays.fill(lastPlaylists, 0);
        evidence.log().read(TOPIC, this::take);
        long[] end = history.end();
        for (int track = 0; track < lastPlaylists.length; track++) {
            if (evidence.isInScope(history.trackId(track))) {
                int playlists = history.playlistsOf(track, end);
                int listed = playlists < history.rules().minimumPlaylists() ? 0 : playlists;
                last.same(history.trackId(track) + ", playlists", listed, lastPlaylists[track]);
            }
        }
        strangers.forEach((key, at) ->
                last.different(key + ": expected no entry, for no clean playlist ever held it; got one at " + at));
        if (silent > 0) {
            steps.note(silent + " entries do not carry source offsets");
        }
        return List.of(last.finding(), steps.finding());
    }

    private void take(StoredRecord record) {
        String key = Records.key(record);
        if (!evidence.isInScope(key)) {
            return;
        }
        int track = history.track(key);
        byte[] value = record.value();
        if (track < 0) {
            if (value == null) {
                strangers.remove(key);
            } else {
                strangers.put(key, Records.at(record));
            }
            return;
        }
        if (value == null) {
            lastPlaylists[track] = 0;
            return;
        }
        if (!(WIRE.decode(value) instanceof Wire.Decoded.Read<CatalogueTrack>(CatalogueTrack entry))) {
            last.different(key + " at " + Records.at(record) + ": expected an entry, got bytes that are none");
            return;
        }
        lastPlaylists[track] = entry.getPlaylists();
        Optional<long[]> own = SourceOffsets.of(entry.getSourceOffsets());
        if (own.isEmpty()) {
            silent++;
            return;
        }
        int expected = history.playlistsOf(track, own.get());
        if (expected == entry.getPlaylists()) {
            steps.equal();
        } else if (!history.isCertainAt(own.get())) {
            steps.uncheckable("compaction removed raw records that they may stand on");
        } else if (history.isRenamed(track)) {
            steps.uncheckable("aliases that concern them came later");
        } else {
            steps.different(key + " at " + Records.at(record) + ": expected " + expected + " playlists, got "
                    + entry.getPlaylists());
        }
    }
}
