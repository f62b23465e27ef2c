package dev.segue.local.supervisor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waiting for what other processes do.
final class Waiting {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private Waiting() {}

    static void until(String expectation, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + LIMIT + " until " + expectation);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
