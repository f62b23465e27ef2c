package dev.segue.crawler.upstream;

import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One request and its answer: bytes come in on an event loop, and a reader takes them on a thread of its own, at its
/// own pace. Who reads slowly slows the upstream down; what is not read by the deadline is broken off.
final class Exchange implements BodyCodec<Void>, BodyStream<Void> {

    /// Bytes waiting for the reader beyond which the upstream has to wait.
    private static final int MOST_WAITING = 256 << 10;

    private final String what;
    private final long deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Buffer> waiting = new ArrayDeque<>();
    private final Promise<Void> result = Promise.promise();
    private int waitingBytes;
    private boolean ended;
    private boolean aborted;
    private @Nullable Throwable failure;
    private @Nullable HttpClientResponse response;
    private @Nullable HttpClientRequest request;
    private @Nullable Handler<Void> drain;
    private @Nullable Context context;
    private long headAt;
    private long announced = -1;
    private long received;

    /// @param what for messages
    /// @param deadline by [System#nanoTime()], for the whole of it
    Exchange(String what, long deadline) {
        this.what = what;
        this.deadline = deadline;
    }

    void sending(HttpClientRequest request) {
        lock.lock();
        try {
            this.request = request;
            request.exceptionHandler(this::failed);
            if (aborted) {
                request.reset();
            }
        } finally {
            lock.unlock();
        }
    }

    void answered(HttpClientResponse response) {
        lock.lock();
        try {
            this.response = response;
            announced = announced(response);
            headAt = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Bytes that the head says will come; below 0 when it does not say.
    private static long announced(HttpClientResponse response) {
        String length = response.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    void failed(Throwable cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for status and headers.
    HttpClientResponse head() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (response == null) {
                if (failure != null) {
                    throw new UpstreamFailure(Kind.UNREACHABLE, what + ": " + failure);
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new UpstreamFailure(
                            Kind.TOO_SLOW, what + ": expected an answer within the deadline, got none");
                }
                changed.awaitNanos(left);
            }
            return response;
        } finally {
            lock.unlock();
        }
    }

    /// When status and headers were there, by [System#nanoTime()].
    long headAt() {
        lock.lock();
        try {
            return headAt;
        } finally {
            lock.unlock();
        }
    }

    /// Breaks it off, unless it is over.
    void abort() {
        lock.lock();
        try {
            if (!(ended && waiting.isEmpty()) && !aborted) {
                aborted = true;
                waiting.clear();
                if (request != null) {
                    request.reset();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// The bytes as they come over the wire.
    InputStream body() {
        return new Body();
    }

    private final class Body extends InputStream {
        private Buffer current = Buffer.buffer(0);
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (at == current.length()) {
                Buffer next = take();
                if (next == null) {
                    return -1;
                }
                current = next;
                at = 0;
            }
            int n = Math.min(length, current.length() - at);
            current.getBytes(at, at + n, into, offset);
            at += n;
            return n;
        }
    }

    private @Nullable Buffer take() throws IOException {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (failure != null) {
                    throw new UpstreamFailure(Kind.UNREACHABLE, what + ": expected the whole answer, got " + failure);
                }
                if (ended) {
                    // An end is also told, now and then, of a connection that broke.
                    if (received < announced) {
                        throw new UpstreamFailure(
                                Kind.UNREACHABLE,
                                what + ": expected " + announced + " bytes, got an end after " + received);
                    }
                    return null;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw tooSlow();
                }
                await(left);
            }
            if (System.nanoTime() - deadline > 0) {
                throw tooSlow();
            }
            Buffer next = waiting.remove();
            waitingBytes -= next.length();
            Handler<Void> resume = drain;
            if (resume != null && context != null && waitingBytes <= MOST_WAITING / 2) {
                drain = null;
                context.runOnContext(resume);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws IOException {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while reading " + what);
        }
    }

    private UpstreamFailure tooSlow() {
        return new UpstreamFailure(Kind.TOO_SLOW, what + ": expected the whole answer within the deadline, got a part");
    }

    @Override
    public void create(Handler<AsyncResult<BodyStream<Void>>> handler) {
        handler.handle(Future.succeededFuture(this));
    }

    @Override
    public Future<Void> result() {
        return result.future();
    }

    @Override
    public void handle(Throwable cause) {
        failed(cause);
        result.tryFail(cause);
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public Future<Void> write(Buffer data) {
        lock.lock();
        try {
            context = Vertx.currentContext();
            if (!aborted) {
                waiting.add(data);
                waitingBytes += data.length();
                received += data.length();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return Future.succeededFuture();
    }

    @Override
    public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
        write(data).onComplete(handler);
    }

    @Override
    public void end(Handler<AsyncResult<Void>> handler) {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        result.tryComplete();
        handler.handle(Future.succeededFuture());
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        lock.lock();
        try {
            return waitingBytes > MOST_WAITING;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        lock.lock();
        try {
            drain = handler;
        } finally {
            lock.unlock();
        }
        return this;
    }
}
