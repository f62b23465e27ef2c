package dev.segue.benchmarks.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A process that asks a server on loopback over some kept connections, HTTP/1.1.
///
/// With a rate, questions have their times beforehand, and an answer is as late as it is after its
/// question's time, sent or not: a slow server cannot make the load wait. Without, each connection asks
/// again as soon as it is answered. Before time begins each connection asks a few questions that do not count: what is
/// measured is the server, not the loading of this client's classes.
///
/// Arguments: port, file of questions, a line each (`GET path` or `POST path body`), connections, seconds, questions a
/// second or 0. Says one line: answers a second, then p50, p90, p99 and the longest in milliseconds, then answers that
/// were no 200.
public final class HttpLoad {

    static final String DONE = "answered";

    private static final double MILLION = 1e6;
    private static final int MOST = 4_000_000;

    /// Questions of a connection before time begins.
    private static final int FIRST = 20;

    private final byte[][] questions;
    private final double rate;
    private final long start;
    private final long end;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final long[] times = new long[MOST];

    private HttpLoad(List<String> questions, double rate, double seconds) {
        this.questions = questions.stream().map(HttpLoad::request).toArray(byte[][]::new);
        this.rate = rate;
        this.start = System.nanoTime();
        this.end = start + (long) (seconds * 1e9);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> questions = Files.readAllLines(Path.of(arguments[1]));
        Connection[] connections = new Connection[Integer.parseInt(arguments[2])];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = Connection.to(Integer.parseInt(arguments[0]));
            for (int first = 0; first < FIRST; first++) {
                connections[i].ask(request(questions.get((i * FIRST + first) % questions.size())));
            }
        }
        var load = new HttpLoad(questions, Double.parseDouble(arguments[4]), Double.parseDouble(arguments[3]));
        Thread[] threads = new Thread[connections.length];
        for (int i = 0; i < threads.length; i++) {
            Connection connection = connections[i];
            threads[i] = Thread.ofPlatform().start(() -> load.ask(connection));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        load.say();
    }

    private static byte[] request(String line) {
        String[] parts = line.split(" ", 3);
        byte[] body = parts.length < 3 ? new byte[0] : parts[2].getBytes(StandardCharsets.UTF_8);
        String head = parts[0] + " " + parts[1] + " HTTP/1.1\r\nHost: localhost\r\n"
                + (body.length == 0 ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n")
                + "\r\n";
        byte[] request = Arrays.copyOf(head.getBytes(StandardCharsets.UTF_8), head.length() + body.length);
        System.arraycopy(body, 0, request, head.length(), body.length);
        return request;
    }

    private void ask(Connection connection) {
        try (connection) {
            while (true) {
                long number = asked.getAndIncrement();
                long due = rate == 0 ? System.nanoTime() : start + (long) (number / rate * 1e9);
                if (due >= end) {
                    return;
                }
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                if (connection.ask(questions[(int) (number % questions.length)]) != 200) {
                    refused.incrementAndGet();
                }
                int at = answered.getAndIncrement();
                if (at < MOST) {
                    times[at] = System.nanoTime() - due;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A connection broke", e);
        }
    }

    /// One that is kept.
    private record Connection(Socket socket, InputStream in, OutputStream out) implements AutoCloseable {

        static Connection to(int port) throws IOException {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            return new Connection(
                    socket, new BufferedInputStream(socket.getInputStream(), 1 << 16), socket.getOutputStream());
        }

        /// @return the status of the answer
        int ask(byte[] question) throws IOException {
            out.write(question);
            return read(in);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /// Reads one answer to its end.
    ///
    /// @return its status
    private static int read(InputStream in) throws IOException {
        String first = line(in);
        int length = 0;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        if (chunked) {
            for (int chunk = chunk(in); chunk > 0; chunk = chunk(in)) {
                in.skipNBytes(chunk + 2);
            }
            line(in);
        } else {
            in.skipNBytes(length);
        }
        return Integer.parseInt(first.split(" ")[1]);
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The server hung up in the midst of an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private void say() {
        double seconds = (System.nanoTime() - start) / 1e9;
        int count = Math.min(answered.get(), MOST);
        Arrays.sort(times, 0, count);
        System.out.printf(
                Locale.ROOT,
                "%s %.1f %.3f %.3f %.3f %.3f %d%n",
                DONE,
                answered.get() / seconds,
                quantile(count, .5),
                quantile(count, .9),
                quantile(count, .99),
                quantile(count, 1),
                refused.get());
    }

    private double quantile(int count, double share) {
        return count == 0 ? Double.NaN : times[(int) Math.min(count - 1L, (long) (share * count))] / MILLION;
    }
}
