package dev.segue.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;

/// Creates the platform's topics where they are missing. Services call it before anything else, in any order: who
/// comes second finds them there.
public final class TopicCreator {

    private TopicCreator() {}

    /// @param replicationFactor empty for the broker's default
    /// @return names of the topics this call created
    /// @throws IllegalStateException when a topic exists with another number of partitions than [Topics] says
    public static List<String> createMissing(Admin admin, Optional<Short> replicationFactor)
            throws InterruptedException, ExecutionException {
        var existing = admin.listTopics().names().get();
        var created = new ArrayList<String>();
        for (Topic<?> topic : Topics.ALL) {
            if (!existing.contains(topic.name()) && create(admin, topic, replicationFactor)) {
                created.add(topic.name());
            }
        }
        requirePartitions(admin, created);
        return created;
    }

    private static boolean create(Admin admin, Topic<?> topic, Optional<Short> replicationFactor)
            throws InterruptedException, ExecutionException {
        var request = new NewTopic(topic.name(), Optional.of(topic.partitions()), replicationFactor)
                .configs(topic.settings());
        try {
            admin.createTopics(List.of(request)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    private static void requirePartitions(Admin admin, List<String> created)
            throws InterruptedException, ExecutionException {
        var others = Topics.ALL.stream()
                .filter(topic -> !created.contains(topic.name()))
                .toList();
        Map<String, TopicDescription> descriptions = admin.describeTopics(
                        others.stream().map(Topic::name).toList())
                .allTopicNames()
                .get();
        for (Topic<?> topic : others) {
            TopicDescription found = descriptions.get(topic.name());
            if (found != null && found.partitions().size() != topic.partitions()) {
                throw new IllegalStateException("Topic " + topic.name() + ": expected " + topic.partitions()
                        + " partitions, got " + found.partitions().size()
                        + "; keys would not find their partition again");
            }
        }
    }
}
