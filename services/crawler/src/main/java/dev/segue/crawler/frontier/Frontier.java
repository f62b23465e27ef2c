package dev.segue.crawler.frontier;

import dev.segue.crawler.publishing.Publisher;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.Followed;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/// Every frontier entry, by id: the last one of each key in `crawl-frontier.v1`.
///
/// An entry is visible here as soon as it is put; it survives this process once the broker has acknowledged it. Safe
/// for use by many threads.
public final class Frontier {

    private final ConcurrentMap<String, CrawlFrontierEntry> entries = new ConcurrentHashMap<>();

    /// Reads the topic from its beginning to where it ends now.
    ///
    /// @throws SegueException NOT_READY when that took longer than `patience`
    public void restore(KafkaSettings kafka, Duration patience) throws InterruptedException {
        try (var follower = TopicFollower.named("crawler-frontier", kafka)
                .follow(Topics.CRAWL_FRONTIER, this::apply)
                .start()) {
            if (!follower.awaitCaughtUp(patience)) {
                throw new SegueException(
                        ErrorCode.NOT_READY,
                        "Expected to read " + Topics.CRAWL_FRONTIER.name() + " within " + patience.toSeconds()
                                + " s, got to " + follower.offsets());
            }
        }
    }

    private void apply(Followed<CrawlFrontierEntry> record) {
        CrawlFrontierEntry entry = record.value();
        if (entry == null) {
            entries.remove(record.key());
        } else {
            entries.put(record.key(), entry);
        }
    }

    public Optional<CrawlFrontierEntry> get(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /// The entries that match, in no order; a copy.
    public List<CrawlFrontierEntry> all(Predicate<CrawlFrontierEntry> wanted) {
        return entries.values().stream().filter(wanted).toList();
    }

    public void put(CrawlFrontierEntry entry, Publisher publisher) throws InterruptedException {
        entries.put(entry.getId(), entry);
        publisher.frontier(entry);
    }

    /// Forgets an entry, here and by a tombstone in the topic.
    public void remove(String id, Publisher publisher) throws InterruptedException {
        entries.remove(id);
        publisher.frontierGone(id);
    }

    public int size() {
        return entries.size();
    }
}
