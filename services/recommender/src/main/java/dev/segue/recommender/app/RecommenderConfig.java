package dev.segue.recommender.app;

import dev.segue.recommender.door.DoorSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The recommender's configuration as it is written down; [RecommenderSettings] is what the service works with.
@ConfigMapping(prefix = "segue")
public interface RecommenderConfig {

    Kafka kafka();

    Artefacts artefacts();

    State state();

    Recommender recommender();

    /// How to reach the broker.
    interface Kafka {
        /// `host:port[,host:port…]`
        String bootstrapServers();

        /// Of the topics created; the broker's default when absent.
        Optional<Short> replicationFactor();

        /// Given to every Kafka client as they are.
        Map<String, String> client();
    }

    /// Where released artefacts lie.
    interface Artefacts {
        Path root();
    }

    /// Where the service may write.
    interface State {
        Path directory();
    }

    /// What only the recommender has.
    interface Recommender {
        /// Text search and catalogue see changes this late at most.
        @WithDefault("200ms")
        Duration refreshInterval();

        /// Continuations computed at a time; as many as processors when absent. More would only take each
        /// other's caches.
        OptionalInt concurrency();

        /// For the broker at start.
        @WithDefault("120s")
        Duration patience();

        /// How long a request may wait for its turn before it is sent away.
        @WithDefault("2s")
        Duration queueing();

        /// A new model must find this share of the hidden tracks that the active one finds, to become active.
        @WithDefault("0.5")
        double trialFloor();

        /// Whether the second stage that a model brings orders its answers.
        @WithDefault("true")
        boolean secondStage();

        /// Share of the answers that is logged to `served-recommendations.v1`.
        @WithDefault("1")
        double servedLog();

        /// How long the broker may take over feedback and decisions.
        @WithDefault("5s")
        Duration acknowledgement();

        /// By name: those who have an API key.
        Map<String, Key> keys();

        /// Who may come without a key: nobody, loopback or everybody.
        @WithDefault("loopback")
        DoorSettings.Anonymous anonymous();

        /// Requests at a time, waiting ones included; one more is sent away.
        @WithDefault("256")
        int underWay();

        /// From the head of a request to its answer.
        @WithDefault("10s")
        Duration deadline();

        /// From the first byte of a request's head to its last.
        @WithDefault("10s")
        Duration headDeadline();
    }

    /// An API key and what it allows.
    interface Key {
        /// SHA-256 of the key, hex.
        String sha256();

        /// In the long run.
        @WithDefault("100")
        int requestsPerSecond();

        /// At once after a pause; twice the rate when absent.
        OptionalInt burst();

        /// Whether the roles of models may be changed.
        @WithDefault("false")
        boolean admin();
    }
}
