package dev.segue.preprocessor.stream;

import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.TrackNeighbours;
import org.jspecify.annotations.Nullable;

/// What the counting of neighbours sends on; each kind has a topic of its own.
sealed interface Counted {

    /// A track of the catalogue.
    ///
    /// @param track null when too few playlists hold it now
    record Catalogued(@Nullable CatalogueTrack track) implements Counted {}

    /// The neighbours of a track.
    ///
    /// @param neighbours null when it has none
    record Listed(@Nullable TrackNeighbours neighbours) implements Counted {}
}
