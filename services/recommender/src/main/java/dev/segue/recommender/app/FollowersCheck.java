package dev.segue.recommender.app;

import dev.segue.recommender.serving.LiveRecommender;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Says at `/q/health/live` when the service can never be right again by itself: its start failed, or a follower died.
@Liveness
@ApplicationScoped
final class FollowersCheck implements HealthCheck {

    private final LiveRecommender live;

    FollowersCheck(LiveRecommender live) {
        this.live = live;
    }

    @Override
    public HealthCheckResponse call() {
        var response =
                HealthCheckResponse.named("followers").status(live.failure().isEmpty());
        live.failure().ifPresent(failure -> response.withData("failure", failure));
        return response.build();
    }
}
