package dev.segue.preprocessor.cleaning;

import dev.segue.schemas.avro.SnapshotTrack;
import java.util.List;

/// What the rules say of one snapshot, whatever was held before.
public sealed interface Verdict {

    /// It passes.
    ///
    /// @param tracks in playlist order, each once: of a repeated track the first occurrence stays
    record Pass(List<SnapshotTrack> tracks) implements Verdict {
        public Pass {
            tracks = List.copyOf(tracks);
        }
    }

    /// It does not.
    ///
    /// @param detail for people: what, expected, got
    record Refuse(Reason reason, String detail) implements Verdict {}
}
