package dev.segue.crawler.source;

import dev.segue.domain.PlaylistId;
import dev.segue.schemas.avro.PlaylistSnapshot;

/// What a reading comes upon.
public sealed interface Finding {

    /// A whole playlist, as the source shows it. Its ids are valid; nothing else of it is judged here.
    record Found(PlaylistSnapshot snapshot) implements Finding {}

    /// A playlist that the source says is no more.
    record Gone(PlaylistId playlist) implements Finding {}

    /// A record that cannot be read; the ones after it can.
    record Refused(Flaw flaw) implements Finding {}

    /// The rest of the target cannot be read.
    ///
    /// @param withinRecord whether a record had begun, which is then lost
    record CutOff(Flaw flaw, boolean withinRecord) implements Finding {}
}
