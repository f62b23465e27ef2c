package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.platform.Metrics;
import dev.segue.platform.TopicFollower;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What the recommender tells of itself; names as in [Metrics].
public final class RecommenderMetrics {

    private final MeterRegistry registry;
    private final DistributionSummary candidates;
    private final Timer freshness;
    private final Counter swaps;

    public RecommenderMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.candidates = DistributionSummary.builder(Metrics.RECOMMENDER_CANDIDATES)
                .baseUnit("tracks")
                .publishPercentileHistogram(false)
                .register(registry);
        this.freshness = Timer.builder(Metrics.RECOMMENDER_FRESHNESS)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
        this.swaps = Counter.builder(Metrics.RECOMMENDER_SWAPS).register(registry);
    }

    /// A request was answered.
    public void request(String operation, String outcome, Duration took) {
        Timer.builder(Metrics.RECOMMENDER_REQUESTS)
                .tag("operation", operation)
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry)
                .record(took);
    }

    void candidates(int n) {
        candidates.record(n);
    }

    void fallback(String reason) {
        registry.counter(Metrics.RECOMMENDER_FALLBACKS, "reason", reason).increment();
    }

    void freshness(Duration age) {
        freshness.record(age);
    }

    void answered(Role role) {
        registry.counter(Metrics.RECOMMENDER_ANSWERS, "role", role.label()).increment();
    }

    void servedLog(boolean written) {
        registry.counter(Metrics.RECOMMENDER_SERVED_LOG, "outcome", written ? "written" : "dropped")
                .increment();
    }

    /// A shadow model was asked too.
    ///
    /// @param outcome compared, dropped or failed
    void shadowed(String outcome) {
        registry.counter(Metrics.RECOMMENDER_SHADOW_REQUESTS, "outcome", outcome)
                .increment();
    }

    void shadowOverlap(double overlap, Duration took) {
        DistributionSummary.builder(Metrics.RECOMMENDER_SHADOW_OVERLAP)
                .register(registry)
                .record(overlap);
        Timer.builder(Metrics.RECOMMENDER_SHADOW_DURATION).register(registry).record(took);
    }

    void feedback(String action, String model) {
        registry.counter(Metrics.RECOMMENDER_FEEDBACK, "action", action, "model", model)
                .increment();
    }

    void swapped() {
        swaps.increment();
    }

    void refused(String kind, ErrorCode code) {
        registry.counter(
                        Metrics.RECOMMENDER_REFUSALS,
                        "kind",
                        kind,
                        "code",
                        code.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /// @param value read when the metric is; the registry keeps `source` only weakly
    <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).register(registry);
    }

    void follower(String topic, TopicFollower follower) {
        Gauge.builder(Metrics.FOLLOWER_LAG, follower, f -> f.lag().orElse(-1))
                .tag("follower", topic)
                .register(registry);
        FunctionCounter.builder(Metrics.FOLLOWER_UNREADABLE, follower, TopicFollower::unreadable)
                .tag("follower", topic)
                .register(registry);
    }
}
