package dev.segue.preprocessor.app;

import dev.segue.preprocessor.stream.PlaylistStreams;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Whether the streams can still come to run; once they have given up only a restart of the process brings them back.
@Liveness
@ApplicationScoped
final class StreamsAlive implements HealthCheck {

    private final PlaylistStreams streams;

    StreamsAlive(PlaylistStreams streams) {
        this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("streams")
                .status(!streams.hasGivenUp())
                .withData("state", streams.state())
                .build();
    }
}
