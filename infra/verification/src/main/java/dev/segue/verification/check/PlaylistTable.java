package dev.segue.verification.check;

import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.PlaylistTableEntry;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.History.Held;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The preprocessor's table of playlists, as its changelog has it, against the recount: what comes out when the state
/// store is restored.
final class PlaylistTable {

    /// `<application id>-<store>-changelog`, as Kafka Streams names it.
    static final String CHANGELOG = "preprocessor-playlists-v1-playlist-table-changelog";

    private static final String COMPARED = "the changelog of the table of playlists against the recount";
    private static final Wire<PlaylistTableEntry> WIRE = Wire.of(PlaylistTableEntry.class);

    private final Evidence evidence;
    private final History history;
    private final Comparison comparison = new Comparison(Invariant.I5, COMPARED);
    private final Map<String, PlaylistTableEntry> table = new HashMap<>();

    PlaylistTable(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
    }

    Finding compare() {
        if (evidence.log().extents(CHANGELOG).isEmpty()) {
            return Comparison.skipped(Invariant.I5, COMPARED, "there is no topic " + CHANGELOG);
        }
        evidence.log().read(CHANGELOG, this::take);
        for (int playlist = 0; playlist < history.playlistNumbers(); playlist++) {
            String id = history.playlistId(playlist);
            Held expected = history.held(playlist);
            PlaylistTableEntry got = table.remove(id);
            comparison.same(id, expected == null ? "nothing" : text(expected), got == null ? "nothing" : text(got));
        }
        table.keySet().forEach(id -> comparison.different(id + ": the raw topic has no such playlist"));
        return comparison.finding();
    }

    private void take(StoredRecord record) {
        byte[] value = record.value();
        if (value == null) {
            table.remove(Records.key(record));
        } else if (WIRE.decode(value) instanceof Wire.Decoded.Read<PlaylistTableEntry>(PlaylistTableEntry entry)) {
            table.put(Records.key(record), entry);
        } else {
            comparison.different(Records.at(record) + ": expected an entry of the table, got bytes that are none");
        }
    }

    private String text(Held held) {
        return text(held.version(), held.verdict().code(), ids(held.came()), ids(held.tracks()));
    }

    private List<String> ids(int[] tracks) {
        return Arrays.stream(tracks).mapToObj(history::trackId).toList();
    }

    private static String text(PlaylistTableEntry entry) {
        return text(
                entry.getVersion(),
                entry.getOutcome(),
                entry.getTracks(),
                entry.getCounted().isEmpty() ? entry.getTracks() : entry.getCounted());
    }

    private static String text(long version, String outcome, List<String> came, List<String> counted) {
        return "version " + version + ", " + outcome + ", " + came
                + (came.equals(counted) ? "" : " counted as " + counted);
    }
}
