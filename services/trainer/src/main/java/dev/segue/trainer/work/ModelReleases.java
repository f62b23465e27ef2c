package dev.segue.trainer.work;

import dev.segue.domain.InputOffsets;
import dev.segue.platform.Followed;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.ModelRelease;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// The models that are released, in the order of their releases, and how to release another.
///
/// Safe for use by many threads.
final class ModelReleases implements AutoCloseable {

    private final KafkaProducer<String, ModelRelease> producer;
    private final Map<String, ModelRelease> released = new LinkedHashMap<>();

    /// @param settings of the producer
    ModelReleases(Map<String, Object> settings) {
        Serializer<ModelRelease> values = AvroSerde.of(Topics.MODEL_RELEASES).serializer();
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), values);
    }

    /// Takes in what the topic says; a tombstone withdraws a model.
    synchronized void accept(Followed<ModelRelease> record) {
        released.remove(record.key());
        ModelRelease release = record.value();
        if (release != null) {
            released.put(record.key(), release);
        }
    }

    synchronized boolean has(String modelId) {
        return released.containsKey(modelId);
    }

    /// The newest release of a model made this way from whatever playlists.
    synchronized Optional<ModelRelease> newest(String configurationHash, String codeVersion, long seed) {
        return released.values().stream()
                .filter(release -> release.getConfigurationHash().equals(configurationHash)
                        && release.getCodeVersion().equals(codeVersion)
                        && release.getSeed() == seed)
                .reduce((earlier, later) -> later);
    }

    /// The newest release, however it was made.
    synchronized Optional<ModelRelease> newest() {
        return released.values().stream().reduce((earlier, later) -> later);
    }

    /// Releases a model; it is known to the broker when this returns.
    void release(ModelRelease release) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(Topics.MODEL_RELEASES.name(), release.getModelId(), release))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The release of " + release.getModelId() + " was not taken", e.getCause());
        }
        synchronized (this) {
            released.remove(release.getModelId());
            released.put(release.getModelId(), release);
        }
    }

    /// Offsets a release was made from.
    static InputOffsets inputs(ModelRelease release) {
        var byTopic = new HashMap<String, Map<Integer, Long>>();
        release.getInputOffsets().forEach((topic, partitions) -> {
            var offsets = new HashMap<Integer, Long>();
            partitions.forEach((partition, offset) -> offsets.put(Integer.valueOf(partition), offset));
            byTopic.put(topic, offsets);
        });
        return new InputOffsets(byTopic);
    }

    @Override
    public void close() {
        producer.close();
    }
}
