package dev.segue.stubupstreams;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/// One stub upstream, listening on the loopback interface: HTTP/1.1, and HTTP/2 for those who ask for it, with TLS when
/// it has an identity. What it is
/// asked it counts, with the time of arrival.
///
/// `GET /stub/catalogue` tells what it holds at the moment, a playlist a line: id, a tab, the ids of the tracks with
/// blanks between. `GET /stub/requests` tells what it was asked. Neither is counted.
public final class StubServer implements AutoCloseable {

    /// With these the stub of Spotify gives tokens.
    public static final String CLIENT_ID = StubSpotify.CLIENT;

    public static final String CLIENT_SECRET = StubSpotify.SECRET;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BOMB_MEBIBYTES = 256;
    private static final byte[] BOMB = bomb();
    private static final Pattern OF_PLAYLIST = Pattern.compile("/playlists?/([^/]+)");

    private final Vertx vertx;
    private final HttpServer server;
    private final Upstream.Service service;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final RequestLog log = new RequestLog();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, LongAdder> counted = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> ofPlaylists = new ConcurrentHashMap<>();
    private volatile FaultPlan faults = FaultPlan.NONE;
    private volatile Quota quota = Quota.NONE;
    private volatile boolean entityTags;
    private final boolean secured;

    /// By what a stub shows who it is.
    ///
    /// @param keyStore PKCS #12, with one key and its certificate
    public record Identity(Path keyStore, String password) {}

    /// How much may be asked in any stretch of a length; 0 for as much as one likes.
    public record Quota(int requests, Duration window) {
        static final Quota NONE = new Quota(0, Duration.ofSeconds(1));
    }

    private StubServer(Upstream upstream, Catalogue catalogue, InstantSource clock, Optional<Identity> identity) {
        this.vertx = Vertx.vertx();
        this.service = upstream.service(catalogue);
        this.catalogue = catalogue;
        this.clock = clock;
        this.entityTags = upstream == Upstream.SPOTIFY;
        this.secured = identity.isPresent();
        var options =
                new HttpServerOptions().setHost("127.0.0.1").setTcpNoDelay(true).setMaxInitialLineLength(16 << 10);
        identity.ifPresent(own -> options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                        new PfxOptions().setPath(own.keyStore().toString()).setPassword(own.password())));
        this.server = vertx.createHttpServer(options);
    }

    /// Starts a stub.
    ///
    /// @param port to listen at; 0 for any that is free
    /// @param clock by which the catalogue changes
    public static StubServer start(Upstream upstream, Catalogue catalogue, InstantSource clock, int port) {
        return start(upstream, catalogue, clock, port, Optional.empty());
    }

    /// Starts a stub that speaks TLS and offers HTTP/2 and HTTP/1.1 by ALPN, at any port that is free.
    public static StubServer start(Upstream upstream, Catalogue catalogue, InstantSource clock, Identity identity) {
        return start(upstream, catalogue, clock, 0, Optional.of(identity));
    }

    private static StubServer start(
            Upstream upstream, Catalogue catalogue, InstantSource clock, int port, Optional<Identity> identity) {
        var stub = new StubServer(upstream, catalogue, clock, identity);
        try {
            stub.server
                    .requestHandler(stub::handle)
                    .connectionHandler(connection -> stub.count("connection"))
                    .listen(port)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return stub;
        } catch (ExecutionException | TimeoutException e) {
            stub.close();
            throw new IllegalStateException(
                    "The stub of " + upstream.wireName() + " does not start at port " + port, e);
        } catch (InterruptedException e) {
            stub.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting a stub", e);
        }
    }

    /// Where it listens: scheme, host and port.
    public URI base() {
        return URI.create((secured ? "https" : "http") + "://127.0.0.1:" + server.actualPort());
    }

    /// From now on.
    public void faults(FaultPlan plan) {
        this.faults = plan;
    }

    /// From now on: who asks more gets the service's quota error.
    public void quota(Quota quota) {
        this.quota = quota;
    }

    /// From now on: whether good answers have an entity tag, and who knows one is told so by status 304.
    /// Spotify's have.
    public void entityTags(boolean told) {
        this.entityTags = told;
    }

    public RequestLog log() {
        return log;
    }

    /// Requests whose path begins so.
    public long requests(String pathPrefix) {
        return counted.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(pathPrefix))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /// Requests for a playlist or its tracks.
    public long requestsFor(String playlistId) {
        LongAdder count = ofPlaylists.get(playlistId);
        return count == null ? 0 : count.sum();
    }

    /// The id of a playlist at the service.
    public String playlistId(int number) {
        return service.playlistId(number);
    }

    /// The id the platform is to know a track by.
    public String trackId(int number) {
        return service.trackId(number);
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The stub does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpServerRequest request) {
        switch (request.path()) {
            case "/stub/catalogue" -> request.response().end(catalogueText());
            case "/stub/requests" -> request.response().end(requestsText());
            default -> {
                log.arrived(System.nanoTime());
                count(kind(request.path()));
                count("version " + request.version());
                countPlaylist(request.path());
                request.bodyHandler(body -> answer(request, body.toString(StandardCharsets.UTF_8)));
            }
        }
    }

    private void countPlaylist(String path) {
        var matcher = OF_PLAYLIST.matcher(path);
        if (matcher.find()) {
            ofPlaylists
                    .computeIfAbsent(matcher.group(1), key -> new LongAdder())
                    .increment();
        }
    }

    private void count(String what) {
        counted.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    /// Path without the numbers in it, so that there are few.
    private static String kind(String path) {
        return path.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}|pl\\d{20}|\\d{5,}", "{id}");
    }

    private void answer(HttpServerRequest request, String body) {
        Quota allowed = quota;
        long number = numbers.getAndIncrement();
        Fault fault = faults.of(request.path(), number);
        boolean tooMuch =
                allowed.requests() > 0 && log.within(allowed.window(), System.nanoTime()) > allowed.requests();
        var asked = new Asked(
                base().toString(), request.path(), request.params(), request.headers(), body, clock.instant(), fault);
        try {
            if (tooMuch) {
                count("over quota");
                send(request.response(), service.quota());
            } else {
                send(request, asked, fault);
            }
        } catch (RuntimeException e) {
            request.response().setStatusCode(500).end(String.valueOf(e));
        }
    }

    private void send(HttpServerRequest request, Asked asked, Fault fault) {
        HttpServerResponse response = request.response();
        switch (fault) {
            case NONE, ENDLESS_PAGES, NEXT_ELSEWHERE -> sendUnlessKnown(request, service.answer(asked));
            case THROTTLED_FOR_SECONDS -> throttled(response, "1");
            case THROTTLED_UNTIL_DATE ->
                throttled(
                        response,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().plusSeconds(2).atOffset(ZoneOffset.UTC)));
            case THROTTLED_ABSURDLY -> throttled(response, "31536000");
            case THROTTLED_GARBLED -> throttled(response, "when the cows come home");
            case QUOTA_IN_THE_BODY -> send(response, service.quota());
            case SERVER_ERROR -> response.setStatusCode(500).end("oops");
            case UNAVAILABLE -> response.setStatusCode(503).end();
            case RESET -> breakOff(request);
            case TRUNCATED -> {
                byte[] body = service.answer(asked).body();
                json(response).putHeader("Content-Length", Integer.toString(body.length));
                response.write(Buffer.buffer(Arrays.copyOf(body, body.length / 2)))
                        .onComplete(written -> breakOff(request));
            }
            case HALF_JSON -> {
                byte[] body = service.answer(asked).body();
                json(response).end(Buffer.buffer(Arrays.copyOf(body, body.length / 2)));
            }
            case WRONG_CONTENT_TYPE ->
                response.putHeader("Content-Type", "text/html")
                        .end("<html><body>Sign in to the hotel's network</body></html>");
            case GZIP_BOMB ->
                json(response).putHeader("Content-Encoding", "gzip").end(Buffer.buffer(BOMB));
            case SLOW_BYTES -> {
                json(response).setChunked(true).write("{");
                vertx.setPeriodic(200, timer -> {
                    if (response.closed()) {
                        vertx.cancelTimer(timer);
                    } else {
                        response.write(" ");
                    }
                });
            }
            case SILENT_BODY -> json(response).setChunked(true).write("{\"data\":");
            case INVALID_UTF8 -> {
                byte[] body = service.answer(asked).body();
                int at = new String(body, StandardCharsets.ISO_8859_1).indexOf("title\":\"");
                byte[] broken = body.clone();
                broken[at < 0 ? body.length / 2 : at + 9] = (byte) 0xE9;
                json(response).end(Buffer.buffer(broken));
            }
            case REDIRECT_TO_PRIVATE ->
                response.setStatusCode(302)
                        .putHeader("Location", "http://169.254.169.254/latest/meta-data/")
                        .end();
            case REDIRECT_LOOP ->
                response.setStatusCode(302).putHeader("Location", request.uri()).end();
            case EMPTY_BODY -> json(response).end();
        }
    }

    /// Ends an exchange without an answer; with HTTP/2 others share the connection, which stays.
    private static void breakOff(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    private static HttpServerResponse json(HttpServerResponse response) {
        return response.putHeader("Content-Type", "application/json; charset=utf-8");
    }

    private void throttled(HttpServerResponse response, String retryAfter) {
        response.setStatusCode(429)
                .putHeader("Retry-After", retryAfter)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(service.quota().body()));
    }

    private void sendUnlessKnown(HttpServerRequest request, Answer answer) {
        if (!entityTags || answer.status() != 200 || request.method() != HttpMethod.GET) {
            send(request.response(), answer);
            return;
        }
        var hash = new CRC32C();
        hash.update(answer.body());
        String tag = "\"%08x-%x\"".formatted(hash.getValue(), answer.body().length);
        request.response().putHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            count("not modified");
            request.response().setStatusCode(304).end();
        } else {
            send(request.response(), answer);
        }
    }

    private static void send(HttpServerResponse response, Answer answer) {
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        json(response).end(Buffer.buffer(answer.body()));
    }

    private String catalogueText() {
        var text = new StringBuilder();
        var when = clock.instant();
        for (int number = 0; number < catalogue.size(); number++) {
            catalogue.playlist(number, when).ifPresent(playlist -> {
                text.append(service.playlistId(playlist.number())).append('\t');
                playlist.tracks()
                        .forEach(track -> text.append(service.trackId(track)).append(' '));
                text.append('\n');
            });
        }
        return text.toString();
    }

    private String requestsText() {
        var text = new StringBuilder();
        counted.forEach((kind, count) ->
                text.append(kind).append('\t').append(count.sum()).append('\n'));
        for (int seconds : new int[] {1, 5, 30}) {
            text.append("busiest ")
                    .append(seconds)
                    .append(" s\t")
                    .append(log.busiest(Duration.ofSeconds(seconds)))
                    .append('\n');
        }
        return text.append("all\t").append(log.count()).append('\n').toString();
    }

    private static byte[] bomb() {
        var packed = new ByteArrayOutputStream();
        byte[] blanks = new byte[1 << 20];
        Arrays.fill(blanks, (byte) ' ');
        try (var gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < BOMB_MEBIBYTES; i++) {
                gzip.write(blanks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Memory can always be written", e);
        }
        return packed.toByteArray();
    }
}
