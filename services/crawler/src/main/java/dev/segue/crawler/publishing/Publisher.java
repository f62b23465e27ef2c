package dev.segue.crawler.publishing;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.PlaylistId;
import dev.segue.domain.SegueException;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/// Sends the crawler's records and tells of each when the broker has acknowledged it.
///
/// At most a given number of bytes are under way; who sends more waits, which is how a slow broker slows the reading
/// down. The first record that could not be delivered ends the publisher: whatever is called after that throws, and
/// what was not acknowledged has to be sent again by another one. Safe for use by many threads.
public final class Publisher implements AutoCloseable {

    /// Told on the producer's thread; must not block.
    @FunctionalInterface
    public interface Acknowledgement {
        /// @param offset of the record in its partition
        void of(int partition, long offset);
    }

    /// Where an acknowledged record lies.
    public record Acknowledged(int partition, long offset) {}

    private static final Wire<CrawlFrontierEntry> FRONTIER_ENTRY = Wire.of(CrawlFrontierEntry.class);
    private static final Acknowledgement NOBODY_WAITS = (partition, offset) -> {};
    private static final int RECORD_OVERHEAD = 128;

    private final Producer<String, byte[]> producer;
    private final int maxInFlightBytes;
    private final Semaphore room;
    private volatile @Nullable Exception failure;

    /// @param producer closed with this publisher
    /// @param maxInFlightBytes a record that is bigger goes alone
    public Publisher(Producer<String, byte[]> producer, int maxInFlightBytes) {
        this.producer = producer;
        this.maxInFlightBytes = maxInFlightBytes;
        this.room = new Semaphore(maxInFlightBytes);
    }

    /// Sends a playlist; waits for room.
    ///
    /// @param encoded the snapshot in its wire format; not copied
    public void snapshot(String playlistId, byte[] encoded, Acknowledgement acknowledgement)
            throws InterruptedException {
        send(Topics.PLAYLIST_SNAPSHOTS, playlistId, encoded, acknowledgement);
    }

    /// Sends the tombstone of a playlist; waits for room.
    public void gone(PlaylistId playlist, Acknowledgement acknowledgement) throws InterruptedException {
        send(Topics.PLAYLIST_SNAPSHOTS, playlist.value(), null, acknowledgement);
    }

    /// Sends the tombstone of a playlist and waits until it is acknowledged.
    ///
    /// @throws SegueException BROKER_UNAVAILABLE when it was not within `patience`; it may be yet
    public Acknowledged goneAcknowledged(PlaylistId playlist, Duration patience) throws InterruptedException {
        var acknowledged = new CompletableFuture<Acknowledged>();
        gone(playlist, (partition, offset) -> acknowledged.complete(new Acknowledged(partition, offset)));
        return await(acknowledged, "the tombstone of " + playlist, patience);
    }

    /// Sends a frontier entry; waits for room.
    public void frontier(CrawlFrontierEntry entry) throws InterruptedException {
        send(Topics.CRAWL_FRONTIER, entry.getId(), FRONTIER_ENTRY.encode(entry), NOBODY_WAITS);
    }

    /// Sends a frontier entry and waits until it is acknowledged.
    ///
    /// @throws SegueException BROKER_UNAVAILABLE when it was not within `patience`; it may be yet
    public void frontierAcknowledged(CrawlFrontierEntry entry, Duration patience) throws InterruptedException {
        var acknowledged = new CompletableFuture<Acknowledged>();
        send(
                Topics.CRAWL_FRONTIER,
                entry.getId(),
                FRONTIER_ENTRY.encode(entry),
                (partition, offset) -> acknowledged.complete(new Acknowledged(partition, offset)));
        await(acknowledged, "the entry " + entry.getId(), patience);
    }

    /// Sends an entry to a partition of the frontier and waits until it is acknowledged.
    ///
    /// @throws SegueException BROKER_UNAVAILABLE when it was not within `patience`; it may be yet
    public void frontierAcknowledged(CrawlFrontierEntry entry, int partition, Duration patience)
            throws InterruptedException {
        var acknowledged = new CompletableFuture<Acknowledged>();
        send(
                Topics.CRAWL_FRONTIER,
                partition,
                entry.getId(),
                FRONTIER_ENTRY.encode(entry),
                (to, offset) -> acknowledged.complete(new Acknowledged(to, offset)));
        await(acknowledged, "the entry " + entry.getId(), patience);
    }

    /// Sends a tombstone to a partition of the frontier and waits until it is acknowledged.
    ///
    /// @throws SegueException BROKER_UNAVAILABLE when it was not within `patience`; it may be yet
    public void frontierGoneAcknowledged(String id, int partition, Duration patience) throws InterruptedException {
        var acknowledged = new CompletableFuture<Acknowledged>();
        send(
                Topics.CRAWL_FRONTIER,
                partition,
                id,
                null,
                (to, offset) -> acknowledged.complete(new Acknowledged(to, offset)));
        await(acknowledged, "the tombstone of " + id, patience);
    }

    /// Sends the tombstone of a frontier entry; waits for room.
    public void frontierGone(String id) throws InterruptedException {
        send(Topics.CRAWL_FRONTIER, id, null, NOBODY_WAITS);
    }

    /// Waits until everything sent so far is acknowledged.
    public void flush() throws InterruptedException {
        try {
            producer.flush();
        } catch (InterruptException e) {
            throw interrupted(e);
        }
        requireAlive();
    }

    /// Gives up what is not acknowledged yet.
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private void send(Topic<?> topic, String key, byte @Nullable [] value, Acknowledgement acknowledgement)
            throws InterruptedException {
        send(topic, null, key, value, acknowledgement);
    }

    /// @param partition null for the one of the key
    private void send(
            Topic<?> topic,
            @Nullable Integer partition,
            String key,
            byte @Nullable [] value,
            Acknowledgement acknowledgement)
            throws InterruptedException {
        requireAlive();
        int bytes = Math.min(maxInFlightBytes, (value == null ? 0 : value.length) + key.length() + RECORD_OVERHEAD);
        room.acquire(bytes);
        try {
            producer.send(new ProducerRecord<>(topic.name(), partition, key, value), (metadata, failed) -> {
                room.release(bytes);
                if (failed != null) {
                    fail(failed);
                } else {
                    tell(acknowledgement, metadata);
                }
            });
        } catch (InterruptException e) {
            throw interrupted(e);
        }
    }

    private static void tell(Acknowledgement acknowledgement, RecordMetadata metadata) {
        acknowledgement.of(metadata.partition(), metadata.offset());
    }

    private void fail(Exception failed) {
        if (failure == null) {
            failure = failed;
        }
    }

    /// Whether every record so far was delivered or is under way.
    boolean isAlive() {
        return failure == null;
    }

    private void requireAlive() {
        Exception failed = failure;
        if (failed != null) {
            boolean passing = failed instanceof RetriableException;
            throw new SegueException(
                    passing ? ErrorCode.BROKER_UNAVAILABLE : ErrorCode.INTERNAL,
                    "Kafka did not take a record: " + failed,
                    failed);
        }
    }

    private Acknowledged await(CompletableFuture<Acknowledged> acknowledged, String what, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                return acknowledged.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                requireAlive();
            } catch (ExecutionException e) {
                throw new IllegalStateException("An acknowledgement is never completed with a failure", e);
            }
        }
        throw new SegueException(
                ErrorCode.BROKER_UNAVAILABLE,
                "Kafka did not acknowledge " + what + " within " + patience.toSeconds() + " s");
    }

    private static InterruptedException interrupted(InterruptException e) {
        Thread.interrupted();
        var interrupted = new InterruptedException("Interrupted while sending");
        interrupted.initCause(e);
        return interrupted;
    }
}
