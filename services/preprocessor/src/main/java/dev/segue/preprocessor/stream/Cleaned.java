package dev.segue.preprocessor.stream;

import dev.segue.schemas.avro.PlaylistEdit;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.RejectedPlaylist;
import org.jspecify.annotations.Nullable;

/// What the cleaning of snapshots sends on; each kind has a topic of its own.
sealed interface Cleaned {

    /// A playlist is this now.
    ///
    /// @param playlist a clean playlist as its topic has it; null when it is gone
    @SuppressWarnings("ArrayRecordComponent") // handed on and never compared
    record Published(byte @Nullable [] playlist) implements Cleaned {}

    /// A snapshot was not let through.
    record Refused(RejectedPlaylist letter) implements Cleaned {}

    /// The anchors of one partition have something to count.
    record Edited(PlaylistEdit edit) implements Cleaned {}

    /// What became of all snapshots so far.
    record Tallied(PlaylistStatistics statistics) implements Cleaned {}
}
