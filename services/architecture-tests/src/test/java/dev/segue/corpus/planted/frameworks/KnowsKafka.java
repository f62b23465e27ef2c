package dev.segue.corpus.planted.frameworks;

import org.apache.kafka.common.TopicPartition;

final class KnowsKafka {

    private KnowsKafka() {}

    static TopicPartition partition() {
        return new TopicPartition("planted", 0);
    }
}
