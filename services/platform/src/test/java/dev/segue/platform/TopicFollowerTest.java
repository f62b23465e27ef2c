package dev.segue.platform;

import dev.segue.testkit.Broker;
import dev.segue.testkit.BrokerExtension;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class TopicFollowerTest extends FollowingTopics {

    private final Broker broker;

    TopicFollowerTest(Broker broker) {
        this.broker = broker;
    }

    @Override
    String bootstrapServers() {
        return broker.bootstrapServers();
    }
}
