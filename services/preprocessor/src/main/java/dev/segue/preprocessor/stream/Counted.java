package dev.segue.preprocessor.stream;

import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.PlaylistEdit;
import org.jspecify.annotations.Nullable;

/// What the counting of neighbours sends on; each kind has a topic of its own.
sealed interface Counted {

    /// A track of the catalogue.
    ///
    /// @param track null when too few playlists hold it now
    record Catalogued(@Nullable CatalogueTrack track) implements Counted {}

    /// The neighbours of a track.
    ///
    /// @param neighbours a list as its topic has it; null when the track has none
    @SuppressWarnings("ArrayRecordComponent") // handed on and never compared
    record Listed(byte @Nullable [] neighbours) implements Counted {}

    /// What is said of a track whose owner knows it as another name of one that someone else owns.
    record Handed(PlaylistEdit edit) implements Counted {}
}
