package dev.segue.crawler.crawling;

import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.publishing.Publishers;
import dev.segue.crawler.source.live.LiveSource;
import dev.segue.crawler.upstream.HostGate;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.CrawlLease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The crawls of this process among those of a deployment. A source's part of the frontier is one partition; the
/// partitions are shared by a consumer group, and who holds one crawls its sources: after the former holder is shut
/// out by the source's transactional id, the partition is read to its end, and the former lease has run out.
public final class LiveCrawls implements AutoCloseable {

    /// The consumer group that shares the frontier.
    public static final String GROUP = "crawler-frontier-v1";

    /// Begins the transactional id of every source's producer.
    public static final String TRANSACTIONS = "crawler-live-";

    private static final Logger LOG = LoggerFactory.getLogger(LiveCrawls.class);
    private static final Wire<CrawlFrontierEntry> ENTRY = Wire.of(CrawlFrontierEntry.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ACCEPT_PATIENCE = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final Map<String, CrawlSettings> settings;
    private final String crawler;
    private final Duration session;
    private final Function<CrawlSettings, Function<HostGate, LiveSource>> sources;
    private final Publishers publishers;
    private final CrawlMeters meters;
    private final InstantSource clock;
    private final RandomGenerator dice;
    private final LeaseBoard board = new LeaseBoard();
    private final Map<String, SourceCrawl> crawls = new ConcurrentHashMap<>();
    private final Map<Integer, Part> parts = new HashMap<>();
    private final int partitions = Topics.CRAWL_FRONTIER.partitions();
    private final Thread thread = Thread.ofPlatform().name("live-crawls").unstarted(this::run);
    private volatile boolean closing;
    private volatile boolean started;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    /// A partition that this process holds.
    private static final class Part {
        private final Map<String, SourceCrawl> crawls = new TreeMap<>();
        private final long begun = System.nanoTime();
        private long end = -1;
        private boolean restored;
        private Duration restoring = Duration.ZERO;
    }

    /// @param settings of the sources that are switched on
    /// @param crawler names this process
    /// @param session how long the group waits for a member that is silent
    /// @param sources makes a source that asks through a gate
    public LiveCrawls(
            KafkaSettings kafka,
            Collection<CrawlSettings> settings,
            String crawler,
            Duration session,
            Function<CrawlSettings, Function<HostGate, LiveSource>> sources,
            Publishers publishers,
            CrawlMeters meters,
            InstantSource clock,
            RandomGenerator dice) {
        this.kafka = kafka;
        this.settings = new TreeMap<>();
        settings.forEach(one -> this.settings.put(one.source(), one));
        this.crawler = crawler;
        this.session = session;
        this.sources = sources;
        this.publishers = publishers;
        this.meters = meters;
        this.clock = clock;
        this.dice = dice;
    }

    /// Begins to take part; the topics must exist.
    public void start() {
        for (String source : settings.keySet()) {
            meters.gauge(CrawlMeters.QUEUE, source, crawls, held -> value(source, SourceCrawl::queue));
            meters.gauge(
                    CrawlMeters.BUDGET_LEFT,
                    source,
                    crawls,
                    held -> value(source, crawl -> crawl.gate().budgetLeft()));
            meters.gauge(CrawlMeters.OWNED, source, crawls, held -> value(source, crawl -> crawl.isRunning() ? 1 : 0));
            meters.gauge(
                    CrawlMeters.BROKEN,
                    source,
                    crawls,
                    held -> value(source, crawl -> crawl.gate().state() == HostGate.State.BROKEN ? 1 : 0));
        }
        board.start(kafka);
        started = true;
        if (!settings.isEmpty()) {
            thread.start();
        }
    }

    private double value(String source, Function<SourceCrawl, Integer> of) {
        SourceCrawl crawl = crawls.get(source);
        return crawl == null ? 0 : of.apply(crawl);
    }

    /// Whether the threads that only a restart brings back are alive.
    public boolean isAlive() {
        return !started || closing || (board.isAlive() && (settings.isEmpty() || thread.isAlive()));
    }

    /// Sources that are switched on here.
    public Collection<String> enabled() {
        return settings.keySet();
    }

    /// The leases of all sources that ever were crawled, by whichever crawler.
    public Collection<CrawlLease> leases() {
        return board.all();
    }

    /// Puts wishes into the frontier; whoever crawls the source sees them within moments.
    ///
    /// @throws SegueException BROKER_UNAVAILABLE when they cannot be written
    public void wish(List<LiveEntry> wishes) throws InterruptedException {
        var publisher = publishers.shared();
        var now = clock.instant();
        for (LiveEntry wish : wishes) {
            publisher.frontierAcknowledged(
                    wish.record(now), CrawlSettings.partition(wish.source(), partitions), ACCEPT_PATIENCE);
        }
    }

    /// Takes an entry out of the frontier.
    public void forget(String source, String id) throws InterruptedException {
        publishers.shared().frontierGoneAcknowledged(id, CrawlSettings.partition(source, partitions), ACCEPT_PATIENCE);
    }

    /// @throws SegueException NOT_READY before the start
    public void requireStarted() {
        if (!started) {
            throw new SegueException(ErrorCode.NOT_READY, "Crawls are known once the topics are there");
        }
    }

    private void run() {
        while (!closing) {
            try (var consumer =
                    new KafkaConsumer<>(consumerSettings(), new StringDeserializer(), new ByteArrayDeserializer())) {
                this.consumer = consumer;
                if (!board.awaitCaughtUp(PATIENCE)) {
                    LOG.warn("The leases cannot be read yet");
                    continue;
                }
                consumer.subscribe(List.of(Topics.CRAWL_FRONTIER.name()), new Sharing(consumer));
                poll(consumer);
                release(List.copyOf(parts.keySet()));
                return;
            } catch (WakeupException | InterruptedException e) {
                LOG.debug("Crawls end");
            } catch (KafkaException e) {
                LOG.warn("Crawls begin again: {}", e.toString());
                nap();
            } finally {
                release(List.copyOf(parts.keySet()));
            }
        }
    }

    private void nap() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private Map<String, Object> consumerSettings() {
        var all = kafka.consumer("crawler-frontier");
        all.put("group.id", GROUP);
        all.put("auto.offset.reset", "earliest");
        all.put("session.timeout.ms", (int) session.toMillis());
        all.put("heartbeat.interval.ms", (int) session.toMillis() / 4);
        all.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        all.put("max.poll.records", 5_000);
        return all;
    }

    private final class Sharing implements ConsumerRebalanceListener {
        private final KafkaConsumer<String, byte[]> consumer;

        Sharing(KafkaConsumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            for (TopicPartition partition : assigned) {
                take(consumer, partition);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            release(revoked.stream().map(TopicPartition::partition).toList());
        }
    }

    /// Shuts the former holder out, and begins to read what it left.
    private void take(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
        var part = new Part();
        for (CrawlSettings one : settings.values()) {
            if (CrawlSettings.partition(one.source(), partitions) == partition.partition()) {
                part.crawls.put(one.source(), begin(one));
            }
        }
        if (!part.crawls.isEmpty()) {
            part.end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
        consumer.seekToBeginning(List.of(partition));
        parts.put(partition.partition(), part);
    }

    private SourceCrawl begin(CrawlSettings one) {
        var producerSettings = kafka.producer("crawler-live-" + one.source());
        producerSettings.put("transactional.id", TRANSACTIONS + one.source());
        producerSettings.put("transaction.timeout.ms", 20_000);
        producerSettings.put("linger.ms", 5);
        var producer = new KafkaProducer<>(producerSettings, new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        Optional<CrawlLease> former = board.get(one.source());
        return new SourceCrawl(
                one,
                producer,
                crawler,
                former.map(lease -> lease.getTerm() + 1).orElse(1L),
                partitions,
                clock,
                meters,
                mayAsk -> new HostGate(one.manners(), clock, dice, mayAsk, former.map(CrawlLease::getNotBefore)),
                sources.apply(one));
    }

    private void release(Collection<Integer> released) {
        for (int partition : released) {
            Part part = parts.remove(partition);
            if (part != null) {
                close(part);
            }
        }
    }

    private void close(Part part) {
        for (SourceCrawl crawl : part.crawls.values()) {
            crawls.remove(crawl.name(), crawl);
            try {
                crawl.close();
            } catch (InterruptedException e) {
                closing = true;
            } catch (KafkaException e) {
                LOG.warn("The producer of {} did not close: {}", crawl.name(), e.toString());
            }
        }
    }

    private void poll(KafkaConsumer<String, byte[]> consumer) {
        while (!closing) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                Part part = parts.get(record.partition());
                if (part != null) {
                    LiveEntry.Id.of(record.key()).ifPresent(id -> apply(part, id, record));
                }
            }
            for (int partition : List.copyOf(parts.keySet())) {
                advance(consumer, new TopicPartition(Topics.CRAWL_FRONTIER.name(), partition));
            }
        }
    }

    private static void apply(Part part, LiveEntry.Id id, ConsumerRecord<String, byte[]> record) {
        SourceCrawl crawl = part.crawls.get(id.source());
        if (crawl == null) {
            return;
        }
        Header header = record.headers().lastHeader(SourceCrawl.WRITTEN_BY);
        byte @Nullable [] writtenBy = header == null ? null : header.value();
        if (crawl.isRunning() && crawl.isOwn(writtenBy)) {
            return;
        }
        CrawlFrontierEntry entry = null;
        if (record.value() != null) {
            switch (ENTRY.decode(record.value())) {
                case Wire.Decoded.Read<CrawlFrontierEntry>(var value) -> entry = value;
                case Wire.Decoded.Unreadable<CrawlFrontierEntry>(String reason) -> {
                    LOG.warn("{}-{} offset {}: {}", record.topic(), record.partition(), record.offset(), reason);
                    return;
                }
            }
        }
        try {
            crawl.take(id, entry, !crawl.isKnowledge(writtenBy));
        } catch (IllegalArgumentException e) {
            LOG.warn("{}-{} offset {}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void advance(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
        Part part = parts.get(partition.partition());
        if (part == null || part.crawls.isEmpty()) {
            return;
        }
        if (part.crawls.values().stream().anyMatch(crawl -> crawl.failure().isPresent())) {
            release(List.of(partition.partition()));
            nap();
            take(consumer, partition);
            return;
        }
        if (!part.restored && consumer.position(partition) >= part.end) {
            part.restored = true;
            part.restoring = Duration.ofNanos(System.nanoTime() - part.begun);
        }
        if (part.restored) {
            for (SourceCrawl crawl : new ArrayList<>(part.crawls.values())) {
                if (!crawls.containsKey(crawl.name()) && board.isFree(crawl.name(), crawler)) {
                    crawls.put(crawl.name(), crawl);
                    crawl.start(part.restoring);
                }
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        var current = consumer;
        if (started && !settings.isEmpty()) {
            thread.join(PATIENCE);
            if (thread.isAlive() && current != null) {
                current.wakeup();
            }
        }
        board.close();
    }
}
