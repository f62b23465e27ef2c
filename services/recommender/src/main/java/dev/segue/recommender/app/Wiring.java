package dev.segue.recommender.app;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.ReadinessGate;
import dev.segue.recommender.door.FrontDoor;
import dev.segue.recommender.serving.Decisions;
import dev.segue.recommender.serving.FeedbackDesk;
import dev.segue.recommender.serving.LiveRecommender;
import dev.segue.recommender.serving.Outbox;
import dev.segue.recommender.serving.Recommender;
import dev.segue.recommender.serving.RecommenderMetrics;
import dev.segue.recommender.serving.Shadows;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The recommender's parts, put together.
final class Wiring {

    private static final int BEFORE_EVERYTHING = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    @Produces
    @Singleton
    RecommenderSettings settings(RecommenderConfig config) {
        return RecommenderSettings.of(config, Runtime.getRuntime().availableProcessors());
    }

    @Produces
    @Singleton
    ReadinessGate readiness() {
        return new ReadinessGate(LiveRecommender.CONDITIONS.toArray(String[]::new));
    }

    @Produces
    @Singleton
    RecommenderMetrics metrics(MeterRegistry registry) {
        return new RecommenderMetrics(registry);
    }

    @Produces
    @Singleton
    LiveRecommender live(RecommenderSettings settings, ReadinessGate readiness, RecommenderMetrics metrics) {
        return new LiveRecommender(
                settings.kafka(),
                new ArtefactStore(settings.artefacts()),
                settings.live(),
                readiness,
                metrics,
                InstantSource.system());
    }

    @Produces
    @Singleton
    Outbox outbox(RecommenderSettings settings, RecommenderMetrics metrics) {
        return new Outbox(settings.kafka(), settings.live().acknowledgement(), metrics);
    }

    @Produces
    @Singleton
    Shadows shadows(LiveRecommender live, RecommenderMetrics metrics) {
        return new Shadows(live, metrics);
    }

    @Produces
    @Singleton
    Decisions decisions(LiveRecommender live, Outbox outbox) {
        return new Decisions(live, outbox, InstantSource.system());
    }

    @Produces
    @Singleton
    FeedbackDesk feedback(LiveRecommender live, Outbox outbox, RecommenderMetrics metrics) {
        return new FeedbackDesk(live, outbox, metrics, InstantSource.system());
    }

    @Produces
    @Singleton
    Recommender recommender(
            LiveRecommender live,
            RecommenderSettings settings,
            RecommenderMetrics metrics,
            Shadows shadows,
            Outbox outbox) {
        return new Recommender(live, settings.live(), metrics, shadows, outbox, InstantSource.system());
    }

    @Produces
    @Singleton
    FrontDoor door(RecommenderSettings settings, MeterRegistry registry) {
        return new FrontDoor(settings.door(), registry);
    }

    void guard(@Observes Filters filters, FrontDoor door) {
        filters.register(door, BEFORE_EVERYTHING);
    }

    /// JSON that is taken at its word: a number in quotes, a fraction for a count or a second value for a field is an
    /// error, not a guess.
    @Produces
    @Singleton
    ObjectMapperCustomizer strictJson() {
        return Wiring::strict;
    }

    static void strict(ObjectMapper json) {
        json.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        json.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        json.setConfig(json.getDeserializationConfig().without(MapperFeature.ALLOW_COERCION_OF_SCALARS));
        json.getFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        var texts = json.coercionConfigFor(LogicalType.Textual);
        texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        texts.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        texts.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    void start(@Observes StartupEvent event, RecommenderSettings settings, LiveRecommender live) {
        LOG.info("Recommender {} starts with {}", CodeVersion.current(), settings);
        live.start();
    }

    void stop(@Observes ShutdownEvent event, LiveRecommender live, Shadows shadows, Outbox outbox) {
        shadows.close();
        live.close();
        outbox.close();
    }
}
