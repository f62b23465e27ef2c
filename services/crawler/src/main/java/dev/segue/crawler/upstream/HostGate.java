package dev.segue.crawler.upstream;

import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Decides when the next request to a host may go: when the budget has room, the host has not asked to be left alone,
/// it is not failing, the hour is not a quiet one, nobody has paused the source, and this crawler still has the
/// right to ask. One for each host of a deployment at a time. Safe for use by many threads.
public final class HostGate {

    private static final Duration LONGEST_NAP = Duration.ofMillis(500);
    private static final Duration FIRST_REST = Duration.ofSeconds(1);

    private final Manners manners;
    private final InstantSource clock;
    private final RandomGenerator dice;
    private final BooleanSupplier mayAsk;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final RollingWindow window;
    private final CircuitBreaker breaker;
    private Instant notBefore = Instant.MIN;
    private int throttles;
    private boolean paused;
    private int underWay;

    /// How to behave towards a host.
    ///
    /// @param longestRest how long it is left alone at most when it asks for it
    /// @param failuresToOpen failures in a row after which it is left alone unasked
    public record Manners(
            Budget budget, Duration longestRest, QuietHours quietHours, int failuresToOpen, Duration firstBreak) {}

    /// What the gate does at the moment.
    public enum State {
        OPEN,
        /// The host asked to be left alone, or the hour is quiet.
        RESTING,
        PAUSED,
        /// The host fails.
        BROKEN
    }

    /// The right to send one request.
    public record Ticket(int place) {}

    /// Nobody may ask any more: another crawler does, or this one stops.
    public static final class Withdrawn extends InterruptedException {
        private static final long serialVersionUID = 1L;

        Withdrawn() {
            super("The right to ask was withdrawn");
        }
    }

    /// @param mayAsk whether this crawler holds the host; asked right before every request
    /// @param notBefore what the host asked of those before us
    public HostGate(
            Manners manners,
            InstantSource clock,
            RandomGenerator dice,
            BooleanSupplier mayAsk,
            Optional<Instant> notBefore) {
        this.manners = manners;
        this.clock = clock;
        this.dice = dice;
        this.mayAsk = mayAsk;
        this.window = new RollingWindow(manners.budget(), System.nanoTime());
        this.breaker = new CircuitBreaker(manners.failuresToOpen(), manners.firstBreak(), manners.longestRest());
        // A clock that is wrong by years must not make us wait for years.
        Instant latest = clock.instant().plus(manners.longestRest());
        notBefore.ifPresent(time -> this.notBefore = time.isAfter(latest) ? latest : time);
    }

    /// Waits until a request may go.
    ///
    /// @throws Withdrawn when none may any more
    public Ticket acquire() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (!mayAsk.getAsBoolean()) {
                    throw new Withdrawn();
                }
                long wait = waitNanos(System.nanoTime());
                if (wait <= 0) {
                    breaker.begin();
                    underWay++;
                    return new Ticket(window.take());
                }
                changed.awaitNanos(Math.min(wait, LONGEST_NAP.toNanos()));
            }
        } finally {
            lock.unlock();
        }
    }

    private long waitNanos(long now) {
        if (paused) {
            return LONGEST_NAP.toNanos();
        }
        Instant time = clock.instant();
        long rest = time.isBefore(notBefore) ? nanos(Duration.between(time, notBefore)) : 0;
        long quiet = nanos(manners.quietHours().left(time));
        return Math.max(Math.max(rest, quiet), Math.max(breaker.waitNanos(now), window.waitNanos(now)));
    }

    private static long nanos(Duration duration) {
        return TimeUnit.MILLISECONDS.toNanos(duration.toMillis() + (duration.isZero() ? 0 : 1));
    }

    /// The answer began, or there will be none.
    ///
    /// @param at by [System#nanoTime()]
    void answered(Ticket ticket, long at) {
        lock.lock();
        try {
            underWay--;
            window.answered(ticket.place(), at);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void succeeded() {
        lock.lock();
        try {
            throttles = 0;
            breaker.succeeded();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void failed(UpstreamFailure failure) {
        lock.lock();
        try {
            if (failure.kind() == Kind.THROTTLED || failure.retryAfter().isPresent()) {
                rest(failure.retryAfter().orElseGet(this::nextRest));
            }
            if (failure.kind().isOfTheHost()) {
                breaker.failed(System.nanoTime());
            } else {
                breaker.succeeded();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// A tenth more at random: those who were sent away together do not come back together.
    private void rest(Duration asked) {
        throttles++;
        Duration jittered = asked.plusMillis((long) (asked.toMillis() * 0.1 * dice.nextDouble()));
        Instant until = clock.instant().plus(jittered);
        if (until.isAfter(notBefore)) {
            notBefore = until;
        }
    }

    private Duration nextRest() {
        Duration rest = FIRST_REST.multipliedBy(1L << Math.min(throttles, 12));
        return rest.compareTo(manners.longestRest()) > 0 ? manners.longestRest() : rest;
    }

    /// The kill switch: no request goes until it is lifted.
    public void pause(boolean paused) {
        lock.lock();
        try {
            this.paused = paused;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public State state() {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (paused) {
                return State.PAUSED;
            }
            if (breaker.isOpen()) {
                return State.BROKEN;
            }
            boolean rests =
                    now.isBefore(notBefore) || !manners.quietHours().left(now).isZero();
            return rests ? State.RESTING : State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /// Until when the host asked to be left alone; empty when that is over.
    public Optional<Instant> restsUntil() {
        lock.lock();
        try {
            return clock.instant().isBefore(notBefore) ? Optional.of(notBefore) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Requests that could go now as far as the budget is concerned; -1 of an unlimited one.
    public int budgetLeft() {
        lock.lock();
        try {
            return window.left(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /// Requests sent and not answered.
    public int underWay() {
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
    }
}
