package dev.segue.stubupstreams;

import java.util.List;

/// What can be wrong with an answer.
public enum Fault {
    NONE,
    /// 429 with Retry-After in seconds.
    THROTTLED_FOR_SECONDS,
    /// 429 with Retry-After as a date.
    THROTTLED_UNTIL_DATE,
    /// 429 with a Retry-After of a year.
    THROTTLED_ABSURDLY,
    /// 429 with a Retry-After that is none.
    THROTTLED_GARBLED,
    /// HTTP 200 with the service's own quota error as its body.
    QUOTA_IN_THE_BODY,
    SERVER_ERROR,
    UNAVAILABLE,
    /// The connection is closed instead of an answer.
    RESET,
    /// Half of the body, then the connection is closed.
    TRUNCATED,
    /// Half of the body as if it were all of it.
    HALF_JSON,
    /// A web page with status 200.
    WRONG_CONTENT_TYPE,
    /// A few kilobytes that unpack to hundreds of megabytes.
    GZIP_BOMB,
    /// A byte now and then, for ever.
    SLOW_BYTES,
    /// Headers, then nothing.
    SILENT_BODY,
    INVALID_UTF8,
    /// A listing whose next page never ends.
    ENDLESS_PAGES,
    /// A listing whose next page is at another host.
    NEXT_ELSEWHERE,
    /// A redirect to an address within the network.
    REDIRECT_TO_PRIVATE,
    /// A redirect to itself.
    REDIRECT_LOOP,
    EMPTY_BODY;

    /// Those that pass when the same is asked again, and none of which takes long.
    public static final List<Fault> PASSING = List.of(
            THROTTLED_FOR_SECONDS,
            QUOTA_IN_THE_BODY,
            SERVER_ERROR,
            UNAVAILABLE,
            RESET,
            TRUNCATED,
            HALF_JSON,
            WRONG_CONTENT_TYPE,
            GZIP_BOMB,
            INVALID_UTF8,
            EMPTY_BODY);
}
