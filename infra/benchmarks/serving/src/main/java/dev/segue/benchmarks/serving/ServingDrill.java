package dev.segue.benchmarks.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.benchmarks.counting.ChildJvm;
import dev.segue.benchmarks.counting.Load;
import dev.segue.corpus.Corpus;
import dev.segue.local.LoopbackPorts;
import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.schemas.TopicCreator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;

/// Two recommenders under load while models and indexes are changed, the broker is killed and started again
/// and one of the two is killed and started again. Every answer is checked ([AnswerCheck]); none may be
/// wrong, none may be refused, and no connection may break but those of the one that is killed, while it
/// is. At the end both must have read on.
///
/// Arguments: folder, repository, playlists, tracks.
public final class ServingDrill {

    private static final String OTHER_MODEL = "other-model";
    private static final String LATER_INDEX = "later-index";
    private static final String OTHER_INDEX = "other-index";
    private static final int QUESTIONS = 500;
    private static final int SEEDS = 10;
    private static final int LIMIT = 50;
    private static final int CLIENTS = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private final Path folder;
    private final Path repository;
    private final MadeUpMusic music;
    private final int brokerPort = LoopbackPorts.free();
    private final Path artefacts;
    private final long began = System.nanoTime();
    private final RunningRecommender[] replicas = new RunningRecommender[2];
    private final List<List<String>> questions = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final Map<Integer, AtomicInteger> refused = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> flaws = new ConcurrentLinkedQueue<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger brokenOfTheKilled = new AtomicInteger();
    /// By replica: 1 while it is killed or starts again, when broken connections are what must come.
    private final AtomicIntegerArray down = new AtomicIntegerArray(2);

    private volatile boolean over;
    private boolean failed;

    private ServingDrill(Path folder, Path repository, MadeUpMusic music) {
        this.folder = folder;
        this.repository = repository;
        this.music = music;
        this.artefacts = folder.resolve("artefacts");
        for (int i = 0; i < QUESTIONS; i++) {
            List<String> tracks = music.trackIdsOf(music.playlists() + i);
            questions.add(List.copyOf(tracks.subList(0, Math.min(SEEDS, tracks.size()))));
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        var music = new MadeUpMusic(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        var drill = new ServingDrill(Path.of(arguments[0]), Path.of(arguments[1]), music);
        drill.run();
        System.exit(drill.failed ? 1 : 0);
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        var corpus = new Corpus();
        for (int playlist = 0; playlist < music.playlists(); playlist++) {
            corpus.upsert(Load.playlistId(playlist), corpus.internTracks(music.trackIdsOf(playlist)));
        }
        var check = new AnswerCheck(
                corpus,
                Map.of(
                        ReleaseWriter.MODEL,
                        Set.of(ReleaseWriter.INDEX, LATER_INDEX),
                        OTHER_MODEL,
                        Set.of(OTHER_INDEX)));
        ChildJvm broker = broker();
        var threads = new ArrayList<Thread>();
        try {
            try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers()))) {
                TopicCreator.createMissing(admin, Optional.empty());
            }
            release(ReleaseWriter.MODEL, ReleaseWriter.INDEX, 0);
            replicas[0] = replica(0);
            replicas[1] = replica(1);
            replicas[0].awaitReady(PATIENCE);
            replicas[1].awaitReady(PATIENCE);
            say("two recommenders are ready; load begins");
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                threads.add(Thread.ofPlatform().start(() -> ask(number, check)));
            }
            pause();
            put("/v1/models/active", "{\"modelId\":\"" + ReleaseWriter.MODEL + "\"}");
            release(OTHER_MODEL, OTHER_INDEX, 1);
            awaitOnOffer(OTHER_MODEL);
            say("a second model is released: " + OTHER_MODEL);
            put("/v1/models/canary", "{\"modelId\":\"" + OTHER_MODEL + "\",\"share\":0.5}");
            say("it answers half of the requests");
            pause();
            put("/v1/models/active", "{\"modelId\":\"" + OTHER_MODEL + "\"}");
            awaitServing(OTHER_MODEL, OTHER_INDEX);
            say("it is promoted");
            pause();
            put("/v1/models/active", "{\"modelId\":\"" + ReleaseWriter.MODEL + "\"}");
            awaitServing(ReleaseWriter.MODEL, ReleaseWriter.INDEX);
            release(ReleaseWriter.MODEL, LATER_INDEX, 0);
            awaitServing(ReleaseWriter.MODEL, LATER_INDEX);
            say("rolled back, and a later index of that model is served");
            pause();
            broker.kill();
            say("the broker is killed");
            pause();
            broker = broker();
            say("the broker is back");
            pause();
            down.set(1, 1);
            replicas[1].kill();
            say("one of two recommenders is killed");
            pause();
            replicas[1] = replica(1);
            replicas[1].awaitReady(PATIENCE);
            down.set(1, 0);
            say("it is back and ready");
            pause();
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
            var canary = new Freshness(music, replicas[0], bootstrapServers());
            check(
                    "a playlist sent after all that is served by the first",
                    canary.measure(1, 0, 1).continuation()[0] < 30);
            canary = new Freshness(music, replicas[1], bootstrapServers());
            check("and by the second", canary.measure(1, 1, 1).continuation()[0] < 30);
            tell(check);
        } finally {
            over = true;
            for (RunningRecommender replica : replicas) {
                if (replica != null) {
                    replica.close();
                }
            }
            broker.close();
        }
    }

    private void tell(AnswerCheck check) {
        say(answered.get() + " answers by " + check.models());
        check("answers were checked by the thousand", answered.get() > 1000);
        check("both models and all three indexes answered", check.models().size() == 3);
        flaws.stream().limit(5).forEach(this::say);
        check(flaws.size() + " wrong answers", flaws.isEmpty());
        check("refused, by status: " + refused, refused.isEmpty());
        check(broken.get() + " connections broke of recommenders that ran", broken.get() == 0);
        say(brokenOfTheKilled.get() + " connections broke of the one that was killed, while it was");
    }

    private void ask(int client, AnswerCheck check) {
        var json = new ObjectMapper();
        try (var http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            for (int i = client; !over; i += CLIENTS) {
                List<String> seeds = questions.get(i % QUESTIONS);
                int replica = i / CLIENTS % 2;
                boolean expected = down.get(replica) == 1;
                try {
                    var answer = http.send(question(replica, seeds), HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() == 200) {
                        answered.incrementAndGet();
                        check.flaw(seeds, LIMIT, json.readTree(answer.body())).ifPresent(flaws::add);
                    } else if (!expected && down.get(replica) == 0) {
                        refused.computeIfAbsent(answer.statusCode(), status -> new AtomicInteger())
                                .incrementAndGet();
                    }
                } catch (IOException e) {
                    boolean ofTheKilled = expected || down.get(replica) == 1;
                    (ofTheKilled ? brokenOfTheKilled : broken).incrementAndGet();
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest question(int replica, List<String> seeds) {
        String body = "{\"seeds\":[\"" + String.join("\",\"", seeds) + "\"],\"limit\":" + LIMIT + "}";
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + replicas[replica].port() + "/v1/recommendations"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private ChildJvm broker() {
        var broker = ChildJvm.start(
                List.of("-Xmx512m"),
                EmbeddedBroker.class,
                folder.resolve("broker").toString(),
                Integer.toString(brokerPort));
        broker.await(EmbeddedBroker.READY);
        return broker;
    }

    private String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    private RunningRecommender replica(int number) throws IOException {
        Path own = Files.createDirectories(folder.resolve("replica-" + number));
        return RunningRecommender.start(repository, own, artefacts, bootstrapServers(), List.of("-Xmx768m"));
    }

    private void release(String model, String index, int mind) {
        try (var writer = ChildJvm.start(
                List.of("-Xmx2g", "--add-modules", "jdk.incubator.vector"),
                ReleaseWriter.class,
                artefacts.toString(),
                folder.resolve("writing-" + index).toString(),
                bootstrapServers(),
                Integer.toString(music.playlists()),
                Integer.toString(music.tracks()),
                model,
                index,
                Integer.toString(mind))) {
            writer.await(ReleaseWriter.DONE);
        }
    }

    private void put(String path, String body) throws IOException, InterruptedException {
        var reply = replicas[0].put(path, body);
        if (reply.statusCode() != 200) {
            throw new IllegalStateException(path + ": expected 200, got " + reply.statusCode() + " " + reply.body());
        }
    }

    private void awaitOnOffer(String model) throws InterruptedException {
        for (RunningRecommender replica : replicas) {
            await(model + " to be on offer", () -> body(replica, "/v1/models").contains(model));
        }
    }

    private void awaitServing(String model, String index) throws InterruptedException {
        for (RunningRecommender replica : replicas) {
            await(model + " of " + index + " to be served", () -> {
                String status = body(replica, "/v1/status");
                return status.contains("\"" + model + "\"") && status.contains("\"" + index + "\"");
            });
        }
    }

    private static String body(RunningRecommender replica, String path) {
        try {
            return replica.get(path).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Waited for " + PATIENCE + " for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(A_WHILE.toMillis());
    }

    private void check(String what, boolean holds) {
        failed |= !holds;
        say((holds ? "met     " : "MISSED  ") + what);
    }

    private void say(String what) {
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, what);
    }
}
