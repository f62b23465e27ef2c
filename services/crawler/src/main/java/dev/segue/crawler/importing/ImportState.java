package dev.segue.crawler.importing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where an import stands.
public enum ImportState {
    /// Behind others in the queue.
    WAITING,
    RUNNING,
    /// Ended, without a flaw.
    DONE,
    /// Ended; some records or files were refused, the others are published.
    PARTIAL,
    /// Ended with nothing published, or broken off; the report says why.
    FAILED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isEnd() {
        return switch (this) {
            case WAITING, RUNNING -> false;
            case DONE, PARTIAL, FAILED -> true;
        };
    }
}
