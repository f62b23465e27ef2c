package dev.segue.preprocessor.counting;

import org.jspecify.annotations.Nullable;

/// What is to be told of an anchor that changed.
public sealed interface Publication {

    String trackId();

    /// It is in the catalogue.
    ///
    /// @param playlists that hold it
    /// @param sources by partition of the snapshots, the offset after the last one counted
    /// @param entryChanged whether its catalogue entry is not the one told last
    /// @param listChanged whether its list is not the one told last
    /// @param list the record of `track-neighbours.v1` when the list changed; null when it has no neighbours now
    @SuppressWarnings("ArrayRecordComponent") // handed on and never compared
    record Listed(
            String trackId,
            int playlists,
            OffsetVector sources,
            boolean entryChanged,
            boolean listChanged,
            byte @Nullable [] list)
            implements Publication {}

    /// Too few playlists hold it now.
    record Gone(String trackId) implements Publication {}
}
