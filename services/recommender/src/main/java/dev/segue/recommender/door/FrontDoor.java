package dev.segue.recommender.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.domain.ErrorCode;
import dev.segue.platform.Metrics;
import dev.segue.platform.Problem;
import dev.segue.recommender.door.DoorSettings.Anonymous;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Lets requests to the API in, or sends them away with a problem: without a key that is asked for, over the rate of
/// their key, over the number of requests under way, or when they take longer than the deadline. All of it before a
/// thread is given to them, so that sending away stays cheap when there is too much to do.
///
/// Pages, health and metrics are not the API and pass.
public final class FrontDoor implements Handler<RoutingContext> {

    /// A thousand seeds and a thousand exclusions of 200 characters, and a cursor.
    public static final long MAX_BODY_BYTES = 1 << 20;

    private static final String API = "/v1/";
    private static final String STATUS = "/v1/status";
    private static final String MODELS = "/v1/models";
    private static final String BEARER = "bearer ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DoorSettings settings;
    private final MeterRegistry registry;
    private final Map<String, Guest> guests = new HashMap<>();
    private final Map<String, TokenBucket> buckets = new HashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();

    public FrontDoor(DoorSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
        for (Guest guest : settings.guests()) {
            guests.put(guest.sha256(), guest);
            buckets.put(guest.sha256(), new TokenBucket(guest.requestsPerSecond(), guest.burst(), System.nanoTime()));
        }
        Gauge.builder(Metrics.RECOMMENDER_UNDER_WAY, underWay, AtomicInteger::get)
                .register(registry);
    }

    @Override
    public void handle(RoutingContext context) {
        if (!context.normalizedPath().startsWith(API)) {
            context.next();
            return;
        }
        HttpServerRequest request = context.request();
        Optional<String> key = key(request);
        @Nullable Guest guest = key.map(text -> guests.get(sha256(text))).orElse(null);
        if (guest == null
                && (key.isPresent()
                        || !settings.anonymous()
                                .admits(request.connection().remoteAddress().hostAddress()))) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"segue\"");
            turnAway(
                    context,
                    ErrorCode.UNAUTHORIZED,
                    key.isPresent()
                            ? "expected an API key that is known here, got another"
                            : "expected an API key as Authorization: Bearer KEY, got none");
            return;
        }
        if (guest != null && !hasRate(context, guest)) {
            return;
        }
        if (changesModels(context)
                && !mayChangeModels(guest, request.connection().remoteAddress().hostAddress())) {
            turnAway(
                    context,
                    ErrorCode.FORBIDDEN,
                    guest == null
                            ? "The roles of models are changed from this machine or with the key of an admin"
                            : "Key " + guest.name() + " may not change the roles of models");
            return;
        }
        admit(context);
    }

    private void admit(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        // The decoder takes digits alone, and a long at most.
        if (length != null && Long.parseLong(length) > MAX_BODY_BYTES) {
            turnAway(
                    context, ErrorCode.TOO_LARGE, "body: expected at most " + MAX_BODY_BYTES + " bytes, got " + length);
            return;
        }
        boolean counted = !context.normalizedPath().equals(STATUS);
        if (counted && underWay.incrementAndGet() > settings.underWay()) {
            underWay.decrementAndGet();
            context.response().putHeader("Retry-After", "1");
            turnAway(
                    context,
                    ErrorCode.OVERLOADED,
                    "Too many requests at a time: " + settings.underWay() + " are under way");
            return;
        }
        long timer = context.vertx().setTimer(settings.deadline().toMillis(), _ -> expire(context));
        context.addEndHandler(_ -> {
            context.vertx().cancelTimer(timer);
            if (counted) {
                underWay.decrementAndGet();
            }
        });
        if (hasBody(context.request())) {
            receive(context);
        } else {
            context.next();
        }
    }

    /// Reads the whole body before anybody is given to it, so that a slow one holds no thread.
    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            context.response().writeContinue();
        }
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (context.response().ended()) {
                return;
            }
            body.appendBuffer(part);
            if (body.length() > MAX_BODY_BYTES) {
                turnAway(context, ErrorCode.TOO_LARGE, "body: expected at most " + MAX_BODY_BYTES + " bytes, got more");
            }
        });
        request.endHandler(_ -> {
            if (!context.response().ended()) {
                context.setBody(body);
                context.next();
            }
        });
        request.resume();
    }

    private void expire(RoutingContext context) {
        if (context.response().headWritten() || context.response().ended()) {
            return;
        }
        if (context.request().isEnded()) {
            context.response().putHeader("Retry-After", "1");
            turnAway(context, ErrorCode.OVERLOADED, "No answer within " + settings.deadline());
        } else {
            turnAway(context, ErrorCode.TOO_SLOW, "body: expected all of it within " + settings.deadline());
        }
    }

    private boolean hasRate(RoutingContext context, Guest guest) {
        TokenBucket bucket = buckets.get(guest.sha256());
        if (bucket == null) {
            throw new IllegalStateException("Key " + guest.name() + " has no bucket");
        }
        TokenBucket.Draw draw = bucket.draw(System.nanoTime());
        context.response()
                .putHeader(
                        "RateLimit-Policy",
                        "\"key\";q=" + guest.burst() + ";w="
                                + Math.max(1, Math.ceilDiv(guest.burst(), guest.requestsPerSecond())))
                .putHeader("RateLimit", "\"key\";r=" + draw.left() + ";t=" + draw.seconds());
        if (!draw.taken()) {
            context.response().putHeader("Retry-After", Long.toString(draw.seconds()));
            turnAway(
                    context,
                    ErrorCode.RATE_LIMITED,
                    "Key " + guest.name() + ": expected at most " + guest.requestsPerSecond()
                            + " requests a second, got more");
        }
        return draw.taken();
    }

    private void turnAway(RoutingContext context, ErrorCode code, String detail) {
        registry.counter(Metrics.RECOMMENDER_TURNED_AWAY, "reason", code.name().toLowerCase(Locale.ROOT))
                .increment();
        var response = context.response();
        Problem problem = Problem.of(code, detail);
        try {
            String body = JSON.writeValueAsString(problem);
            response.setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
            if (context.request().isEnded() || !hasBody(context.request())) {
                response.end(body);
                return;
            }
            // What is left of the body would have to be read for the next request to be found.
            response.putHeader("Connection", "close");
            response.end(body).onComplete(_ -> context.request().connection().close());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem can always be written", e);
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }

    /// Whoever else may come in without a key: only this machine may decide without one.
    static boolean mayChangeModels(@Nullable Guest guest, @Nullable String address) {
        return guest == null ? Anonymous.LOOPBACK.admits(address) : guest.admin();
    }

    private static boolean changesModels(RoutingContext context) {
        return context.normalizedPath().startsWith(MODELS)
                && !context.request().method().equals(HttpMethod.GET)
                && !context.request().method().equals(HttpMethod.HEAD);
    }

    private static Optional<String> key(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null) {
            return Optional.ofNullable(request.getHeader("X-API-Key"));
        }
        boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
        return Optional.of(bearer ? authorization.substring(BEARER.length()).strip() : "");
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
