package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.ChildJvm;
import dev.segue.benchmarks.counting.Figures;
import dev.segue.benchmarks.counting.Figures.Bound;
import dev.segue.benchmarks.counting.Load;
import dev.segue.corpus.Corpus;
import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.recommending.ContinuationRequest;
import dev.segue.recommending.Continuer;
import dev.segue.recommending.PopularTracks;
import dev.segue.recommending.TrackFacts;
import dev.segue.recommending.Workspace;
import dev.segue.schemas.TopicCreator;
import dev.segue.search.VectorRecall;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/// A recommender over made-up playlists under load from a second process on the same cores: how fast, how late, how
/// large, how soon ready, how fresh; and the textbook's playlist-kNN on hash maps beside ours.
///
/// Arguments: folder, repository, playlists, tracks, heap of the recommender, parts (`serve`, `ranked`,
/// `fresh`, `peer`, `text`).
public final class ServingBenchmark {

    /// Seconds: until then the compiler of the recommender takes a good part of the processor.
    private static final int WARM_UP = 90;

    private static final int QUESTIONS = 2000;
    private static final int SEEDS = 10;
    private static final int CONNECTIONS = 16;
    private static final Canaries CANARIES = new Canaries("a continuation", 0, 60, 300);
    private static final Canaries RANKED_CANARIES = new Canaries("a ranked continuation", 60, 60, 150);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int PEER_PLAYLISTS = 100_000;
    private static final int PEER_TRACKS = 200_000;
    private static final int PEER_NEIGHBOURS = 1000;
    private static final int PEER_QUESTIONS = 200;

    private final Path folder;
    private final Path repository;
    private final MadeUpMusic music;
    private final String heap;
    private final Figures figures = new Figures();

    private ServingBenchmark(Path folder, Path repository, MadeUpMusic music, String heap) {
        this.folder = folder;
        this.repository = repository;
        this.music = music;
        this.heap = heap;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        var music = new MadeUpMusic(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        var benchmark = new ServingBenchmark(Path.of(arguments[0]), Path.of(arguments[1]), music, arguments[4]);
        List<String> parts = List.of(arguments[5].split(","));
        if (parts.contains("serve") || parts.contains("ranked") || parts.contains("fresh")) {
            benchmark.overHttp(parts);
        }
        if (parts.contains("peer")) {
            benchmark.besideTheTextbook();
        }
        if (parts.contains("text")) {
            TextSpeed.measure(Path.of(arguments[0]).resolve("text-" + music.playlists()), music);
        }
        System.out.println(benchmark.figures.table());
        System.out.println(benchmark.figures.json());
        System.exit(benchmark.figures.areMet() ? 0 : 1);
    }

    private void overHttp(List<String> parts) throws IOException, InterruptedException, ExecutionException {
        Path artefacts = folder.resolve("artefacts-" + music.playlists());
        Path run = Files.createDirectories(
                folder.resolve("run-" + ProcessHandle.current().pid()));
        try (var broker = EmbeddedBroker.start(run.resolve("broker"), EmbeddedBroker.ANY_PORT)) {
            try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
                TopicCreator.createMissing(admin, Optional.empty());
            }
            release(artefacts, run, broker.bootstrapServers());
            String servers = broker.bootstrapServers();
            if (parts.contains("serve") || parts.contains("fresh")) {
                try (var recommender =
                        RunningRecommender.start(repository, run, artefacts, servers, options("false"))) {
                    Duration ready = recommender.awaitReady(PATIENCE);
                    add("ready from a snapshot", ready.toMillis() / 1e3, "s", Bound.atMost(60));
                    if (parts.contains("serve")) {
                        serve(recommender, run);
                    }
                    if (parts.contains("fresh")) {
                        fresh(recommender, run, servers, CANARIES);
                    }
                    add("resident memory at the end", recommender.residentMegabytes() / 1e3, "GB", Bound.atMost(6));
                }
            }
            if (parts.contains("ranked")) {
                try (var recommender = RunningRecommender.start(repository, run, artefacts, servers, options("true"))) {
                    recommender.awaitReady(PATIENCE);
                    ranked(recommender, run);
                    if (parts.contains("fresh")) {
                        fresh(recommender, run, servers, RANKED_CANARIES);
                    }
                }
            }
        }
    }

    private List<String> options(String secondStage) {
        return List.of("-Xmx" + heap, "-Dsegue.recommender.second-stage=" + secondStage);
    }

    private void ranked(RunningRecommender recommender, Path run) throws IOException {
        Path continuations = questions(run, "continuations", i -> continuation(i, true));
        load("warming up, ranked", recommender, continuations, 0, WARM_UP);
        Answers most = load("ranked continuations as many as possible", recommender, continuations, 0, 20);
        add("continuations with reasons, ranked by the second stage", most.rate(), "/s", Bound.atLeast(300));
        late("ranked continuation at 150/s", recommender, continuations, 150, 25);
    }

    private void release(Path artefacts, Path run, String bootstrapServers) {
        long began = System.nanoTime();
        try (var writer = ChildJvm.start(
                List.of("-Xmx8g", "--add-modules", "jdk.incubator.vector"),
                ReleaseWriter.class,
                artefacts.toString(),
                run.toString(),
                bootstrapServers,
                Integer.toString(music.playlists()),
                Integer.toString(music.tracks()))) {
            String[] said = writer.await(ReleaseWriter.DONE).split(" ");
            add("size of model and index", Double.parseDouble(said[0]) / 1e9, "GB", Bound.none());
            add("recall@10 of the vectors", Double.parseDouble(said[1]), "", Bound.atLeast(VectorRecall.FLOOR));
            add("candidates of a search among them", Double.parseDouble(said[2]), "", Bound.none());
        }
        add("writing or checking them", (System.nanoTime() - began) / 1e9, "s", Bound.none());
    }

    private void serve(RunningRecommender recommender, Path run) throws IOException {
        Path continuations = questions(run, "continuations", i -> continuation(i, true));
        load("warming up", recommender, continuations, 0, WARM_UP);
        Answers most = load("continuations as many as possible", recommender, continuations, 0, 20);
        add("continuations with reasons", most.rate(), "/s", Bound.atLeast(1000));
        Answers plain = load(
                "continuations without reasons",
                recommender,
                questions(run, "plain", i -> continuation(i, false)),
                0,
                15);
        add("continuations without reasons", plain.rate(), "/s", Bound.none());
        late("continuation at 500/s", recommender, continuations, 500, 10);
        Path similar = questions(run, "similar", i -> "GET /v1/tracks/" + seed(i) + "/similar?limit=20");
        load("similar, warming up", recommender, similar, 0, 10);
        late("similar at 100/s", recommender, similar, 100, 3);
        Path completions =
                questions(run, "completions", i -> "GET /v1/tracks/search?q=" + encoded(music.completion(i)));
        load("autocomplete, warming up", recommender, completions, 0, 10);
        late("autocomplete at 100/s", recommender, completions, 100, 20);
        Path texts = questions(
                run, "texts", i -> "GET /v1/recommendations?limit=20&q=" + encoded(music.title(music.playlists() + i)));
        load("text, warming up", recommender, texts, 0, 10);
        late("text at 20/s", recommender, texts, 20, 50);
    }

    private void fresh(RunningRecommender recommender, Path run, String bootstrapServers, Canaries canaries)
            throws IOException, InterruptedException {
        Path continuations = questions(run, "continuations", i -> continuation(i, true));
        String what = "event to " + canaries.answer();
        try (var load = start(recommender, continuations, canaries.load(), 60)) {
            var times = new Freshness(music, recommender, bootstrapServers)
                    .measure(200, canaries.first(), canaries.count());
            String neighbours = "event to neighbours at " + canaries.load() + "/s, ";
            add(neighbours + "p50", at(times.neighbours(), .5), "s", Bound.atMost(.5));
            add(neighbours + "p99", at(times.neighbours(), .99), "s", Bound.atMost(1.5));
            add(what + ", p50", at(times.continuation(), .5), "s", Bound.atMost(.5));
            add(what + ", p99", at(times.continuation(), .99), "s", Bound.atMost(1.5));
            add("events that did not come into " + canaries.answer(), never(times.continuation()), "", Bound.atMost(0));
            Answers meanwhile = Answers.read(load.await(HttpLoad.DONE));
            add("continuations meanwhile at " + canaries.load() + "/s, p99", meanwhile.p99(), "ms", Bound.none());
            add(
                    "answers other than 200 meanwhile at " + canaries.load() + "/s",
                    meanwhile.refused(),
                    "",
                    Bound.atMost(0));
        }
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }

    private static double never(double[] times) {
        return Arrays.stream(times).filter(Double::isInfinite).count();
    }

    /// Playlists whose way into what is served is measured.
    ///
    /// @param answer into what they are to come, in words
    /// @param first of them, so that those of two measurements are not the same
    /// @param load continuations asked meanwhile, a second
    private record Canaries(String answer, int first, int count, int load) {}

    /// What a load said.
    private record Answers(double rate, double p50, double p90, double p99, double longest, int refused) {
        static Answers read(String line) {
            String[] values = line.split(" ");
            return new Answers(
                    Double.parseDouble(values[0]),
                    Double.parseDouble(values[1]),
                    Double.parseDouble(values[2]),
                    Double.parseDouble(values[3]),
                    Double.parseDouble(values[4]),
                    Integer.parseInt(values[5]));
        }
    }

    private void late(String what, RunningRecommender recommender, Path questions, int rate, double bound) {
        Answers answers = load(what, recommender, questions, rate, 20);
        add(what + ", p50", answers.p50(), "ms", Bound.none());
        add(what + ", p99", answers.p99(), "ms", Bound.atMost(bound));
        add(what + ", other than 200", answers.refused(), "", Bound.atMost(0));
    }

    private Answers load(String what, RunningRecommender recommender, Path questions, int rate, int seconds) {
        try (var load = start(recommender, questions, rate, seconds)) {
            Answers answers = Answers.read(load.await(HttpLoad.DONE));
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.0f/s, p50 %.2f, p90 %.2f, p99 %.2f, longest %.0f ms, %d refused%n",
                    what,
                    answers.rate(),
                    answers.p50(),
                    answers.p90(),
                    answers.p99(),
                    answers.longest(),
                    answers.refused());
            return answers;
        }
    }

    private static ChildJvm start(RunningRecommender recommender, Path questions, int rate, int seconds) {
        return ChildJvm.start(
                // Compiled simply: its compiler would take from the same two cores what is to be measured.
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                HttpLoad.class,
                Integer.toString(recommender.port()),
                questions.toString(),
                Integer.toString(CONNECTIONS),
                Integer.toString(seconds),
                Integer.toString(rate));
    }

    private Path questions(Path run, String name, IntFunction<String> question) throws IOException {
        Path file = run.resolve(name + ".txt");
        Files.write(file, IntStream.range(0, QUESTIONS).mapToObj(question).toList());
        return file;
    }

    /// The first tracks of a playlist that is new to the recommender: frequent tracks are seeds more often.
    private String continuation(int i, boolean explain) {
        List<String> seeds =
                music.trackIdsOf(music.playlists() + i).stream().limit(SEEDS).toList();
        return "POST /v1/recommendations {\"seeds\":[\"" + String.join("\",\"", seeds)
                + "\"],\"limit\":100,\"explain\":" + explain + "}";
    }

    private String seed(int i) {
        return Load.trackId(music.tracksOf(music.playlists() + i)[0]);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void besideTheTextbook() {
        var small = new MadeUpMusic(PEER_PLAYLISTS, PEER_TRACKS);
        var corpus = new Corpus();
        for (int playlist = 0; playlist < small.playlists(); playlist++) {
            corpus.upsert(Load.playlistId(playlist), corpus.internTracks(small.trackIdsOf(playlist)));
        }
        var textbook = new TextbookKnn();
        corpus.forEachPlaylist(playlist -> textbook.add(
                corpus.playlistId(playlist),
                Arrays.stream(corpus.tracks(playlist)).mapToObj(corpus::trackId).toList()));
        var workspace = new Workspace();
        var continuer = new Continuer(corpus);
        PopularTracks popular = PopularTracks.of(corpus, 100);
        List<List<String>> asked = new ArrayList<>();
        for (int i = 0; i < PEER_QUESTIONS; i++) {
            asked.add(small.trackIdsOf(small.playlists() + i).stream()
                    .limit(SEEDS)
                    .toList());
        }
        double theirs =
                seconds(asked, seeds -> textbook.recommend(weights(seeds, textbook), PEER_NEIGHBOURS, 2, 100 + SEEDS));
        double ours = seconds(
                asked,
                seeds -> continuer.continuation(
                        ContinuationRequest.ofSeeds(seeds, 100),
                        Optional.empty(),
                        popular,
                        TrackFacts.NOTHING,
                        workspace));
        add("textbook's kNN, 100,000 playlists, a thread", asked.size() / theirs, "/s", Bound.none());
        add("ours with reasons", asked.size() / ours, "/s", Bound.none());
        add("ours over the textbook's", theirs / ours, "", Bound.none());
    }

    /// The rarer the heavier.
    private static Map<String, Double> weights(List<String> seeds, TextbookKnn textbook) {
        var weights = new HashMap<String, Double>();
        seeds.forEach(seed -> weights.put(seed, 1 / (Math.pow(Math.max(0, textbook.held(seed) - 1), .4) + 1)));
        return weights;
    }

    /// The fastest of three rounds over all, in seconds.
    private static double seconds(List<List<String>> asked, java.util.function.Consumer<List<String>> answer) {
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < 3; round++) {
            long began = System.nanoTime();
            asked.forEach(answer);
            best = Math.min(best, (System.nanoTime() - began) / 1e9);
        }
        return best;
    }

    private void add(String what, double value, String unit, Bound bound) {
        System.out.printf(Locale.ROOT, "%s: %.3f %s%n", what, value, unit);
        figures.add(what, value, unit, bound);
    }
}
