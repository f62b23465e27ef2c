package dev.segue.crawler.app;

import dev.segue.crawler.crawling.LiveCrawls;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Whether the threads that share and follow the crawls are alive; only a restart brings them back.
@Liveness
@ApplicationScoped
final class CrawlsAlive implements HealthCheck {

    private final LiveCrawls crawls;

    CrawlsAlive(LiveCrawls crawls) {
        this.crawls = crawls;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("crawls").status(crawls.isAlive()).build();
    }
}
