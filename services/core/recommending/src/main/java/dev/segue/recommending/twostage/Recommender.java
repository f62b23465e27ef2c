package dev.segue.recommending.twostage;

/// Something that continues playlists from a library.
@FunctionalInterface
public interface Recommender {

    /// Safe for use by many threads while the library does not change.
    ///
    /// @param limit most tracks wanted
    Ranking recommend(Library library, Query query, int limit);
}
