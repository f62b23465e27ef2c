package dev.segue.preprocessor.counting;

import java.util.List;

/// What the owner of anchors knows from before a restart or a move.
///
/// @param settled every snapshot before these offsets has been told
/// @param told where the newest list told was counted
/// @param retired tracks that left playlists, not known to be told
public record Remembered(OffsetVector settled, Standing told, List<Retired> retired) {

    public static final Remembered NOTHING = new Remembered(OffsetVector.ZERO, Standing.START, List.of());

    public Remembered {
        retired = List.copyOf(retired);
    }
}
