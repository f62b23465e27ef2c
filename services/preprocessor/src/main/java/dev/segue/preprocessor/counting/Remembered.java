package dev.segue.preprocessor.counting;

import java.util.List;

/// What the owner of anchors knows from before a restart or a move.
///
/// @param settled every snapshot before these offsets has been told
/// @param told as far as anything told was counted
/// @param edited tracks of edits, not known to be told
public record Remembered(OffsetVector settled, Standing told, List<Edited> edited) {

    public static final Remembered NOTHING = new Remembered(OffsetVector.ZERO, Standing.START, List.of());

    public Remembered {
        edited = List.copyOf(edited);
    }
}
