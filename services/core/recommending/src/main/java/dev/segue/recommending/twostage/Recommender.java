package dev.segue.recommending.twostage;

/// Something that continues playlists. Safe for use by many threads.
@FunctionalInterface
public interface Recommender {

    /// @param limit most tracks wanted
    Ranking recommend(Query query, int limit);
}
