package dev.segue.crawler.publishing;

import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/// Gives publishers: one of its own to every import, because a publisher ends with its first failure, and a shared one
/// to whoever sends a record now and then. Safe for use by many threads.
public final class Publishers implements AutoCloseable {

    private final Supplier<Producer<String, byte[]>> producers;
    private final int maxInFlightBytes;
    private @Nullable Publisher shared;

    /// @param producers gives a new one
    /// @param maxInFlightBytes of each publisher
    public Publishers(Supplier<Producer<String, byte[]>> producers, int maxInFlightBytes) {
        this.producers = producers;
        this.maxInFlightBytes = maxInFlightBytes;
    }

    /// A new one, which its taker closes.
    public Publisher fresh() {
        return new Publisher(producers.get(), maxInFlightBytes);
    }

    /// The one that is shared, which stays open; a new one after a failure.
    public synchronized Publisher shared() {
        Publisher current = shared;
        if (current == null || !current.isAlive()) {
            if (current != null) {
                current.close();
            }
            current = fresh();
            shared = current;
        }
        return current;
    }

    @Override
    public synchronized void close() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}
