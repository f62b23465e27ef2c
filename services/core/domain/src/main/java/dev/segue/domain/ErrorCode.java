package dev.segue.domain;

/// Every failure the platform names. The code is stable: it is a problem type in the HTTP API, a header on dead
/// letters and a tag on metrics; its category decides who has to act.
public enum ErrorCode {
    INVALID_ID(Category.BAD_INPUT),
    INVALID_REQUEST(Category.BAD_INPUT),
    INVALID_CONFIGURATION(Category.BAD_INPUT),
    MALFORMED_FILE(Category.BAD_INPUT),
    UNKNOWN_FORMAT(Category.BAD_INPUT),
    UNREADABLE_RECORD(Category.BAD_INPUT),
    INVALID_PLAYLIST(Category.BAD_INPUT),
    NOT_FOUND(Category.BAD_INPUT),
    UNAUTHORIZED(Category.BAD_INPUT),
    FORBIDDEN(Category.BAD_INPUT),
    TOO_SLOW(Category.BAD_INPUT),
    TOO_LARGE(Category.BAD_INPUT),
    RATE_LIMITED(Category.CAPACITY),
    UPSTREAM_UNAVAILABLE(Category.UPSTREAM),
    BROKER_UNAVAILABLE(Category.UPSTREAM),
    ARTEFACT_CORRUPT(Category.INTERNAL),
    MODEL_REFUSED(Category.INTERNAL),
    INTERNAL(Category.INTERNAL),
    NOT_READY(Category.CAPACITY),
    OVERLOADED(Category.CAPACITY);

    /// Who has to act on a failure.
    public enum Category {
        /// The sender: the same input fails again.
        BAD_INPUT,
        /// Something the platform depends on: trying again later may help.
        UPSTREAM,
        /// The platform: a defect or damaged data.
        INTERNAL,
        /// Nobody: the platform has no room or is not ready yet; trying again later helps.
        CAPACITY
    }

    private final Category category;

    ErrorCode(Category category) {
        this.category = category;
    }

    public Category category() {
        return category;
    }
}
