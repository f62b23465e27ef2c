package dev.segue.preprocessor.stream;

import static dev.segue.preprocessor.stream.RunningPreprocessor.PATIENCE;
import static dev.segue.testkit.Eventually.eventually;

import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.testkit.Broker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/// Topics deleted, made anew and cut, as an operator can. Each call returns when the broker shows what was done.
final class TopicSurgery {

    private final Broker broker;

    TopicSurgery(Broker broker) {
        this.broker = broker;
    }

    /// Makes the topics again, with so many partitions.
    void repartition(Partitions partitions) {
        recreate(Topics.PLAYLIST_SNAPSHOTS, partitions.snapshots());
        recreate(Topics.PLAYLISTS, partitions.snapshots());
        recreate(Topics.TRACKS, partitions.anchors());
        recreate(Topics.TRACK_NEIGHBOURS, partitions.anchors());
    }

    private void recreate(Topic<?> topic, int partitions) {
        recreate(topic.name(), partitions, topic.settings());
    }

    void delete(String topic) {
        await(broker.admin().deleteTopics(List.of(topic)).all());
        eventually(
                "topic " + topic + " to be gone",
                PATIENCE,
                () -> !broker.admin().listTopics().names().get().contains(topic));
    }

    /// Deletes the topic and makes it again, empty.
    void recreate(String topic, int partitions, Map<String, String> settings) {
        delete(topic);
        var wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings);
        await(broker.admin().createTopics(List.of(wanted)).all());
        var ends = new HashMap<TopicPartition, OffsetSpec>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        eventually("topic " + topic + " to be there", PATIENCE, () -> {
            broker.admin().listOffsets(ends).all().get();
            return true;
        });
    }

    /// Deletes the records of a compacted topic before an offset, which a broker does only while the topic is one whose
    /// records may be deleted.
    void cut(TopicPartition partition, long before) {
        cleanup(partition.topic(), "delete");
        eventually("records of " + partition + " to be deleted", PATIENCE, () -> {
            broker.admin()
                    .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
            return true;
        });
        cleanup(partition.topic(), "compact");
    }

    private void cleanup(String topic, String policy) {
        var setting = new AlterConfigOp(new ConfigEntry("cleanup.policy", policy), OpType.SET);
        await(broker.admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(setting)))
                .all());
    }

    private static void await(KafkaFuture<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
