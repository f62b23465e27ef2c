package dev.segue.platform;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Shows the service's [ReadinessGate] at `/q/health/ready`, with what is being waited for.
@Readiness
@ApplicationScoped
public final class GateReadinessCheck implements HealthCheck {

    private final ReadinessGate gate;

    GateReadinessCheck(ReadinessGate gate) {
        this.gate = gate;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("ready").status(gate.isOpen());
        gate.unmet().forEach(response::withData);
        return response.build();
    }
}
