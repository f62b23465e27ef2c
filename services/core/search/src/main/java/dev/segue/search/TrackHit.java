package dev.segue.search;

/// A track that a text found.
///
/// @param match how well; hits of a better match always stand before those of a lesser one
public record TrackHit(CatalogueEntry track, Match match) {

    /// How a text found a track, best first.
    public enum Match {
        /// Every word is there; the last one perhaps only begun.
        WORDS,
        /// Every word is there, at least one of them spelt differently.
        MISSPELT,
        /// At least half of the words are there.
        PARTIAL
    }
}
