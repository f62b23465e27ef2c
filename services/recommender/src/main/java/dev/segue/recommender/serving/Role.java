package dev.segue.recommender.serving;

import java.util.Optional;
import java.util.stream.Stream;

/// The part a model has in answering.
public enum Role {
    /// Answers whatever no other model answers.
    ACTIVE("active"),
    /// Answers a share of the requests.
    CANARY("canary"),
    /// Is asked a share of the requests too; what it says is compared and never served.
    SHADOW("shadow"),
    /// Answers a share of the requests together with the active model, track by track.
    COMPARISON("comparison");

    private final String label;

    Role(String label) {
        this.label = label;
    }

    /// Stable name in events, answers and metrics.
    public String label() {
        return label;
    }

    static Optional<Role> of(String label) {
        return Stream.of(values()).filter(role -> role.label.equals(label)).findFirst();
    }
}
