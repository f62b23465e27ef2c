package dev.segue.preprocessor.counting;

/// What is to be told of an anchor that changed.
public sealed interface Publication {

    String trackId();

    /// It is in the catalogue.
    ///
    /// @param entryChanged whether its catalogue entry is not the one told last
    /// @param listChanged whether its list is not the one told last
    record Listed(Anchor anchor, boolean entryChanged, boolean listChanged) implements Publication {
        @Override
        public String trackId() {
            return anchor.trackId();
        }
    }

    /// Too few playlists hold it now.
    record Gone(String trackId) implements Publication {}
}
