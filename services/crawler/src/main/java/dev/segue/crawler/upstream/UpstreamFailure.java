package dev.segue.crawler.upstream;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// An upstream did not give what it was asked for.
public final class UpstreamFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// What kind of failure it is; the name in lower case is the tag of its metric.
    public enum Kind {
        /// It wants to be asked less.
        THROTTLED(true),
        /// A status of 5xx.
        UNAVAILABLE(true),
        /// No connection, or one that broke.
        UNREACHABLE(true),
        /// No whole answer within the deadline.
        TOO_SLOW(true),
        /// An answer beyond the size limit.
        TOO_BIG(true),
        /// Not JSON, not UTF-8, cut off, or of another shape than the service documents.
        WRONG_CONTENT(true),
        /// It changed between its pages.
        TORN(true),
        /// A redirect that is not followed.
        REDIRECTED(false),
        /// A next page at another host, or one that never ends.
        ASTRAY(false),
        /// There is no such thing, or none any more.
        GONE(false),
        /// It is not for us: private, or without the right to it.
        FORBIDDEN(false),
        /// The service says that it was asked wrongly.
        REFUSED(false);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }

        /// Whether the same request may succeed a little later.
        public boolean isPassing() {
            return passing;
        }

        /// Whether it says that the service as a whole is not well.
        boolean isOfTheHost() {
            return switch (this) {
                case THROTTLED, UNAVAILABLE, UNREACHABLE, TOO_SLOW -> true;
                case TOO_BIG, WRONG_CONTENT, TORN, REDIRECTED, ASTRAY, GONE, FORBIDDEN, REFUSED -> false;
            };
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    public UpstreamFailure(Kind kind, String message) {
        this(kind, message, Optional.empty());
    }

    /// @param retryAfter how long the upstream wants to be left alone
    UpstreamFailure(Kind kind, String message, Optional<Duration> retryAfter) {
        super(kind.wireName() + ": " + message, null, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
