package dev.segue.crawler.app;

import dev.segue.crawler.importing.ImportQueue;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Whether the thread that works on imports is alive; only a restart brings it back.
@Liveness
@ApplicationScoped
final class ImportsAlive implements HealthCheck {

    private final ImportQueue imports;

    ImportsAlive(ImportQueue imports) {
        this.imports = imports;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("imports").status(imports.isAlive()).build();
    }
}
