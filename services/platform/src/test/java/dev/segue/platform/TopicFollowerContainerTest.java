package dev.segue.platform;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/// The twin of [TopicFollowerTest] on the broker's own image.
@Testcontainers(disabledWithoutDocker = true)
class TopicFollowerContainerTest extends FollowingTopics {

    @Container
    private static final KafkaContainer BROKER = new KafkaContainer("apache/kafka:4.3.1");

    @Override
    String bootstrapServers() {
        return BROKER.getBootstrapServers();
    }
}
