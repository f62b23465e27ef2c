package dev.segue.recommending;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.segue.corpus.Corpus;
import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Metric;
import dev.segue.evaluation.Truth;
import dev.segue.recommending.ranking.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Chooses the settings in [Blend]: continues playlists of the validation fold (SHA-256 of the slice's name mod 5 = 1)
/// from a corpus of the training folds, for a grid of settings, and prints R-precision (tracks only) and NDCG@500.
/// Given `neighbours` as a third argument, it only tells what their number is worth with the settings in use.
/// The test fold (mod 5 = 0) is never read.
///
/// Run: `java -cp <test class path> dev.segue.recommending.BlendChoice <folder of MPD slices> [playlists
/// [neighbours]]`.
final class BlendChoice {

    private static final int[] SEEDS = {1, 5, 10, 25, 100};

    /// What fewer or more of them cost; not part of the search, because their price is time.
    private static final int[] NEIGHBOURS = {100, 200, 300, 500, 700, 1000, 1500};

    private static final Metric R_PRECISION = new Metric.RPrecision(false);
    private static final Metric NDCG = new Metric.Ndcg(500);

    private record Titled(String title, List<String> tracks) {}

    private record Quality(double rPrecision, double ndcg, int playlists) {

        /// Both metrics, each at its usual size.
        double score() {
            return rPrecision + ndcg / 2;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.4f/%.4f", rPrecision, ndcg);
        }
    }

    private final Corpus corpus = new Corpus();
    private final List<Titled> validation = new ArrayList<>();

    private BlendChoice(Path folder, int playlists) throws IOException {
        try (Stream<Path> slices = Files.list(folder)) {
            for (Path slice : slices.sorted().toList()) {
                Fold fold = Fold.of(slice.getFileName().toString());
                if (fold != Fold.TEST && slice.toString().endsWith(".json.gz")) {
                    read(slice, fold == Fold.VALIDATION);
                }
            }
        }
        Collections.shuffle(validation, new Random(7));
        validation
                .subList(Math.min(playlists, validation.size()), validation.size())
                .clear();
        System.out.printf("%d training playlists, %d validation%n", corpus.playlists(), validation.size());
    }

    public static void main(String[] arguments) throws IOException {
        int playlists = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 400;
        new BlendChoice(Path.of(arguments[0]), playlists).run(arguments.length > 2);
    }

    /// A coordinate search for each number of seeds, from the settings in use: one setting at a time is moved along its
    /// values, the best stays.
    private void run(boolean neighboursOnly) {
        for (int seeds : SEEDS) {
            KnnSettings best = Blend.of(Shape.of(seeds)).knn();
            Quality quality = measure(best, seeds);
            System.out.println(seeds + " seeds, in use: " + best + " " + quality);
            for (var moves : neighboursOnly ? List.<Function<KnnSettings, List<KnnSettings>>>of() : MOVES) {
                for (KnnSettings moved : moves.apply(best)) {
                    Quality other = measure(moved, seeds);
                    System.out.println("    " + moved + " " + other);
                    if (other.score() > quality.score()) {
                        quality = other;
                        best = moved;
                    }
                }
            }
            System.out.println(seeds + " seeds, best: " + best + " " + quality);
            for (int neighbours : NEIGHBOURS) {
                System.out.println(
                        "    with " + neighbours + " neighbours: " + measure(best.withNeighbours(neighbours), seeds));
            }
        }
    }

    private static final List<Function<KnnSettings, List<KnnSettings>>> MOVES = List.of(
            in -> moved(
                    new double[] {.2, .4, .6, .8, 1},
                    v -> knn(v, in.lengthExponent(), in.power(), in.recencyFloor(), in.recencySpan())),
            in -> moved(
                    new double[] {.1, .3, .5, .7},
                    v -> knn(in.damping(), v, in.power(), in.recencyFloor(), in.recencySpan())),
            in -> moved(
                    new double[] {1, 1.25, 1.5, 2, 2.5},
                    v -> knn(in.damping(), in.lengthExponent(), v, in.recencyFloor(), in.recencySpan())),
            in -> moved(
                    new double[] {.2, .4, .6, 1},
                    v -> knn(in.damping(), in.lengthExponent(), in.power(), v, in.recencySpan())),
            in -> moved(
                    new double[] {3, 6, 12, 25},
                    v -> knn(in.damping(), in.lengthExponent(), in.power(), in.recencyFloor(), v)));

    private static List<KnnSettings> moved(double[] values, DoubleFunction<KnnSettings> move) {
        return Arrays.stream(values).mapToObj(move).toList();
    }

    private static KnnSettings knn(double damping, double exponent, double power, double floor, double span) {
        return new KnnSettings(damping, exponent, 1000, power, floor, span);
    }

    private Quality measure(KnnSettings knn, int seeds) {
        return measure(
                new Continuer(corpus, shape -> new Blend(knn, new TitleSettings(.3, 1), 1, 0, 0, 0, 0, 0, 1e-4)),
                seeds);
    }

    private Quality measure(Continuer continuer, int seeds) {
        var popular = PopularTracks.of(corpus, 1000);
        var workspace = new Workspace();
        double rPrecision = 0;
        double ndcg = 0;
        int n = 0;
        for (Titled playlist : validation) {
            if (playlist.tracks().size() < seeds + 5) {
                continue;
            }
            List<String> given = playlist.tracks().subList(0, seeds);
            int[] hidden = corpus.internTracks(
                    playlist.tracks().subList(seeds, playlist.tracks().size()));
            var truth = new Truth(hidden, track -> -1);
            var request = new ContinuationRequest(
                    given,
                    false,
                    List.of(),
                    List.of(),
                    Set.of(),
                    Served.NONE,
                    500,
                    new Wishes(0, 0, Wishes.ANY_NUMBER, false));
            int[] items =
                    continuer
                            .continuation(request, Optional.empty(), popular, TrackFacts.NOTHING, workspace)
                            .items()
                            .stream()
                            .mapToInt(RecommendedTrack::track)
                            .toArray();
            rPrecision += R_PRECISION.of(items, truth);
            ndcg += NDCG.of(items, truth);
            n++;
        }
        return new Quality(rPrecision / n, ndcg / n, n);
    }

    private void read(Path slice, boolean held) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(slice));
                JsonParser json = new JsonFactory().createParser(in)) {
            String title = "";
            Set<String> tracks = new LinkedHashSet<>();
            String pid = "";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                String field = json.currentName();
                if (token == JsonToken.VALUE_STRING && "name".equals(field)) {
                    title = json.getText();
                } else if (token == JsonToken.VALUE_NUMBER_INT && "pid".equals(field)) {
                    pid = "mpd:" + json.getText();
                } else if (token == JsonToken.VALUE_STRING && "track_uri".equals(field)) {
                    tracks.add(json.getText());
                } else if (token == JsonToken.END_OBJECT && !tracks.isEmpty() && depth(json) == 1) {
                    if (held) {
                        validation.add(new Titled(title, List.copyOf(tracks)));
                    } else {
                        corpus.upsert(pid, corpus.internTracks(List.copyOf(tracks)));
                    }
                    tracks.clear();
                }
            }
        }
    }

    /// Arrays around the current place.
    private static int depth(JsonParser json) {
        int arrays = 0;
        for (var context = json.getParsingContext(); context != null; context = context.getParent()) {
            arrays += context.inArray() ? 1 : 0;
        }
        return arrays;
    }
}
