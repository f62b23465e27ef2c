package dev.segue.platform;

import dev.segue.domain.ErrorCode;
import java.util.Locale;

/// An error as the HTTP APIs tell it: RFC 9457 problem details.
///
/// @param type stable, one for each error code: `urn:segue:problem:invalid-request`
/// @param title short, the same for every problem of the type
/// @param status HTTP status
/// @param detail for people: what, where, expected, got
public record Problem(String type, String title, int status, String detail) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail) {
        return of(code, status(code), detail);
    }

    /// A problem whose status says more than its code does, as 413 among the invalid requests.
    public static Problem of(ErrorCode code, int status, String detail) {
        String name = code.name().toLowerCase(Locale.ROOT);
        return new Problem("urn:segue:problem:" + name.replace('_', '-'), name.replace('_', ' '), status, detail);
    }

    /// The HTTP status of an error code.
    public static int status(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> 404;
            case INVALID_ID, INVALID_REQUEST, UNKNOWN_FORMAT, MALFORMED_FILE, UNREADABLE_RECORD -> 400;
            case UNAUTHORIZED -> 401;
            case FORBIDDEN -> 403;
            case TOO_SLOW -> 408;
            case TOO_LARGE -> 413;
            case RATE_LIMITED -> 429;
            case MODEL_REFUSED -> 409;
            case INVALID_PLAYLIST -> 422;
            case UPSTREAM_UNAVAILABLE -> 502;
            case BROKER_UNAVAILABLE, NOT_READY, OVERLOADED -> 503;
            case INVALID_CONFIGURATION, ARTEFACT_CORRUPT, INTERNAL -> 500;
        };
    }
}
