package dev.segue.crawler.crawling;

import dev.segue.platform.Followed;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CrawlLease;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The leases of all sources as `crawl-leases.v1` has them. Whether a lease has run out is told by the time since this
/// process read it, never by comparing clocks. Safe for use by many threads.
final class LeaseBoard implements AutoCloseable {

    private record Read(CrawlLease lease, long at) {}

    private final Map<String, Read> leases = new ConcurrentHashMap<>();
    private @Nullable TopicFollower follower;

    /// Begins to follow the topic, which must exist.
    void start(KafkaSettings kafka) {
        follower = TopicFollower.named("crawler-leases", kafka)
                .follow(Topics.CRAWL_LEASES, this::apply)
                .start();
    }

    /// @return false when the topic could not be read within `patience`
    boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return follower != null && follower.awaitCaughtUp(patience);
    }

    boolean isAlive() {
        return follower == null || follower.failure().isEmpty();
    }

    private void apply(Followed<CrawlLease> record) {
        CrawlLease lease = record.value();
        if (lease == null) {
            leases.remove(record.key());
        } else {
            leases.put(record.key(), new Read(lease, System.nanoTime()));
        }
    }

    /// Whether nobody but `crawler` can have the right to ask the source any more.
    boolean isFree(String source, String crawler) {
        Read read = leases.get(source);
        if (read == null || read.lease().getGiven() || read.lease().getOwner().equals(crawler)) {
            return true;
        }
        return System.nanoTime() - read.at()
                > Duration.ofMillis(read.lease().getLeaseMs()).toNanos();
    }

    Optional<CrawlLease> get(String source) {
        return Optional.ofNullable(leases.get(source)).map(Read::lease);
    }

    Collection<CrawlLease> all() {
        return leases.values().stream().map(Read::lease).toList();
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
