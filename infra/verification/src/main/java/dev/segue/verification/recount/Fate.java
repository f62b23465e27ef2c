package dev.segue.verification.recount;

import java.util.Locale;

/// What must become of a snapshot; exactly one of these.
public enum Fate {
    CLEAN,
    FILTERED,
    REJECTED,
    UNCHANGED,
    SUPERSEDED,
    DELETED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /// As statistics and dead letters name it.
    public String code() {
        return code;
    }
}
