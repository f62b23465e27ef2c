package dev.segue.trainer.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How to reach Kafka.
@ConfigMapping(prefix = "segue.kafka")
interface KafkaMapping {

    /// `host:port[,host:port…]`
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /// Of the topics created; left out, the broker's default.
    Optional<Short> replicationFactor();

    /// Settings given to every client as they are.
    Map<String, String> client();

    /// How long one attempt to reach the broker takes before the log says so and the next begins.
    @WithDefault("60s")
    Duration patience();
}
