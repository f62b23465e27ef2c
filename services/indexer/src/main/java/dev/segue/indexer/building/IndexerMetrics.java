package dev.segue.indexer.building;

import dev.segue.domain.ErrorCode;
import dev.segue.platform.Metrics;
import dev.segue.platform.TopicFollower;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// What the indexer counts.
public final class IndexerMetrics {

    /// Timer: from the decision to build to the announcement. Tag `outcome`: `published` or `failed`.
    public static final String BUILDS = "segue.indexer.builds";

    /// Counter: model bundles that did not hold. Tag `code`.
    public static final String MODELS_REFUSED = "segue.indexer.models.refused";

    /// Gauge, playlists: in the live content.
    public static final String PLAYLISTS = "segue.indexer.playlists";

    /// Gauge, playlists: changed since the last snapshot.
    public static final String CHANGED = "segue.indexer.playlists.changed";

    /// Counter, records: passed over because they broke the contract of their topic.
    public static final String RECORDS_REFUSED = "segue.indexer.records.refused";

    /// Gauge: share of the ten nearest vectors that the last index finds, published or refused. Tag `of`: `tracks` or
    /// `playlists`.
    public static final String RECALL = "segue.indexer.recall";

    /// Counter: snapshots refused because they find too few of the nearest.
    public static final String SNAPSHOTS_REFUSED = "segue.indexer.snapshots.refused";

    private final MeterRegistry meters;
    private final Map<String, Double> recalls = new ConcurrentHashMap<>();

    public IndexerMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void published(Duration took) {
        build("published", took);
    }

    void failed(Duration took) {
        build("failed", took);
    }

    void modelRefused(ErrorCode code) {
        meters.counter(MODELS_REFUSED, "code", code.name()).increment();
    }

    void recall(String of, double recall) {
        if (recalls.put(of, recall) == null) {
            Gauge.builder(RECALL, recalls, it -> it.getOrDefault(of, Double.NaN))
                    .tag("of", of)
                    .register(meters);
        }
    }

    void snapshotRefused() {
        meters.counter(SNAPSHOTS_REFUSED).increment();
    }

    void watch(Indexer indexer) {
        gauge(PLAYLISTS, indexer, it -> it.extent().playlists());
        gauge(CHANGED, indexer, it -> it.extent().changedPlaylists());
        FunctionCounter.builder(RECORDS_REFUSED, indexer, it -> it.extent().refused())
                .register(meters);
    }

    void watch(String name, TopicFollower follower) {
        Tags tags = Tags.of(List.of(Tag.of("follower", name)));
        Gauge.builder(Metrics.FOLLOWER_LAG, follower, it -> it.lag().orElse(0))
                .tags(tags)
                .register(meters);
        FunctionCounter.builder(Metrics.FOLLOWER_UNREADABLE, follower, TopicFollower::unreadable)
                .tags(tags)
                .register(meters);
    }

    private void build(String outcome, Duration took) {
        Timer.builder(BUILDS).tag("outcome", outcome).register(meters).record(took);
    }

    private void gauge(String name, Indexer indexer, ToDoubleFunction<Indexer> value) {
        Gauge.builder(name, indexer, value).register(meters);
    }
}
