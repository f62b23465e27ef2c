package dev.segue.preprocessor.counting;

/// How far the playlists have come that something was counted from.
///
/// @param sources in the snapshots: a recount of the snapshots before these offsets holds the same playlists
/// @param position in the clean playlists
public record Standing(OffsetVector sources, OffsetVector position) {

    public static final Standing START = new Standing(OffsetVector.ZERO, OffsetVector.ZERO);

    /// The further of both in every partition.
    public Standing max(Standing other) {
        return new Standing(sources.max(other.sources), position.max(other.position));
    }
}
