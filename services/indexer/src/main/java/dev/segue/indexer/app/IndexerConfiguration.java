package dev.segue.indexer.app;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.indexer.building.IndexSettings;
import dev.segue.platform.KafkaSettings;
import dev.segue.search.VectorSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// All that can be configured, as the environment and the properties file say it; keys begin with `segue.`, and one
/// that is not here stops the start.
@ConfigMapping(prefix = "segue")
public interface IndexerConfiguration {

    Kafka kafka();

    Artefacts artefacts();

    State state();

    Index index();

    /// How to reach Kafka.
    interface Kafka {
        @WithDefault("localhost:9092")
        String bootstrapServers();

        Optional<Short> replicationFactor();

        Map<String, String> client();
    }

    /// Where finished models and indexes are.
    interface Artefacts {
        @WithDefault(".segue/artefacts")
        Path root();
    }

    /// Where this service works; may be lost.
    interface State {
        @WithDefault(".segue/state/indexer")
        Path directory();
    }

    /// When snapshots are due and how many stay.
    interface Index {
        Rebuild rebuild();

        @WithDefault("3")
        int keep();

        Vectors vectors();
    }

    /// How vectors are indexed, see [VectorSettings].
    interface Vectors {
        @WithDefault("20000")
        int exactUpTo();

        @WithDefault("false")
        boolean quantised();

        @WithDefault("16")
        int connections();

        @WithDefault("100")
        int buildWidth();

        @WithDefault("100")
        int searchWidth();
    }

    /// When the next snapshot of the same model is due.
    interface Rebuild {
        @WithDefault("0.2")
        double changedShare();

        @WithDefault("PT1M")
        Duration pause();

        @WithDefault("PT15M")
        Duration interval();
    }

    /// The validated settings of the Kafka clients.
    default KafkaSettings kafkaSettings() {
        return new KafkaSettings(kafka().bootstrapServers(), kafka().replicationFactor(), kafka().client());
    }

    /// The validated settings of the index.
    default IndexSettings indexSettings() {
        Rebuild rebuild = index().rebuild();
        return new IndexSettings(
                rebuild.changedShare(), rebuild.pause(), rebuild.interval(), index().keep(), vectorSettings());
    }

    private VectorSettings vectorSettings() {
        Vectors vectors = index().vectors();
        try {
            return new VectorSettings(
                    vectors.exactUpTo(),
                    vectors.quantised(),
                    vectors.connections(),
                    vectors.buildWidth(),
                    vectors.searchWidth());
        } catch (IllegalArgumentException e) {
            throw new SegueException(ErrorCode.INVALID_CONFIGURATION, "segue.index.vectors: " + e.getMessage(), e);
        }
    }
}
