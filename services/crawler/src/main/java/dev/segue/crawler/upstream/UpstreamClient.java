package dev.segue.crawler.upstream;

import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends requests and gives answers as streams within limits. HTTP/2 where the host offers it, connections reused,
/// redirects not followed. Safe for use by many threads; whoever waits should be a virtual one.
///
/// Vert.x's WebClient has no way to break an answer off, which a deadline and a size limit need; an interceptor tells
/// each exchange its request, which has.
public final class UpstreamClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamClient.class);
    private static final int CONNECTIONS = 32;
    private static final int STREAMS = 128;

    private final Limits limits;
    private final WebClient client;

    /// @param connect to reach the host
    /// @param deadline from sending to the last byte read
    /// @param answerBytes largest answer, unpacked
    public record Limits(Duration connect, Duration deadline, long answerBytes) {}

    /// A client that trusts whom the JDK trusts.
    ///
    /// @param userAgent names the project and whom to write to
    public UpstreamClient(Vertx vertx, String userAgent, Limits limits) {
        this(vertx, userAgent, limits, List.of());
    }

    /// @param userAgent names the project and whom to write to
    /// @param trusted PEM files of certificates that hosts are trusted by; none for those of the JDK
    public UpstreamClient(Vertx vertx, String userAgent, Limits limits, List<Path> trusted) {
        this.limits = limits;
        var options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setHttp2ClearTextUpgrade(true)
                .setHttp2ClearTextUpgradeWithPreflightRequest(false)
                .setHttp2MultiplexingLimit(STREAMS)
                .setKeepAlive(true)
                .setTcpNoDelay(true)
                .setMaxHeaderSize(32 << 10)
                .setConnectTimeout((int) limits.connect().toMillis());
        if (!trusted.isEmpty()) {
            var certificates = new PemTrustOptions();
            trusted.forEach(file -> certificates.addCertPath(file.toString()));
            options.setTrustOptions(certificates);
        }
        var http = vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(CONNECTIONS).setHttp2MaxSize(2));
        // What breaks is told by the exchanges it breaks.
        http.connectionHandler(connection -> connection.exceptionHandler(
                cause -> LOG.debug("Connection to {}: {}", connection.remoteAddress(), String.valueOf(cause))));
        this.client = WebClient.wrap(
                http, new WebClientOptions().setUserAgent(userAgent).setFollowRedirects(false));
        ((WebClientInternal) client).addInterceptor(context -> {
            if (context.request().bodyCodec() instanceof Exchange exchange) {
                if (context.phase() == ClientPhase.SEND_REQUEST) {
                    exchange.sending(context.clientRequest());
                } else if (context.phase() == ClientPhase.RECEIVE_RESPONSE) {
                    exchange.answered(context.clientResponse());
                }
            }
            context.next();
        });
    }

    /// What is sent.
    ///
    /// @param form body of a POST; null for a GET
    /// @param conditional whether a header asks for what is not known yet only
    record Request(
            URI uri, Map<String, String> headers, @Nullable String form, boolean conditional) {

        Request(URI uri, Map<String, String> headers, @Nullable String form) {
            this(uri, headers, form, false);
        }

        /// The same at another address.
        Request at(URI other) {
            return new Request(other, headers, form, conditional);
        }
    }

    /// What came back; to be closed, which breaks off what was not read.
    static final class Response implements AutoCloseable {
        private final Exchange exchange;
        private final int status;
        private final io.vertx.core.MultiMap headers;
        private final InputStream body;

        private Response(Exchange exchange, int status, io.vertx.core.MultiMap headers, InputStream body) {
            this.exchange = exchange;
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        int status() {
            return status;
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /// Unpacked; ends with a failure beyond the limit and at the deadline.
        InputStream body() {
            return body;
        }

        /// When status and headers were there, by [System#nanoTime()]: the host had the request before that.
        long headAt() {
            return exchange.headAt();
        }

        @Override
        public void close() {
            exchange.abort();
        }
    }

    /// @throws UpstreamFailure when there is no answer within the deadline
    Response send(Request request) throws InterruptedException {
        var exchange = new Exchange(
                request.uri().getPath(), System.nanoTime() + limits.deadline().toNanos());
        var sending = client.requestAbs(
                        request.form() == null ? HttpMethod.GET : HttpMethod.POST,
                        request.uri().toString())
                .putHeader("Accept", "application/json")
                .putHeader("Accept-Encoding", "gzip")
                .as(exchange);
        request.headers().forEach(sending::putHeader);
        var sent = request.form() == null
                ? sending.send()
                : sending.putHeader("Content-Type", "application/x-www-form-urlencoded")
                        .sendBuffer(Buffer.buffer(request.form()));
        sent.onFailure(exchange::failed);
        try {
            var head = exchange.head();
            boolean packed = "gzip".equalsIgnoreCase(head.getHeader("Content-Encoding"));
            InputStream body = exchange.body();
            return new Response(
                    exchange,
                    head.statusCode(),
                    head.headers(),
                    new Capped(packed ? new Unpacked(body) : body, limits.answerBytes()));
        } catch (InterruptedException | RuntimeException e) {
            exchange.abort();
            throw e;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /// Reads the header of the packed stream when it is read itself, not before.
    private static final class Unpacked extends InputStream {
        private final InputStream packed;
        private @Nullable InputStream plain;

        Unpacked(InputStream packed) {
            this.packed = packed;
        }

        private InputStream plain() throws IOException {
            InputStream opened = plain;
            if (opened == null) {
                opened = new GZIPInputStream(packed, 8 << 10);
                plain = opened;
            }
            return opened;
        }

        @Override
        public int read() throws IOException {
            return plain().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return plain().read(into, offset, length);
        }
    }

    /// Gives at most so many bytes.
    private static final class Capped extends FilterInputStream {
        private final long most;
        private long read;

        Capped(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            count(Math.max(0, n));
            return n;
        }

        private void count(int n) {
            read += n;
            if (read > most) {
                throw new UpstreamFailure(Kind.TOO_BIG, "expected at most " + most + " bytes, got more");
            }
        }
    }
}
