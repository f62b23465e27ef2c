package dev.segue.recommender.serving;

import dev.segue.recommender.serving.Arms.Arm;
import dev.segue.recommender.serving.Recommender.Facts;
import dev.segue.recommender.serving.Recommender.Recommendations;
import dev.segue.recommending.Continuation;
import dev.segue.recommending.ContinuationRequest;
import dev.segue.recommending.RecommendedTrack;
import dev.segue.recommending.Workspace;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the shadow model what another model has answered already, and compares the two. One thread with a short queue:
/// under load requests are left out rather than anybody's answer held up.
public final class Shadows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
    private static final int QUEUE = 64;

    private final LiveRecommender live;
    private final RecommenderMetrics metrics;
    private final Workspace workspace = new Workspace();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), work -> Thread.ofPlatform()
                    .name("recommender-shadow")
                    .daemon()
                    .unstarted(work));

    public Shadows(LiveRecommender live, RecommenderMetrics metrics) {
        this.live = live;
        this.metrics = metrics;
    }

    /// Compares later, if there is a shadow model and the request is among its share.
    ///
    /// @param asked hash of the request
    void compare(
            LiveState state,
            ContinuationRequest request,
            boolean explicitToo,
            Optional<String> title,
            long asked,
            Recommendations served) {
        if (live.arms().shadow().filter(arm -> arm.takes(Role.SHADOW, asked)).isEmpty()) {
            return;
        }
        Set<String> tracks =
                served.items().stream().map(item -> item.track().id()).collect(Collectors.toSet());
        try {
            thread.execute(() -> compare(state, request, explicitToo, title, tracks));
        } catch (RejectedExecutionException _) {
            metrics.shadowed("dropped");
        }
    }

    private void compare(
            LiveState state,
            ContinuationRequest request,
            boolean explicitToo,
            Optional<String> title,
            Set<String> served) {
        long start = System.nanoTime();
        try {
            Optional<Continuation> continuation = state.corpus().read(() -> live.arms()
                    .shadow()
                    .map(Arm::serving)
                    .map(serving -> Recommender.continued(
                            state,
                            Recommender.read(state, request, title, Optional.of(serving)),
                            Optional.of(serving),
                            new Facts(state, explicitToo),
                            workspace)));
            if (continuation.isPresent()) {
                long both = continuation.get().items().stream()
                        .map(RecommendedTrack::trackId)
                        .filter(served::contains)
                        .count();
                metrics.shadowOverlap(
                        served.isEmpty() ? 1 : (double) both / served.size(),
                        Duration.ofNanos(System.nanoTime() - start));
                metrics.shadowed("compared");
            }
        } catch (RuntimeException e) {
            metrics.shadowed("failed");
            LOG.warn("The shadow model could not answer", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
