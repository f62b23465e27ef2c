package dev.segue.crawler.upstream;

import java.time.Duration;

/// Leaves a host alone after too many failures in a row: first for a while, then lets one request through, and for
/// twice as long each time that fails too. Used under the lock of its owner. Times are those of
/// [System#nanoTime()].
final class CircuitBreaker {

    private final int failuresToOpen;
    private final Duration first;
    private final Duration longest;
    private int failures;
    private long openUntil;
    private Duration open = Duration.ZERO;
    private boolean probing;

    CircuitBreaker(int failuresToOpen, Duration first, Duration longest) {
        this.failuresToOpen = failuresToOpen;
        this.first = first;
        this.longest = longest;
    }

    /// Nanoseconds until a request may go; 0 when it may now. A request that then goes must end with [#succeeded] or
    /// [#failed].
    long waitNanos(long now) {
        if (open.isZero()) {
            return 0;
        }
        if (probing) {
            return first.toNanos();
        }
        return Math.max(0, openUntil - now);
    }

    /// A request goes.
    void begin() {
        probing = !open.isZero();
    }

    void succeeded() {
        failures = 0;
        open = Duration.ZERO;
        probing = false;
    }

    void failed(long now) {
        failures++;
        probing = false;
        if (failures >= failuresToOpen) {
            Duration twice = open.isZero() ? first : open.multipliedBy(2);
            open = twice.compareTo(longest) > 0 ? longest : twice;
            openUntil = now + open.toNanos();
        }
    }

    boolean isOpen() {
        return !open.isZero();
    }
}
