package dev.segue.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// Waiting for something that happens in other threads or processes.
public final class Eventually {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Eventually() {}

    /// Waits until `condition` holds.
    ///
    /// @throws AssertionError when it does not hold within `limit`; the last exception it threw is the cause
    public static void eventually(Duration limit, Callable<Boolean> condition) {
        eventually("the condition to hold", limit, condition);
    }

    /// Waits until `condition` holds, with words for the failure.
    ///
    /// @param expectation completes "waited for …" in the failure
    public static void eventually(String expectation, Duration limit, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for " + expectation, e);
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() < deadline);
        throw new AssertionError("Waited " + limit + " for " + expectation, last);
    }

    /// Repeats `assertions` until they pass; the failure is that of the last try.
    public static void eventuallyPasses(Duration limit, ThrowingCallable assertions) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Throwable failure = failureOf(assertions);
            if (failure == null) {
                return;
            }
            if (System.nanoTime() >= deadline) {
                throw new AssertionError("Not within " + limit + ": " + failure.getMessage(), failure);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static @Nullable Throwable failureOf(ThrowingCallable assertions) {
        try {
            assertions.call();
            return null;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return e;
        }
    }
}
