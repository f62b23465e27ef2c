package dev.segue.recommender.door;

/// So many requests a second in the long run, and a few at once after a pause. Safe for use by many threads.
final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double size;
    private double tokens;
    private long filledAt;

    /// @param now of [System#nanoTime]
    TokenBucket(double perSecond, int size, long now) {
        this.perSecond = perSecond;
        this.size = size;
        this.tokens = size;
        this.filledAt = now;
    }

    /// What became of a request.
    ///
    /// @param taken whether there was a token for it
    /// @param left whole tokens left
    /// @param seconds until there is a token again, rounded up; at least 1
    record Draw(boolean taken, long left, long seconds) {}

    synchronized Draw draw(long now) {
        tokens = Math.min(size, tokens + Math.max(0, now - filledAt) / NANOS * perSecond);
        filledAt = now;
        boolean taken = tokens >= 1;
        if (taken) {
            tokens--;
        }
        long seconds = tokens >= 1 ? 1 : (long) Math.ceil((1 - tokens) / perSecond);
        return new Draw(taken, (long) tokens, Math.max(1, seconds));
    }
}
