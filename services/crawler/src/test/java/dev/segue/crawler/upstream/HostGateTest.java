package dev.segue.crawler.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.upstream.HostGate.Manners;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGateTest {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private Instant now = Instant.parse("2026-03-02T12:00:00Z");

    private HostGate gate(QuietHours quiet, Optional<Instant> notBefore) {
        return new HostGate(
                new Manners(Budget.UNLIMITED, LONGEST, quiet, 3, Duration.ofMinutes(1)),
                () -> now,
                new Random(1),
                () -> true,
                notBefore);
    }

    @Test
    void restsAsLongAsTheHostAsksAndALittleLonger() throws InterruptedException {
        // Given
        var gate = gate(QuietHours.NEVER, Optional.empty());
        gate.acquire();

        // When
        gate.failed(
                new UpstreamFailure(UpstreamFailure.Kind.THROTTLED, "slow down", Optional.of(Duration.ofSeconds(100))));

        // Then
        assertThat(gate.state()).isEqualTo(HostGate.State.RESTING);
        assertThat(gate.restsUntil().orElseThrow()).isBetween(now.plusSeconds(100), now.plusSeconds(110));
        now = now.plusSeconds(111);
        assertThat(gate.state()).isEqualTo(HostGate.State.OPEN);
    }

    @Test
    void restsLongerEachTimeWhenTheHostDoesNotSayHowLong() {
        // Given
        var gate = gate(QuietHours.NEVER, Optional.empty());

        // When
        var throttled = new UpstreamFailure(UpstreamFailure.Kind.THROTTLED, "slow down");
        gate.failed(throttled);
        var first = Duration.between(now, gate.restsUntil().orElseThrow());
        gate.failed(throttled);
        var second = Duration.between(now, gate.restsUntil().orElseThrow());
        for (int i = 0; i < 30; i++) {
            gate.failed(throttled);
        }
        var last = Duration.between(now, gate.restsUntil().orElseThrow());

        // Then
        assertThat(second).isGreaterThan(first.multipliedBy(3).dividedBy(2));
        assertThat(last).isBetween(LONGEST, LONGEST.multipliedBy(11).dividedBy(10));
    }

    @Test
    void keepsARestOverARestartUnlessItIsAbsurd() {
        // Given
        var asked = now.plusSeconds(30);

        // When
        var soon = gate(QuietHours.NEVER, Optional.of(asked));
        var absurd = gate(QuietHours.NEVER, Optional.of(now.plus(Duration.ofDays(400))));

        // Then
        assertThat(soon.restsUntil()).contains(asked);
        assertThat(absurd.restsUntil()).contains(now.plus(LONGEST));
    }

    @Test
    void leavesAHostThatFailsAloneUntilAProbeSucceeds() {
        // Given
        var breaker = new CircuitBreaker(3, Duration.ofSeconds(10), Duration.ofSeconds(30));
        breaker.failed(0);
        breaker.failed(0);
        assertThat(breaker.waitNanos(0)).isZero();

        // When
        breaker.failed(0);

        // Then
        long second = Duration.ofSeconds(1).toNanos();
        assertThat(breaker.waitNanos(second)).isEqualTo(9 * second);
        assertThat(breaker.waitNanos(10 * second)).isZero();
        breaker.begin();
        assertThat(breaker.waitNanos(10 * second)).as("one probe at a time").isPositive();
        breaker.failed(10 * second);
        assertThat(breaker.waitNanos(10 * second)).isEqualTo(20 * second);
        breaker.begin();
        breaker.succeeded();
        assertThat(breaker.waitNanos(11 * second)).isZero();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void keepsQuietHoursOverMidnight() {
        // Given
        var night = new QuietHours(LocalTime.of(23, 0), LocalTime.of(6, 0));

        // When / Then
        assertThat(night.left(Instant.parse("2026-03-02T22:59:59Z"))).isZero();
        assertThat(night.left(Instant.parse("2026-03-02T23:30:00Z"))).isEqualTo(Duration.ofMinutes(390));
        assertThat(night.left(Instant.parse("2026-03-02T05:59:00Z"))).isEqualTo(Duration.ofMinutes(1));
        assertThat(QuietHours.NEVER.left(now)).isZero();
        assertThat(gate(QuietHours.parse("11:00-13:00"), Optional.empty()).state())
                .isEqualTo(HostGate.State.RESTING);
    }

    @Test
    void noRequestGoesOnceTheRightToAskIsWithdrawn() throws InterruptedException {
        // Given
        var mayAsk = new AtomicBoolean(true);
        var gate = new HostGate(
                new Manners(Budget.UNLIMITED, LONGEST, QuietHours.NEVER, 3, Duration.ofMinutes(1)),
                () -> now,
                new Random(1),
                mayAsk::get,
                Optional.empty());
        gate.acquire();

        // When
        mayAsk.set(false);

        // Then
        assertThatThrownBy(gate::acquire).isInstanceOf(HostGate.Withdrawn.class);
    }

    @Test
    void aPausedGateLetsNothingThrough() {
        // Given
        var gate = gate(QuietHours.NEVER, Optional.empty());

        // When
        gate.pause(true);

        // Then
        assertThat(gate.state()).isEqualTo(HostGate.State.PAUSED);
    }

    @Test
    void aWindowNeverHoldsMoreThanTheBudgetWhereverItBegins() {
        // Given
        var budget = new Budget(5, Duration.ofNanos(1_000));
        var window = new RollingWindow(budget, 0);
        var dice = new Random(3);
        var arrivals = new java.util.ArrayList<Long>();

        // When
        long now = 0;
        while (arrivals.size() < 500) {
            now += window.waitNanos(now);
            long arrives = now + dice.nextInt(50);
            window.answered(window.take(), arrives + dice.nextInt(50));
            arrivals.add(arrives);
        }

        // Then
        arrivals.sort(null);
        for (int i = budget.requests(); i < arrivals.size(); i++) {
            assertThat(arrivals.get(i) - arrivals.get(i - budget.requests())).isGreaterThanOrEqualTo(1_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "50", "50/s", "0/5s", "5/0s", "-1/5s", "5/5h", "a lot"})
    void refusesABudgetThatIsNone(String text) {
        // When / Then
        assertThatThrownBy(() -> Budget.parse(text)).hasMessageContaining("expected requests/time as 50/5s");
    }
}
