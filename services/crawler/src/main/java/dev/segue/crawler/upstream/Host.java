package dev.segue.crawler.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segue.crawler.upstream.UpstreamClient.Request;
import dev.segue.crawler.upstream.UpstreamClient.Response;
import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// One host, asked politely: every request passes its gate, what fails for a while is tried again a few times, and
/// an answer is JSON within limits or a failure. Safe for use by many threads.
public final class Host {

    private static final int MOST_REDIRECTS = 3;
    private static final int NOT_MODIFIED = 304;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final URI base;
    private final UpstreamClient client;
    private final HostGate gate;
    private final int attempts;
    private final Duration longestRest;
    private final InstantSource clock;
    private final RandomGenerator dice;
    private final Listener listener;

    /// Told of every answer.
    public interface Listener {
        /// @param failure null when it was a good one
        void answered(@Nullable Kind failure, long bytes, Duration took);
    }

    /// Reads an answer to its end.
    @FunctionalInterface
    public interface Reader<T> {
        /// @throws UpstreamFailure when the answer says that something is wrong
        T read(InputStream json) throws IOException;
    }

    /// What a host answers to whom knows an answer already.
    public sealed interface Answer<T> {
        /// Another one than that known, or the first.
        ///
        /// @param validator to ask by next time; null when the host gives none
        record Fresh<T>(T value, @Nullable String validator) implements Answer<T> {}

        /// The one that is known.
        record Known<T>() implements Answer<T> {}
    }

    /// @param base scheme, host and port
    /// @param attempts for each request, the first included
    public Host(
            URI base,
            UpstreamClient client,
            HostGate gate,
            int attempts,
            Duration longestRest,
            InstantSource clock,
            RandomGenerator dice,
            Listener listener) {
        this.base = base;
        this.client = client;
        this.gate = gate;
        this.attempts = attempts;
        this.longestRest = longestRest;
        this.clock = clock;
        this.dice = dice;
        this.listener = listener;
    }

    public HostGate gate() {
        return gate;
    }

    public <T> T get(String path, Reader<T> reader) throws InterruptedException {
        return get(path, Map.of(), reader);
    }

    /// Asks, again and again while the failure may pass.
    ///
    /// @param path with its query, encoded
    /// @throws UpstreamFailure when it does not pass
    public <T> T get(String path, Map<String, String> headers, Reader<T> reader) throws InterruptedException {
        return fresh(ask(new Request(base.resolve(path), headers, null), reader));
    }

    /// As [#get], asking only for what is not known yet.
    ///
    /// @param validator of the answer that is known; null when none is
    public <T> Answer<T> getUnlessKnown(
            String path, Map<String, String> headers, @Nullable String validator, Reader<T> reader)
            throws InterruptedException {
        var all = new HashMap<>(headers);
        all.putAll(Validator.headers(validator));
        return ask(new Request(base.resolve(path), all, null, validator != null), reader);
    }

    /// As [#get], with a form that is posted.
    public <T> T post(String path, Map<String, String> headers, String form, Reader<T> reader)
            throws InterruptedException {
        return fresh(ask(new Request(base.resolve(path), headers, form), reader));
    }

    private static <T> T fresh(Answer<T> answer) {
        return switch (answer) {
            case Answer.Fresh<T>(T value, var validator) -> value;
            case Answer.Known<T> known ->
                throw new IllegalStateException("Nobody is told that an answer is known without asking for that");
        };
    }

    /// The path and query of a link of this host.
    ///
    /// @throws UpstreamFailure ASTRAY when it is another host's, or no link
    public String onThisHost(String link) {
        try {
            URI uri = base.resolve(link);
            if (isHere(uri)) {
                return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            }
        } catch (IllegalArgumentException e) {
            throw new UpstreamFailure(Kind.ASTRAY, "expected a link at " + base + ", got '" + link + "'");
        }
        throw new UpstreamFailure(Kind.ASTRAY, "expected a link at " + base + ", got '" + link + "'");
    }

    private boolean isHere(URI uri) {
        return base.getScheme().equalsIgnoreCase(uri.getScheme())
                && base.getHost().equalsIgnoreCase(uri.getHost())
                && base.getPort() == uri.getPort();
    }

    private <T> Answer<T> ask(Request request, Reader<T> reader) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return askFollowing(request, reader);
            } catch (UpstreamFailure failure) {
                if (!failure.kind().isPassing() || attempt >= attempts) {
                    throw failure;
                }
                pause(attempt);
            }
        }
    }

    private <T> Answer<T> askFollowing(Request request, Reader<T> reader) throws InterruptedException {
        Request asked = request;
        for (int redirects = 0; ; redirects++) {
            Optional<String> location;
            long begun = System.nanoTime();
            HostGate.Ticket ticket = gate.acquire();
            long answeredAt = Long.MIN_VALUE;
            var counted = new Counted();
            Response response = null;
            try {
                response = client.send(asked);
                answeredAt = response.headAt();
                gate.answered(ticket, answeredAt);
                location = redirect(asked, response);
                if (location.isEmpty()) {
                    Answer<T> value = answer(asked, response, reader, counted);
                    gate.succeeded();
                    listener.answered(null, counted.bytes, Duration.ofNanos(System.nanoTime() - begun));
                    return value;
                }
            } catch (UpstreamFailure failure) {
                gate.failed(failure);
                listener.answered(failure.kind(), counted.bytes, Duration.ofNanos(System.nanoTime() - begun));
                throw failure;
            } finally {
                if (answeredAt == Long.MIN_VALUE) {
                    gate.answered(ticket, System.nanoTime());
                }
                if (response != null) {
                    response.close();
                }
            }
            if (redirects >= MOST_REDIRECTS) {
                var failure = new UpstreamFailure(
                        Kind.REDIRECTED, "expected at most " + MOST_REDIRECTS + " redirects, got more");
                listener.answered(failure.kind(), 0, Duration.ofNanos(System.nanoTime() - begun));
                throw failure;
            }
            asked = asked.at(base.resolve(onThisHost(location.get())));
        }
    }

    /// Where to look instead; only at the same host, so never within a network that the upstream points us into.
    private Optional<String> redirect(Request asked, Response response) {
        if (response.status() / 100 != 3 || isKnown(asked, response)) {
            return Optional.empty();
        }
        String location = response.header("Location")
                .orElseThrow(() -> new UpstreamFailure(
                        Kind.REDIRECTED,
                        "expected an answer, got status " + response.status() + " that leads nowhere"));
        URI target;
        try {
            target = base.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new UpstreamFailure(Kind.REDIRECTED, "expected an address, got '" + location + "'");
        }
        if (!isHere(target)) {
            throw new UpstreamFailure(
                    Kind.REDIRECTED, "expected an answer of " + base + ", got a redirect to " + target.getHost());
        }
        return Optional.of(location);
    }

    private static boolean isKnown(Request asked, Response response) {
        return asked.conditional() && response.status() == NOT_MODIFIED;
    }

    private static final class Counted {
        private long bytes;
    }

    private <T> Answer<T> answer(Request asked, Response response, Reader<T> reader, Counted counted)
            throws InterruptedException {
        return isKnown(asked, response)
                ? new Answer.Known<>()
                : new Answer.Fresh<>(
                        read(asked, response, reader, counted),
                        Validator.of(response).orElse(null));
    }

    private <T> T read(Request asked, Response response, Reader<T> reader, Counted counted)
            throws InterruptedException {
        requireGood(asked, response);
        try (var body = new CountedStream(response.body(), counted)) {
            T value = reader.read(body);
            if (body.read() >= 0) {
                throw new UpstreamFailure(Kind.WRONG_CONTENT, "expected the end of the answer, got more");
            }
            return value;
        } catch (InterruptedIOException e) {
            Thread.interrupted();
            throw new InterruptedException(e.getMessage());
        } catch (JsonProcessingException e) {
            throw new UpstreamFailure(
                    Kind.WRONG_CONTENT, asked.uri().getPath() + ": expected JSON, got " + e.getOriginalMessage());
        } catch (ZipException e) {
            throw new UpstreamFailure(
                    Kind.WRONG_CONTENT, asked.uri().getPath() + ": expected gzip, got " + e.getMessage());
        } catch (IOException e) {
            throw new UpstreamFailure(
                    Kind.WRONG_CONTENT, asked.uri().getPath() + ": expected the whole answer, got " + e);
        }
    }

    private void requireGood(Request asked, Response response) {
        int status = response.status();
        String path = asked.uri().getPath();
        if (status != 200) {
            Optional<Duration> rest = rest(response);
            Kind kind =
                    switch (status) {
                        case 429 -> Kind.THROTTLED;
                        case 404, 410 -> Kind.GONE;
                        case 401, 403 -> Kind.FORBIDDEN;
                        default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REFUSED;
                    };
            boolean heeded = kind == Kind.THROTTLED || kind == Kind.UNAVAILABLE;
            throw new UpstreamFailure(
                    kind, path + ": expected status 200, got " + status, heeded ? rest : Optional.empty());
        }
        String type = response.header("Content-Type").orElse("none");
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/json") && !bare.endsWith("+json")) {
            throw new UpstreamFailure(Kind.WRONG_CONTENT, path + ": expected application/json, got " + type);
        }
    }

    private Optional<Duration> rest(Response response) {
        Instant now = clock.instant();
        return response.header("Retry-After")
                .or(() -> response.header("X-RateLimit-Reset-In"))
                .flatMap(value -> RetryAfter.parse(value, now, longestRest));
    }

    private void pause(int attempt) throws InterruptedException {
        Duration most = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 16));
        long millis = Math.min(most.toMillis(), LONGEST_PAUSE.toMillis());
        Thread.sleep(millis / 2 + (long) (millis / 2 * dice.nextDouble()));
    }

    private static final class CountedStream extends java.io.FilterInputStream {
        private final Counted counted;

        CountedStream(InputStream in, Counted counted) {
            super(in);
            this.counted = counted;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            counted.bytes += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            counted.bytes += Math.max(0, n);
            return n;
        }
    }
}
