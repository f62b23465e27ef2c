package dev.segue.benchmarks.search;

import dev.segue.benchmarks.serving.Clock;
import dev.segue.search.ArrayVectors;
import dev.segue.search.IdFilter;
import dev.segue.search.LuceneVectors;
import dev.segue.search.PgVectors;
import dev.segue.search.TrackSegments;
import dev.segue.search.VectorIndex;
import dev.segue.search.VectorRecall;
import dev.segue.search.VectorSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The ten nearest of many vectors: how long a question takes, and how many of the ten are found.
///
/// Vectors lie as a trained model lays tracks: in clusters of very different size, whose centres share a few
/// directions; questions are drawn as the vectors are.
final class VectorSpeed {

    private static final int DIMENSION = 128;
    private static final int NEAREST = 10;
    private static final int QUESTIONS = 200;
    private static final int SHARED_DIRECTIONS = 24;
    private static final int[] WIDTHS = {50, 100, 200, 400};
    private static final long SEED = 11;

    private VectorSpeed() {}

    /// Measures and says what came of it.
    ///
    /// @param args folder to work in, number of vectors, folder of PGlite
    public static void main(String[] args) throws IOException, SQLException {
        Path folder = Path.of(args[0]);
        int n = Integer.parseInt(args[1]);
        List<float[]> questions = new ArrayList<>();
        var drawn = new Drawn(n, SEED + 1);
        for (int i = 0; i < QUESTIONS; i++) {
            questions.add(drawn.next());
        }
        var oracle = new ArrayVectors(DIMENSION);
        var work = Clock.Work.begin();
        fill(oracle, n);
        Clock.say("vectors: %d x %d generated and held in arrays in %s", n, DIMENSION, work);
        Clock.Times scan =
                Clock.time(Math.min(QUESTIONS, 40), i -> oracle.nearest(questions.get(i), NEAREST, IdFilter.ALL));
        Clock.say("vectors: exact scan of %d, one thread: %s", n, scan);
        List<List<VectorIndex.Near>> expected = questions.stream()
                .map(question -> oracle.nearest(question, NEAREST, IdFilter.ALL))
                .toList();
        for (boolean quantised : new boolean[] {false, true}) {
            lucene(folder.resolve(quantised ? "bytes" : "floats"), n, quantised, questions, expected, scan);
        }
        postgres(Path.of(args[2]), n, questions);
    }

    private static void lucene(
            Path folder,
            int n,
            boolean quantised,
            List<float[]> questions,
            List<List<VectorIndex.Near>> expected,
            Clock.Times scan)
            throws IOException {
        String what = "Lucene HNSW of " + (quantised ? "8-bit copies, ranked again" : "floats");
        var settings = new VectorSettings(0, quantised, 16, 100, 100);
        var work = Clock.Work.begin();
        new TrackSegments(folder, ids(n), DIMENSION, rows(n), settings).index();
        Clock.say(
                "vectors: %s, %d generated and indexed in %s, %.0f/s; %.0f MB mapped",
                what, n, work, n / work.seconds(), bytes(folder) / 1e6);
        for (int width : WIDTHS) {
            var searched = new VectorSettings(0, quantised, 16, 100, width);
            try (var index = LuceneVectors.open(folder, DIMENSION, searched)) {
                double recall = recall(index, questions, expected);
                Clock.Times times = Clock.time(QUESTIONS, i -> index.nearest(questions.get(i), NEAREST, IdFilter.ALL));
                Clock.say(
                        "vectors: %s, width %d: recall@10 %.4f, %s, %.1f x the scan",
                        what, width, recall, times, times.rate() / scan.rate());
                if (recall >= .995) {
                    break;
                }
            }
        }
    }

    /// Recall against answers that were computed before.
    private static double recall(VectorIndex index, List<float[]> questions, List<List<VectorIndex.Near>> expected) {
        int[] at = {0};
        return VectorRecall.measure(
                (question, k) -> index.nearest(question, k, IdFilter.ALL),
                (question, k) -> expected.get(at[0]++),
                questions);
    }

    private static void postgres(Path home, int n, List<float[]> questions) throws IOException, SQLException {
        if (!Files.isDirectory(home.resolve("node_modules/@electric-sql/pglite-pgvector"))) {
            Clock.say("vectors: pgvector is left out: its packages are not there");
            return;
        }
        int rows = Math.min(n, Integer.parseInt(System.getProperty("postgres.rows", "20000")));
        Process process = new ProcessBuilder("node", "serve.mjs")
                .directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = said.readLine();
            if (line == null || !line.startsWith("listening on ")) {
                Clock.say("vectors: pgvector is left out: it said %s instead of its port", line);
                return;
            }
            String url = "jdbc:postgresql://127.0.0.1:" + line.substring("listening on ".length())
                    + "/postgres?user=postgres&password=postgres&sslmode=disable&gssEncMode=disable";
            var oracle = new ArrayVectors(DIMENSION);
            fill(oracle, rows);
            Clock.Times scan = Clock.time(QUESTIONS, i -> oracle.nearest(questions.get(i), NEAREST, IdFilter.ALL));
            Clock.say("vectors: exact scan of %d, one thread: %s", rows, scan);
            var work = Clock.Work.begin();
            var settings = new VectorSettings(0, false, 16, 100, 100);
            try (var index = PgVectors.open(DriverManager.getConnection(url), "vectors", DIMENSION, settings)) {
                fill(index, rows);
                Clock.say(
                        "vectors: pgvector HNSW in PGlite, %d written one by one in %.1f s by the clock, %.0f/s",
                        rows, work.seconds(), rows / work.seconds());
                double recall = VectorRecall.measure(
                        (question, k) -> index.nearest(question, k, IdFilter.ALL),
                        (question, k) -> oracle.nearest(question, k, IdFilter.ALL),
                        questions);
                Clock.Times times = Clock.time(QUESTIONS, i -> index.nearest(questions.get(i), NEAREST, IdFilter.ALL));
                Clock.say(
                        "vectors: pgvector HNSW in PGlite, %d, width 100: recall@10 %.4f, by the clock p50 %.3f, p99 %.3f ms, %.2f x the scan",
                        rows, recall, times.p50(), times.p99(), scan.p50() / times.p50());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static void fill(VectorIndex index, int n) {
        var drawn = new Drawn(n, SEED);
        for (int i = 0; i < n; i++) {
            index.upsert("t" + i, drawn.next(), i);
        }
        index.refresh();
    }

    private static List<String> ids(int n) {
        return IntStream.range(0, n).mapToObj(i -> "t" + i).toList();
    }

    /// @return `[n][DIMENSION]`, of unit length
    private static float[] rows(int n) {
        float[] rows = new float[n * DIMENSION];
        var drawn = new Drawn(n, SEED);
        for (int row = 0; row < n; row++) {
            float[] vector = drawn.next();
            double squares = 0;
            for (float component : vector) {
                squares += component * component;
            }
            for (int i = 0; i < DIMENSION; i++) {
                rows[row * DIMENSION + i] = vector[i] / (float) Math.sqrt(squares);
            }
        }
        return rows;
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /// Vectors of one law, the same for the same seed.
    private static final class Drawn {
        private final float[][] centres;
        private final Random random;

        Drawn(int n, long seed) {
            var law = new Random(SEED);
            float[][] directions = new float[SHARED_DIRECTIONS][DIMENSION];
            for (float[] direction : directions) {
                for (int i = 0; i < DIMENSION; i++) {
                    direction[i] = (float) law.nextGaussian();
                }
            }
            centres = new float[Math.max(16, (int) Math.sqrt(n))][DIMENSION];
            for (float[] centre : centres) {
                for (float[] direction : directions) {
                    float weight = (float) law.nextGaussian();
                    for (int i = 0; i < DIMENSION; i++) {
                        centre[i] += weight * direction[i] / (float) Math.sqrt(SHARED_DIRECTIONS);
                    }
                }
            }
            random = new Random(seed);
        }

        float[] next() {
            double u = random.nextDouble();
            float[] centre = centres[(int) (u * u * centres.length)];
            float[] vector = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = centre[i] + .7f * (float) random.nextGaussian();
            }
            return vector;
        }
    }
}
