package dev.segue.trainer.work;

import dev.segue.platform.Metrics;
import dev.segue.platform.TopicFollower;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/// The trainer's meters, each registered once and present from the start.
public final class TrainerMetrics {

    /// How a training ended, as the tag `outcome` says it.
    enum Outcome {
        /// A new model was trained and released.
        RELEASED,
        /// The model existed already; it was released if it was not.
        REUSED,
        /// There is no new model.
        FAILED;

        private String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final MeterRegistry registry;
    private final AtomicInteger epoch = new AtomicInteger();
    private final AtomicReference<Double> loss = new AtomicReference<>(Double.NaN);

    /// Registers what does not depend on a topic being followed.
    public TrainerMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            timer(outcome);
        }
        Gauge.builder(Metrics.TRAINER_EPOCH, epoch, AtomicInteger::get)
                .description("Finished epochs of the present training, 0 when there is none")
                .register(registry);
        Gauge.builder(Metrics.TRAINER_LOSS, loss, AtomicReference::get)
                .description("Loss of the last finished epoch")
                .register(registry);
    }

    void epochs(int finished) {
        epoch.set(finished);
    }

    void loss(double ofLastEpoch) {
        loss.set(ofLastEpoch);
    }

    void ended(Outcome outcome, Duration took) {
        timer(outcome).record(took);
    }

    /// Shows the size of the table and what changed in it.
    void watch(PlaylistTable table) {
        gauge(Metrics.TRAINER_PLAYLISTS, "Clean playlists held now", table, PlaylistTable::playlists);
        gauge(
                Metrics.TRAINER_CHANGED_PLAYLISTS,
                "Playlists that are not as the newest model saw them",
                table,
                PlaylistTable::changed);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /// Shows how far a follower is behind and what it passed over.
    void watch(String follower, TopicFollower source) {
        Gauge.builder(Metrics.FOLLOWER_LAG, source, f -> f.lag().orElse(0))
                .tag("follower", follower)
                .description("Records known to be in the followed topics and not handled yet")
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder(Metrics.FOLLOWER_UNREADABLE, source, TopicFollower::unreadable)
                .tag("follower", follower)
                .description("Records passed over because they could not be decoded")
                .register(registry);
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder(Metrics.TRAINER_TRAININGS)
                .tag("outcome", outcome.tag())
                .description("Trainings, from the snapshot of the playlists to the release")
                .register(registry);
    }
}
