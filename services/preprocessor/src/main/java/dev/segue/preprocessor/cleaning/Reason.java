package dev.segue.preprocessor.cleaning;

/// Why a snapshot was not let through. The names are stable: they stand in dead letters, in statistics and as metric
/// tags.
public enum Reason {
    /// The record has no key, so that nobody can say which playlist it is.
    MISSING_KEY(Outcome.REJECTED),
    /// The key is no playlist id in UTF-8.
    INVALID_PLAYLIST_ID(Outcome.REJECTED),
    /// The value is no playlist snapshot of a released schema.
    UNREADABLE(Outcome.REJECTED),
    /// The value names another playlist than the key.
    KEY_MISMATCH(Outcome.REJECTED),
    /// A track has no valid id.
    INVALID_TRACK_ID(Outcome.REJECTED),
    /// A number is below zero that cannot be.
    NEGATIVE_VALUE(Outcome.REJECTED),
    /// A text is longer than [SnapshotRules#MAX_TEXT] characters, or a track's texts together are.
    TEXT_TOO_LONG(Outcome.REJECTED),
    /// A playlist that would pass has more than [SnapshotRules#MAX_BYTES] bytes.
    TOO_LARGE(Outcome.REJECTED),
    /// The version held has this number and another content: one of the two is a lie.
    VERSION_CONFLICT(Outcome.REJECTED),

    /// Fewer people saved it than the configured minimum.
    SAVES_BELOW_MINIMUM(Outcome.FILTERED),
    /// The source does not tell how many saved it, and the configuration drops such playlists.
    SAVES_UNKNOWN(Outcome.FILTERED),
    /// Fewer different tracks than the configured minimum.
    TOO_FEW_TRACKS(Outcome.FILTERED),
    /// More different tracks than the configured maximum.
    TOO_MANY_TRACKS(Outcome.FILTERED);

    private final Outcome outcome;

    Reason(Outcome outcome) {
        this.outcome = outcome;
    }

    /// [Outcome#REJECTED] or [Outcome#FILTERED].
    public Outcome outcome() {
        return outcome;
    }
}
