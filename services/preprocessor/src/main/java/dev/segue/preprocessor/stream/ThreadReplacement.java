package dev.segue.preprocessor.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Replaces stream threads that fail, which mends what passes: a broker that was away, a lost fence. More than
/// [#MOST] failures within [#WITHIN] are a defect: then the streams stop, and whoever watches the process decides.
/// They stop at once when a thread finds that what was kept is lost.
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    static final int MOST = 20;
    static final Duration WITHIN = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final InstantSource clock;
    private final Deque<Instant> failures = new ArrayDeque<>();

    ThreadReplacement(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        if (isLostState(failure)) {
            LOG.error("The streams stop, because no other thread will find what is lost", failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Instant now = clock.instant();
        failures.addLast(now);
        while (failures.getFirst().isBefore(now.minus(WITHIN))) {
            failures.removeFirst();
        }
        if (failures.size() > MOST) {
            LOG.error("Stream threads failed {} times within {}: the streams stop", failures.size(), WITHIN, failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("A stream thread failed and is replaced", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean isLostState(@Nullable Throwable failure) {
        return failure != null && (failure instanceof LostState || isLostState(failure.getCause()));
    }
}
