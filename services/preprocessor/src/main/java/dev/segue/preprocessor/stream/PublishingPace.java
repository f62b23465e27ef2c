package dev.segue.preprocessor.stream;

import java.time.Duration;

/// How long a task may publish at a stretch: the whole budget while its thread has no records to process, else a
/// share of it, so that all tasks of a thread together stay within the budget each interval.
///
/// Without it punctuations would starve processing: a stream thread processes fewer records between punctuations the
/// longer those take.
final class PublishingPace {

    private final long intervalNanos;
    private final long budgetNanos;
    private final long shareNanos;
    private final ThreadLocal<Long> workedAt;

    /// @param tasks most tasks a thread can have
    PublishingPace(Duration interval, Duration budget, int tasks) {
        this.intervalNanos = interval.toNanos();
        this.budgetNanos = budget.toNanos();
        this.shareNanos = budgetNanos / tasks;
        long longAgo = System.nanoTime() - intervalNanos;
        this.workedAt = ThreadLocal.withInitial(() -> longAgo);
    }

    /// This thread processed a record.
    void worked() {
        workedAt.set(System.nanoTime());
    }

    /// What a task of this thread may spend now.
    long grantNanos() {
        boolean busy = System.nanoTime() - workedAt.get() < intervalNanos;
        return busy ? shareNanos : budgetNanos;
    }
}
