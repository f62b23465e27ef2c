package dev.segue.recommender.api;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.domain.TrackId;
import jakarta.ws.rs.WebApplicationException;
import org.jspecify.annotations.Nullable;

/// What requests may hold. What is no number, no id or no text at all is 400; what is understood but too much or too
/// little is 422. Both say where, what was expected and what came.
final class Bounds {

    static final int MAX_LIMIT = 500;
    static final int DEFAULT_LIMIT = 20;
    static final int MAX_SEEDS = 1000;
    static final int MAX_TEXT = 500;

    static final double DEFAULT_SHARE = 0.05;

    private static final int UNPROCESSABLE = 422;

    private Bounds() {}

    static int limit(@Nullable Integer limit) {
        int value = limit == null ? DEFAULT_LIMIT : limit;
        if (value < 1 || value > MAX_LIMIT) {
            throw outside("limit", "1 to " + MAX_LIMIT, value);
        }
        return value;
    }

    static int limit(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        try {
            return limit(Integer.valueOf(limit));
        } catch (NumberFormatException e) {
            throw malformed("limit", "a whole number", "'" + abbreviated(limit) + "'");
        }
    }

    /// A text that must be there.
    static String text(String where, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw malformed(where, "a text", "none");
        }
        if (text.length() > MAX_TEXT) {
            throw outside(where, "at most " + MAX_TEXT + " characters", text.length());
        }
        return text.strip();
    }

    static String trackId(String where, @Nullable String id) {
        if (id == null) {
            throw malformed(where, "a track id", "null");
        }
        try {
            return new TrackId(id).value();
        } catch (SegueException e) {
            throw new SegueException(e.code(), where + ": " + e.getMessage(), e);
        }
    }

    static SegueException malformed(String where, String expected, String got) {
        return new SegueException(ErrorCode.INVALID_REQUEST, where + ": expected " + expected + ", got " + got);
    }

    static WebApplicationException outside(String where, String expected, Object got) {
        return new WebApplicationException(where + ": expected " + expected + ", got " + got, UNPROCESSABLE);
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
