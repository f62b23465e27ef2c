package dev.segue.platform;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.schemas.TopicCreator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a service reaches Kafka, and the one place that decides how its clients behave there.
///
/// @param bootstrapServers `host:port[,host:port…]`
/// @param replicationFactor of the topics created; empty for the broker's default
/// @param client settings given to every client as they are, for security and the like; they win over ours
public record KafkaSettings(String bootstrapServers, Optional<Short> replicationFactor, Map<String, String> client) {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSettings.class);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(250);
    /// Larger than the largest topic takes, so that one long playlist never blocks a client.
    private static final int LARGEST_REQUEST = 64 << 20;

    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.kafka.bootstrap-servers: expected host:port[,host:port…], got nothing");
        }
        client = Map.copyOf(client);
    }

    /// An idempotent producer that waits for all replicas and fills its batches for up to 20 ms.
    public Map<String, Object> producer(String clientId) {
        var settings = common(clientId);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("linger.ms", 20);
        settings.put("batch.size", 256 << 10);
        settings.put("compression.type", "lz4");
        settings.put("max.request.size", LARGEST_REQUEST);
        settings.put("buffer.memory", (long) LARGEST_REQUEST + (16 << 20));
        settings.put("delivery.timeout.ms", 120_000);
        settings.putAll(client);
        return settings;
    }

    /// A consumer without a group that sees committed records only and keeps its own positions.
    public Map<String, Object> consumer(String clientId) {
        var settings = common(clientId);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none");
        settings.put("allow.auto.create.topics", false);
        settings.put("max.poll.records", 2_000);
        settings.put("fetch.max.wait.ms", 100);
        settings.putAll(client);
        return settings;
    }

    public Map<String, Object> admin(String clientId) {
        var settings = common(clientId);
        settings.putAll(client);
        return settings;
    }

    /// A Kafka Streams application under exactly-once semantics.
    ///
    /// @param applicationId `<service>-<topology>-v<version>`; names the consumer group, stores and internal topics
    /// @param threads stream threads in this process
    /// @param commitInterval from a record's arrival to its effects being visible to readers of committed records
    public Properties streams(String applicationId, Path stateDirectory, int threads, Duration commitInterval) {
        var settings = new Properties();
        settings.put("application.id", applicationId);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("state.dir", stateDirectory.toString());
        settings.put("num.stream.threads", threads);
        settings.put("processing.guarantee", "exactly_once_v2");
        settings.put("commit.interval.ms", commitInterval.toMillis());
        settings.put(
                "replication.factor", replicationFactor.map(Short::intValue).orElse(-1));
        settings.put("ensure.explicit.internal.resource.naming", true);
        settings.put("auto.include.jmx.reporter", false);
        settings.put("producer.transaction.timeout.ms", 60_000);
        settings.put("producer.linger.ms", 20);
        settings.put("producer.batch.size", 256 << 10);
        settings.put("producer.compression.type", "lz4");
        settings.put("producer.max.request.size", LARGEST_REQUEST);
        settings.put("topic.max.message.bytes", LARGEST_REQUEST);
        settings.put("main.consumer.auto.offset.reset", "earliest");
        settings.put("consumer.max.poll.records", 500);
        settings.put("consumer.fetch.max.wait.ms", 100);
        settings.putAll(client);
        return settings;
    }

    /// Waits until the broker answers and every topic of the platform is there, creating what is missing.
    ///
    /// @throws SegueException `BROKER_UNAVAILABLE` when that took longer than `patience`
    public void awaitTopics(String clientId, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            // Closing waits for calls under way, which an absent broker does not answer: an interrupt must end the
            // wait.
            Admin admin = Admin.create(admin(clientId));
            try {
                var created = TopicCreator.createMissing(admin, replicationFactor);
                if (!created.isEmpty()) {
                    LOG.info("Created topics {}", created);
                }
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw new SegueException(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "Kafka at " + bootstrapServers + " did not give the topics within " + patience.toSeconds()
                                    + " s: " + e.getCause(),
                            e);
                }
                Thread.sleep(RETRY_PAUSE);
            } finally {
                admin.close(Duration.ZERO);
            }
        }
    }

    /// For the log: where to, and the names but not the values of the client settings, among which are secrets.
    @Override
    public String toString() {
        return "KafkaSettings[bootstrapServers=" + bootstrapServers + ", replicationFactor=" + replicationFactor
                + ", client=" + new TreeMap<>(client).keySet() + "]";
    }

    private Map<String, Object> common(String clientId) {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("client.id", clientId);
        settings.put("reconnect.backoff.max.ms", 2_000);
        settings.put("retry.backoff.max.ms", 1_000);
        return settings;
    }
}
