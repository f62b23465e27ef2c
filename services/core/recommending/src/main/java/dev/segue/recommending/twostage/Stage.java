package dev.segue.recommending.twostage;

/// A first stage: one way to score tracks for a query.
public enum Stage {
    /// Playlists that share seeds vote.
    PLAYLISTS,
    /// Playlists that share seeds and artists vote.
    ARTISTS,
    /// The same for the last seeds of a long ordered list.
    LATEST,
    /// Playlists weighed by kernel ridge vote.
    RIDGE,
    /// Playlists that are like those that share seeds, artists or words of the title vote.
    SMOOTHED,
    /// Playlists whose titles share words vote.
    WORDS,
    /// Playlists whose titles share runs of letters vote.
    GRAMS,
    /// Playlists with the same title vote.
    SAME_TITLE,
    /// Playlists with the artists of those with a like title vote.
    TITLE_ARTISTS,
    /// Tracks that occur together with the seeds.
    ITEMS,
    /// Tracks near the seeds in a space of few dimensions.
    SPACE,
    /// Tracks that the seeds predict by sparse linear weights.
    SLIM,
    /// Tracks by factors fitted to who holds what.
    FACTORS,
    /// Tracks of the seeds' albums and artists.
    SIDE,
    /// Tracks of the artists that the title names.
    NAMED,
    /// Tracks that most playlists hold.
    POPULAR
}
