package dev.segue.preprocessor.cleaning;

import java.util.Locale;

/// What became of a snapshot. Every snapshot read has exactly one outcome, so that the counts of all outcomes add up
/// to the snapshots read.
public enum Outcome {
    /// It passed, and its playlist is what it says.
    CLEAN,
    /// It is valid, but the operator's filters say no; its playlist is withdrawn.
    FILTERED,
    /// It is invalid and changes nothing: what was held of its playlist stays.
    REJECTED,
    /// It says what is held already.
    UNCHANGED,
    /// A newer version is held.
    SUPERSEDED,
    /// It is a tombstone: its playlist is gone, if it was there.
    DELETED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /// Stable lower-case name: on the wire, in the HTTP API and as metric tag.
    public String code() {
        return code;
    }
}
