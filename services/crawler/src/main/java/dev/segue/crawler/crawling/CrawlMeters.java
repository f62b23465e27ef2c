package dev.segue.crawler.crawling;

import dev.segue.crawler.source.live.ShapeDrift;
import dev.segue.crawler.upstream.UpstreamFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What continuous crawling tells of itself; every meter has the tag `source`.
public final class CrawlMeters implements ShapeDrift {

    private static final Logger LOG = LoggerFactory.getLogger(CrawlMeters.class);

    /// Timer: requests, from the wish to send one to the end of its answer. Tag `outcome`: good, or a kind of failure.
    public static final String REQUESTS = "segue.crawler.requests";

    /// Counter, bytes: of answers, unpacked.
    public static final String ANSWERED = "segue.crawler.answered";

    /// Counter: looks at things. Tag `outcome`: changed, unchanged, listed, identified, gone, failed or withheld.
    public static final String LOOKS = "segue.crawler.looks";

    /// Counter: playlists that were withheld. Tag `flag`: near-duplicate, copied or curator-flood.
    public static final String FLAGGED = "segue.crawler.flagged";

    /// Gauge: entries of the frontier that are due and not yet looked at.
    public static final String QUEUE = "segue.crawler.queue";

    /// Gauge: requests that the budget allows now; -1 without a budget.
    public static final String BUDGET_LEFT = "segue.crawler.budget.left";

    /// Gauge: 1 while this crawler crawls the source.
    public static final String OWNED = "segue.crawler.owned";

    /// Gauge: 1 while the source fails and is left alone for that.
    public static final String BROKEN = "segue.crawler.broken";

    /// Counter: answers whose shape was not as known. Tags `shape`, `field`, `change`: appeared or vanished.
    public static final String SHAPE_DRIFT = "segue.crawler.shape.drift";

    /// Counter: tracks of playlists that have no id.
    public static final String TRACKS_SKIPPED = "segue.crawler.tracks.skipped";

    /// Names of fields come from outside; more than these become one.
    private static final int MOST_FIELDS = 100;

    private static final String OTHERS = "others";

    private final MeterRegistry registry;
    private final Set<String> fields = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    public CrawlMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    public void request(String source, UpstreamFailure.@Nullable Kind failure, long bytes, Duration took) {
        String outcome = failure == null ? "good" : failure.wireName();
        registry.timer(REQUESTS, "source", source, "outcome", outcome).record(took);
        Counter.builder(ANSWERED)
                .baseUnit("bytes")
                .tag("source", source)
                .register(registry)
                .increment(bytes);
        count(source, "requests").incrementAndGet();
        if (failure != null) {
            count(source, "failure." + outcome).incrementAndGet();
        }
    }

    void looked(String source, String outcome) {
        registry.counter(LOOKS, "source", source, "outcome", outcome).increment();
        count(source, "looks." + outcome).incrementAndGet();
    }

    void flagged(String source, String flag) {
        registry.counter(FLAGGED, "source", source, "flag", flag).increment();
    }

    <T> void gauge(String name, String source, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .tag("source", source)
                .strongReference(true)
                .register(registry);
    }

    /// Everything counted of a source since this crawler started, by name.
    Map<String, Long> counted(String source) {
        String prefix = source + " ";
        var counted = new java.util.TreeMap<String, Long>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                counted.put(name.substring(prefix.length()), count.get());
            }
        });
        return counted;
    }

    private AtomicLong count(String source, String name) {
        return counts.computeIfAbsent(source + " " + name, key -> new AtomicLong());
    }

    @Override
    public void appeared(String source, String shape, String field) {
        drifted(source, shape, field, "appeared");
    }

    @Override
    public void vanished(String source, String shape, String field) {
        drifted(source, shape, field, "vanished");
    }

    private void drifted(String source, String shape, String field, String change) {
        String key = source + " " + shape + " " + field + " " + change;
        boolean known = fields.contains(key);
        if (!known && fields.size() < MOST_FIELDS && fields.add(key)) {
            LOG.warn("Answers of {} have another shape: field {} of {} {}", source, field, shape, change);
            known = true;
        }
        registry.counter(
                        SHAPE_DRIFT,
                        "source",
                        source,
                        "shape",
                        shape,
                        "field",
                        known ? field : OTHERS,
                        "change",
                        change)
                .increment();
        count(source, "drift").incrementAndGet();
    }

    @Override
    public void skippedTrack(String source) {
        registry.counter(TRACKS_SKIPPED, "source", source).increment();
    }
}
