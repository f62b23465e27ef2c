package dev.segue.platform;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.SegueException;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows all partitions of some topics from given offsets for ever: first what is there, then what comes. One
/// thread reads and calls the handlers; committed records only, in the order of each partition, tombstones included.
///
/// A record that cannot be decoded is counted, logged and passed over, so that poison never stops a partition. A
/// handler that throws stops the follower: [#failure] says so and the service must not call itself healthy.
public final class TopicFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PARTITIONS_PATIENCE = Duration.ofSeconds(30);
    private static final Duration PARTITIONS_PAUSE = Duration.ofMillis(50);

    private final String name;
    private final Map<String, Route> routes;
    private final Consumer<Runnable> around;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final AtomicLong unreadable = new AtomicLong();
    private volatile InputOffsets offsets;
    private volatile long lag = Long.MAX_VALUE;
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    private TopicFollower(Builder builder, KafkaConsumer<byte[], byte[]> consumer) {
        this.name = builder.name;
        this.routes = Map.copyOf(builder.routes);
        this.around = builder.around;
        this.consumer = consumer;
        this.partitions = partitions(builder.topics);
        this.offsets = seek(builder.from);
        this.thread = Thread.ofPlatform().name("follower-" + name).unstarted(this::run);
    }

    /// Begins to describe a follower.
    ///
    /// @param name of its thread and Kafka client, as `trainer-playlists`
    public static Builder named(String name, KafkaSettings kafka) {
        return new Builder(name, kafka);
    }

    /// What to follow, and who is told.
    public static final class Builder {
        private final String name;
        private final KafkaSettings kafka;
        private final Map<String, Route> routes = new LinkedHashMap<>();
        private final List<Topic<?>> topics = new ArrayList<>();
        private InputOffsets from = InputOffsets.NONE;
        private Consumer<Runnable> around = Runnable::run;

        private Builder(String name, KafkaSettings kafka) {
            this.name = name;
            this.kafka = kafka;
        }

        /// Hands every record of `topic` to `handler`, on the follower's thread.
        public <V extends SpecificRecord> Builder follow(Topic<V> topic, Consumer<Followed<V>> handler) {
            topics.add(topic);
            routes.put(topic.name(), new Decoding<>(topic, Wire.of(topic.value()), handler));
            return this;
        }

        /// Hands every record of `topic` to `handler` as it is, on the follower's thread: for those who must not pass
        /// over any, who need the headers, or who read less than a whole record.
        public Builder followBytes(Topic<?> topic, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
            topics.add(topic);
            routes.put(topic.name(), record -> {
                handler.accept(record);
                return null;
            });
            return this;
        }

        /// Starts at these offsets; partitions that are not named start at their beginning.
        public Builder from(InputOffsets offsets) {
            this.from = offsets;
            return this;
        }

        /// Wraps the handling of each batch: take a lock, run it, release. [TopicFollower#offsets] moves inside.
        public Builder around(Consumer<Runnable> around) {
            this.around = around;
            return this;
        }

        /// Starts to follow. The topics must exist: see [KafkaSettings#awaitTopics].
        public TopicFollower start() {
            var consumer =
                    new KafkaConsumer<>(kafka.consumer(name), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            try {
                var follower = new TopicFollower(this, consumer);
                follower.thread.start();
                return follower;
            } catch (RuntimeException e) {
                consumer.close();
                throw e;
            }
        }
    }

    /// Whether everything that was in the topics when the follower started has been handled.
    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /// Waits for [#isCaughtUp].
    ///
    /// @return false when that did not happen within `patience`
    /// @throws SegueException when the follower failed
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!caughtUp.await(50, TimeUnit.MILLISECONDS)) {
            failure().ifPresent(cause -> {
                throw new SegueException(ErrorCode.INTERNAL, "Follower " + name + " failed: " + cause, cause);
            });
            if (System.nanoTime() > deadline) {
                return false;
            }
        }
        return true;
    }

    /// Up to where records were handled: the offset of the next one, topic by partition.
    public InputOffsets offsets() {
        return offsets;
    }

    /// Records known to be in the topics and not handled yet; empty before the first answer of the broker.
    public OptionalLong lag() {
        return lag == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(lag);
    }

    /// Records passed over because they could not be decoded.
    public long unreadable() {
        return unreadable.get();
    }

    /// Why the follower stopped; empty while it runs or when it was closed.
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            Map<TopicPartition, Long> atStart = consumer.endOffsets(partitions);
            LOG.info("Follower {} starts at {} and is caught up at {}", name, offsets, atStart);
            while (!closing) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    around.accept(() -> {
                        records.forEach(this::handle);
                        offsets = positions();
                    });
                } else {
                    offsets = positions();
                }
                lag = measureLag();
                if (!isCaughtUp() && reached(atStart)) {
                    LOG.info("Follower {} is caught up at {}", name, offsets);
                    caughtUp.countDown();
                }
            }
        } catch (WakeupException e) {
            if (!closing) {
                fail(e);
            }
        } catch (InvalidOffsetException e) {
            fail(new SegueException(
                    ErrorCode.INTERNAL,
                    "Follower " + name + ": the topic no longer holds the offsets it should go on from, " + offsets
                            + "; the state made from them cannot be trusted",
                    e));
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        LOG.error("Follower {} stopped at {}", name, offsets, cause);
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        Route route = routes.get(record.topic());
        if (route != null) {
            String flaw = route.handle(record);
            if (flaw != null) {
                unreadable.incrementAndGet();
                LOG.warn(
                        "Passed over {} partition {} offset {}: {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        flaw);
            }
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return partitions.stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }

    private long measureLag() {
        long sum = 0;
        for (TopicPartition partition : partitions) {
            OptionalLong behind = consumer.currentLag(partition);
            if (behind.isEmpty()) {
                return Long.MAX_VALUE;
            }
            sum += behind.getAsLong();
        }
        return sum;
    }

    private List<TopicPartition> partitions(List<Topic<?>> topics) {
        var found = new ArrayList<TopicPartition>();
        for (Topic<?> topic : topics) {
            for (PartitionInfo partition : partitions(topic)) {
                found.add(new TopicPartition(topic.name(), partition.partition()));
            }
        }
        return List.copyOf(found);
    }

    /// A broker that just created the topic may not know all of its partitions yet: to begin without one of them would
    /// be to leave it out for ever.
    private List<PartitionInfo> partitions(Topic<?> topic) {
        long deadline = System.nanoTime() + PARTITIONS_PATIENCE.toNanos();
        while (true) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic.name());
            if (partitions.size() >= topic.partitions()) {
                return partitions;
            }
            if (System.nanoTime() > deadline) {
                throw new SegueException(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "Topic " + topic.name() + ": expected " + topic.partitions() + " partitions, got "
                                + partitions.size() + " for " + PARTITIONS_PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(PARTITIONS_PAUSE.toNanos());
        }
    }

    private InputOffsets seek(InputOffsets from) {
        consumer.assign(partitions);
        var beginnings = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            Long offset = from.of(partition.topic()).get(partition.partition());
            consumer.seek(partition, offset == null ? beginnings.getOrDefault(partition, 0L) : offset);
        }
        return positions();
    }

    private InputOffsets positions() {
        var byTopic = new HashMap<String, Map<Integer, Long>>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                    .put(partition.partition(), consumer.position(partition));
        }
        return new InputOffsets(byTopic);
    }

    /// Where the records of a topic go.
    private interface Route {
        /// @return what is wrong with the record, or null when it was handed over
        @Nullable
        String handle(ConsumerRecord<byte[], byte[]> record);
    }

    private record Decoding<V extends SpecificRecord>(Topic<V> topic, Wire<V> wire, Consumer<Followed<V>> handler)
            implements Route {

        @Override
        public @Nullable String handle(ConsumerRecord<byte[], byte[]> record) {
            byte[] key = record.key();
            if (key == null) {
                return "expected a key, got none";
            }
            byte[] value = record.value();
            if (value == null) {
                handler.accept(followed(record, key, null));
                return null;
            }
            return switch (wire.decode(value)) {
                case Wire.Decoded.Read<V>(V read) -> {
                    handler.accept(followed(record, key, read));
                    yield null;
                }
                case Wire.Decoded.Unreadable<V>(String reason) -> reason;
            };
        }

        private Followed<V> followed(ConsumerRecord<byte[], byte[]> record, byte[] key, @Nullable V value) {
            return new Followed<>(
                    topic,
                    record.partition(),
                    record.offset(),
                    Instant.ofEpochMilli(record.timestamp()),
                    new String(key, StandardCharsets.UTF_8),
                    value);
        }
    }
}
