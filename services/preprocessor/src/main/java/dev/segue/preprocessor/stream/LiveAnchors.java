package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.counting.Anchor;
import dev.segue.preprocessor.counting.AnchorTable;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The anchor tables of the partitions this instance has, for questions from other threads.
public final class LiveAnchors {

    /// The answer to a question for neighbours.
    public sealed interface Answer {
        /// Exact, as of the offset it names.
        record Found(Anchor anchor) implements Answer {}

        /// No clean playlist holds the track.
        record Unknown() implements Answer {}

        /// Another instance owns the track, or nobody does while partitions move.
        record Elsewhere(int partition) implements Answer {}
    }

    private final AnchorOwnership ownership;
    private final ConcurrentMap<Integer, AnchorTable> tables = new ConcurrentHashMap<>();

    public LiveAnchors(AnchorOwnership ownership) {
        this.ownership = ownership;
    }

    public AnchorOwnership ownership() {
        return ownership;
    }

    /// Exact neighbours of a track now.
    ///
    /// @param window largest difference of positions; 0 means the whole playlist
    public Answer neighbours(String trackId, int window, int limit) {
        int partition = ownership.owner(trackId);
        AnchorTable table = tables.get(partition);
        if (table == null) {
            return new Answer.Elsewhere(partition);
        }
        Optional<Anchor> anchor = table.neighbours(trackId, window, limit);
        return anchor.isPresent() ? new Answer.Found(anchor.get()) : new Answer.Unknown();
    }

    /// Anchors whose change is not published yet, in the partitions of this instance.
    public int pending() {
        return tables.values().stream().mapToInt(AnchorTable::pending).sum();
    }

    /// Tracks of the catalogue that the partitions of this instance own.
    public int catalogueTracks() {
        return tables.values().stream().mapToInt(AnchorTable::catalogueTracks).sum();
    }

    void opened(int partition, AnchorTable table) {
        tables.put(partition, table);
    }

    void closed(int partition, AnchorTable table) {
        tables.remove(partition, table);
    }
}
