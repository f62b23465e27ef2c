package dev.segue.crawler.frontier;

import java.time.Duration;

/// When to look again. Of a playlist the interval is half the time that is expected between two of its changes, which
/// is estimated from how long it has been watched and how often it changed in that time, as if it had changed once in
/// a first interval before: never looked-at extremes are pulled to the middle.
///
/// Source: Cho and Garcia-Molina, "Estimating Frequency of Change", ACM TOIT 3 (2003), the estimator with a prior.
///
/// @param first interval of what is new
/// @param shortest of all intervals
/// @param longest of all intervals
/// @param listing interval of keywords and users
/// @param confirm from a first look that did not find a playlist to the second
public record Revisits(Duration first, Duration shortest, Duration longest, Duration listing, Duration confirm) {

    private static final int MOST_DOUBLINGS = 8;

    /// Milliseconds from a look that succeeded to the next.
    ///
    /// @param changed whether this look saw a change that the entry does not know of yet
    public long interval(LiveEntry entry, boolean changed, long now) {
        return switch (entry.kind()) {
            case KEYWORD, USER -> listing.toMillis();
            case CONTROL, TRACK -> longest.toMillis();
            case PLAYLIST -> {
                long watched = entry.watchedSince() == 0 ? 0 : Math.max(0, now - entry.watchedSince());
                int changes = entry.changes() + (changed && entry.fingerprint() != null ? 1 : 0);
                long expected = (watched + 2 * first.toMillis()) / (changes + 1);
                yield jittered(entry, Math.clamp(expected / 2, shortest.toMillis(), longest.toMillis()));
            }
        };
    }

    /// Milliseconds from a look that failed to the next: twice as long each time.
    public long afterFailure(LiveEntry entry) {
        long wait = confirm.toMillis() << Math.min(entry.attempts(), MOST_DOUBLINGS);
        return jittered(entry, Math.clamp(wait, 1, Math.max(1, longest.toMillis())));
    }

    /// Up to a tenth less, by the id: what was found together is not looked at together for ever.
    private static long jittered(LiveEntry entry, long interval) {
        int hash = entry.name().hashCode() & 0x3FF;
        return interval - interval / 10 * hash / 1024;
    }
}
