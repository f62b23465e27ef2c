package dev.segue.crawler.frontier;

import dev.segue.crawler.publishing.Publisher;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The frontier entries of files and imports, by id: the last one of each key in `crawl-frontier.v1`. Those of live
/// sources, of which there may be very many, are held by who crawls them.
///
/// An entry is visible here as soon as it is put; it survives this process once the broker has acknowledged it. Safe
/// for use by many threads.
public final class Frontier {

    private static final Logger LOG = LoggerFactory.getLogger(Frontier.class);
    private static final Wire<CrawlFrontierEntry> ENTRY = Wire.of(CrawlFrontierEntry.class);

    private final ConcurrentMap<String, CrawlFrontierEntry> entries = new ConcurrentHashMap<>();

    /// Reads the topic from its beginning to where it ends now.
    ///
    /// @throws SegueException NOT_READY when that took longer than `patience`
    public void restore(KafkaSettings kafka, Duration patience) throws InterruptedException {
        try (var follower = TopicFollower.named("crawler-frontier", kafka)
                .followBytes(Topics.CRAWL_FRONTIER, this::apply)
                .start()) {
            if (!follower.awaitCaughtUp(patience)) {
                throw new SegueException(
                        ErrorCode.NOT_READY,
                        "Expected to read " + Topics.CRAWL_FRONTIER.name() + " within " + patience.toSeconds()
                                + " s, got to " + follower.offsets());
            }
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (LiveEntry.Id.of(key).isPresent()) {
            return;
        }
        if (record.value() == null) {
            entries.remove(key);
            return;
        }
        switch (ENTRY.decode(record.value())) {
            case Wire.Decoded.Read<CrawlFrontierEntry>(var entry) -> entries.put(key, entry);
            case Wire.Decoded.Unreadable<CrawlFrontierEntry>(String reason) ->
                LOG.warn("{}-{} offset {}: {}", record.topic(), record.partition(), record.offset(), reason);
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
