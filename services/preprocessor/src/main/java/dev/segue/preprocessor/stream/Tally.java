package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.cleaning.Outcome;
import dev.segue.preprocessor.cleaning.Reason;
import dev.segue.schemas.avro.PlaylistStatistics;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The counts of one partition of snapshots, and what it holds. Not thread-safe.
final class Tally {

    private final String scope;
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, Long> reasons = new TreeMap<>();
    private long inputOffset;
    private long playlists;
    private long entries;

    /// @param held as it was kept last, or null
    Tally(String scope, @Nullable PlaylistStatistics held) {
        this.scope = scope;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, held == null ? 0L : held.getOutcomes().getOrDefault(outcome.code(), 0L));
        }
        if (held != null) {
            reasons.putAll(held.getReasons());
            inputOffset = held.getInputOffset();
            playlists = held.getPlaylists();
            entries = held.getEntries();
        }
    }

    /// A snapshot has been dealt with.
    void count(Outcome outcome, long offset) {
        outcomes.merge(outcome, 1L, Long::sum);
        inputOffset = offset + 1;
    }

    /// The snapshot about to be counted was refused for this.
    void because(Reason reason) {
        reasons.merge(reason.name(), 1L, Long::sum);
    }

    /// A clean playlist came (1), went (-1) or changed (0).
    void hold(int playlistsMore, int entriesMore) {
        playlists += playlistsMore;
        entries += entriesMore;
    }

    /// Clean playlists held now.
    long playlists() {
        return playlists;
    }

    PlaylistStatistics statistics() {
        var byCode = new TreeMap<String, Long>();
        outcomes.forEach((outcome, count) -> byCode.put(outcome.code(), count));
        return PlaylistStatistics.newBuilder()
                .setScope(scope)
                .setInputOffset(inputOffset)
                .setOutcomes(byCode)
                .setReasons(new TreeMap<>(reasons))
                .setPlaylists(playlists)
                .setEntries(entries)
                .build();
    }
}
