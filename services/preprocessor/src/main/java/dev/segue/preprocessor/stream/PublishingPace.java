package dev.segue.preprocessor.stream;

import java.time.Duration;

/// How long a task may publish at a stretch: the whole budget while its thread has no records to process, else a
/// share of it, so that all tasks of a thread together stay within the budget each interval; and a small part of that
/// while the thread processes what came some time ago, because most lists told then change again at once.
///
/// Without it punctuations would starve processing: a stream thread processes fewer records between punctuations the
/// longer those take.
final class PublishingPace {

    /// Older records are of a backlog.
    static final Duration BACKLOG = Duration.ofSeconds(5);

    private static final int PART_IN_BACKLOG = 4;

    private final long intervalNanos;
    private final long budgetNanos;
    private final long shareNanos;
    private final ThreadLocal<Long> workedAt;
    private final ThreadLocal<Long> backlogAt;

    /// @param tasks most tasks a thread can have
    PublishingPace(Duration interval, Duration budget, int tasks) {
        this.intervalNanos = interval.toNanos();
        this.budgetNanos = budget.toNanos();
        this.shareNanos = budgetNanos / tasks;
        long longAgo = System.nanoTime() - intervalNanos;
        this.workedAt = ThreadLocal.withInitial(() -> longAgo);
        this.backlogAt = ThreadLocal.withInitial(() -> longAgo);
    }

    /// This thread processed a record.
    void worked() {
        workedAt.set(System.nanoTime());
    }

    /// This thread processed a record that was written so many milliseconds ago.
    void worked(long ageMillis) {
        worked();
        if (ageMillis > BACKLOG.toMillis()) {
            backlogAt.set(System.nanoTime());
        }
    }

    /// What a task of this thread may spend now.
    long grantNanos() {
        if (isWithinInterval(backlogAt)) {
            return shareNanos / PART_IN_BACKLOG;
        }
        return isWithinInterval(workedAt) ? shareNanos : budgetNanos;
    }

    private boolean isWithinInterval(ThreadLocal<Long> moment) {
        return System.nanoTime() - moment.get() < intervalNanos;
    }
}
