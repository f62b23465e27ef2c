package dev.segue.crawler.source;

import dev.segue.domain.PlaylistId;
import dev.segue.domain.TrackId;
import dev.segue.schemas.avro.PlaylistSnapshot;
import org.jspecify.annotations.Nullable;

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

    /// A whole playlist of a live source that is not as it was known.
    ///
    /// @param fingerprint differs whenever the playlist does: checksum, snapshot id, time of change or content hash
    /// @param validator of the answer that showed it; null when the source gives none
    record Seen(
            PlaylistSnapshot snapshot,
            String fingerprint,
            @Nullable String validator) implements Finding {}

    /// A playlist of a live source is as it was known.
    ///
    /// @param validator as in [Seen]
    /// @param saves null when the answer did not tell
    record Unchanged(
            PlaylistId playlist,
            @Nullable String validator,
            @Nullable Long saves) implements Finding {}

    /// A listing of a live source names a playlist.
    ///
    /// @param owner the curator's id at the source
    record Listed(PlaylistId playlist, @Nullable String owner) implements Finding {}

    /// A live source names the recording that a track is; `isrc` is valid, and there may be several of one track.
    record Identified(TrackId track, String isrc) implements Finding {}
}
