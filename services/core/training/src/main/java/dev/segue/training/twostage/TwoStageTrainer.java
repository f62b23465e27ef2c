package dev.segue.training.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.Describer;
import dev.segue.recommending.twostage.Describer.Described;
import dev.segue.recommending.twostage.FactorSpace;
import dev.segue.recommending.twostage.Feature;
import dev.segue.recommending.twostage.Fitted;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.PlaylistRidge;
import dev.segue.recommending.twostage.SecondStage;
import dev.segue.recommending.twostage.SecondStage.Ranker;
import dev.segue.recommending.twostage.Shape;
import dev.segue.recommending.twostage.TwoStage;
import dev.segue.training.SymmetricInverse;
import dev.segue.training.twostage.Masks.Masked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Fits both stages to a library: the first to its playlists, the second to those playlists masked the way requests
/// look. What is hidden from a query was hidden from everything that describes its candidates: counts leave its
/// playlist out, and fitted parts are fitted once more without what is hidden.
///
/// With titles, requests are taken to show the beginning of playlists that are new to the library; without, to be
/// playlists of the library with a fifth of their tracks gone.
public final class TwoStageTrainer {

    private static final int[] NOTHING = {};
    private static final int LEAST_EXAMPLES = 1000;
    /// Fewer seeds are hardly ever drawn at random.
    private static final int LEAST_UNORDERED = 20;
    private static final int FOLDS = 6;
    private static final int MOST_RIDGE_PLAYLISTS = 8000;
    private static final float RIDGE = 10;
    /// Places of an answer that are judged.
    private static final int JUDGED = 500;
    /// Ideal DCG of a playlist that hides as many tracks as most do.
    private static final double USUAL_IDEAL = 15;

    private final Library library;
    private final Config config;
    private final Consumer<String> progress;
    private final Masks masks;
    private final Describer plain;
    private final long start = System.nanoTime();

    /// @param dimension of the spaces of tracks and artists
    /// @param masked most playlists that a ranker learns from, which bounds the time it takes
    /// @param negatives share of the wrong candidates it learns from
    /// @param trees of each forest
    /// @param leaves of a tree
    /// @param rate of boosting
    /// @param seed of every draw
    public record Config(int dimension, int masked, double negatives, int trees, int leaves, double rate, long seed) {

        public static Config of(Library library) {
            return library.titles().any()
                    ? new Config(48, 2_000, .1, 100, 32, .1, 7)
                    : new Config(48, 12_000, .4, 250, 24, .07, 7);
        }
    }

    /// @param progress hears what was done, a line each
    public TwoStageTrainer(Library library, Config config, Consumer<String> progress) {
        this.library = library;
        this.config = config;
        this.progress = progress;
        this.masks = new Masks(library, config.seed());
        this.plain = new Describer(library, Fitted.NOTHING);
    }

    public TwoStage fit() {
        return library.titles().any() ? fitToBeginnings() : fitToWhatIsMissing();
    }

    private TwoStage fitToBeginnings() {
        Corpus corpus = library.corpus();
        PlaylistRidge ridge = corpus.playlistOrdinals() > MOST_RIDGE_PLAYLISTS
                ? null
                : plain.fitRidge(RIDGE, SymmetricInverse::invert);
        say("kernel ridge");
        Describer[] describers = new Describer[FOLDS];
        for (int fold = 0; fold < FOLDS; fold++) {
            int without = fold;
            describers[fold] = plain.with(
                    spaces(ridge, playlist -> fold(playlist) == without ? NOTHING : corpus.tracks(playlist)));
        }
        Fitted whole = spaces(ridge, corpus::tracks);
        say("spaces and factors");
        Map<Shape, Ranker> rankers = new EnumMap<>(Shape.class);
        Map<Shape, Ranker> unordered = new EnumMap<>(Shape.class);
        for (Shape shape : Shape.values()) {
            learn(shape, true, describers).ifPresent(ranker -> rankers.put(shape, ranker));
            if (shape.seeds() >= LEAST_UNORDERED) {
                learn(shape, false, describers).ifPresent(ranker -> unordered.put(shape, ranker));
            }
        }
        return new TwoStage(plain.with(whole), new SecondStage(rankers, unordered));
    }

    private Optional<Ranker> learn(Shape shape, boolean ordered, Describer[] describers) {
        List<Masked> masked = new ArrayList<>();
        for (int playlist : masks.shuffledPlaylists()) {
            if (masked.size() < config.masked()) {
                add(masks.some(playlist, shape, ordered), masked);
            }
        }
        Examples examples =
                examples(masked, one -> describers[fold(one.query().itself())], one -> ofEqualSay(one.hidden().length));
        return learn(examples, shape + (ordered ? ", first: " : ", random: "));
    }

    private TwoStage fitToWhatIsMissing() {
        Corpus corpus = library.corpus();
        List<Masked> masked = new ArrayList<>();
        int[][] visible = new int[corpus.playlistOrdinals()][];
        Arrays.setAll(visible, corpus::tracks);
        int[] shuffled = masks.shuffledPlaylists();
        // Playlists that kept their order are few and teach what order means: they come first.
        for (boolean ordered : new boolean[] {true, false}) {
            for (int playlist : shuffled) {
                if (library.ordered(playlist) == ordered && masked.size() < config.masked()) {
                    Masked one = masks.allButAFifth(playlist);
                    add(one, masked);
                    if (one != null) {
                        visible[playlist] = one.query().seeds();
                    }
                }
            }
        }
        Describer describer = plain.with(weights(visible));
        say("first stages without what is hidden");
        Examples examples = examples(masked, any -> describer, any -> 1);
        Map<Shape, Ranker> rankers = new EnumMap<>(Shape.class);
        // One for all, because what is given differs little from playlist to playlist but for its length.
        learn(examples, "").ifPresent(ranker -> rankers.put(Shape.MANY, ranker));
        say("second stage");
        Arrays.setAll(visible, corpus::tracks);
        Fitted whole = weights(visible);
        say("first stages");
        return new TwoStage(plain.with(whole), new SecondStage(rankers, Map.of()));
    }

    /// A ranker, where there is enough to learn one from, and a line on what there is.
    private Optional<Ranker> learn(Examples examples, String what) {
        int right = examples.positives();
        int wrong = examples.size() - right;
        boolean suffices = right >= LEAST_EXAMPLES && wrong >= LEAST_EXAMPLES;
        Optional<Ranker> learnt = suffices ? Optional.of(ranker(examples)) : Optional.empty();
        say(what + examples.size() + " candidates, " + right + " right"
                + (suffices
                        ? ""
                        : "; too few to learn their order, expected " + LEAST_EXAMPLES + " right and as many wrong: the"
                                + " nearest number of seeds that suffices decides, else weights that are not learnt"));
        return learnt;
    }

    private static void add(@Nullable Masked masked, List<Masked> all) {
        if (masked != null) {
            all.add(masked);
        }
    }

    private Ranker ranker(Examples examples) {
        var linear = LogisticFit.fit(examples, 300_000, 1e-4);
        var forest = TreeBoosting.fit(
                examples,
                new TreeBoosting.Config(config.trees(), config.leaves(), 50, config.rate(), 5, .7, .6, config.seed()));
        return new Ranker(linear, forest);
    }

    private static int fold(int playlist) {
        return (int) Math.floorMod(playlist * 0x9E3779B97F4A7C15L >>> 20, (long) FOLDS);
    }

    private Fitted spaces(@Nullable PlaylistRidge ridge, java.util.function.IntFunction<int[]> tracksOf) {
        int[][] lists = IntStream.range(0, library.corpus().playlistOrdinals())
                .mapToObj(tracksOf)
                .toArray(int[][]::new);
        return new Fitted(
                ridge,
                trackSpace(lists),
                artistSpace(lists),
                null,
                FactorsFit.fit(Lists.of(lists, library.corpus().trackOrdinals()), Peers.titledFactors(config.seed())));
    }

    private FactorSpace trackSpace(int[][] lists) {
        return SpaceFit.fit(lists, library.corpus().trackOrdinals(), config.dimension(), config.seed());
    }

    private FactorSpace artistSpace(int[][] lists) {
        int[][] artists = Arrays.stream(lists)
                .map(list -> Arrays.stream(list)
                        .map(library.tracks()::artist)
                        .filter(artist -> artist >= 0)
                        .toArray())
                .toArray(int[][]::new);
        return SpaceFit.fit(artists, library.tracks().artistCount(), config.dimension(), config.seed());
    }

    private Fitted weights(int[][] visible) {
        Lists lists = Lists.of(visible, library.corpus().trackOrdinals());
        return new Fitted(
                null,
                trackSpace(visible),
                artistSpace(visible),
                SlimFit.fit(lists, Peers.SLIM),
                FactorsFit.fit(lists, Peers.factors(config.seed())));
    }

    /// The weight with which a query's candidates say as much as another's: a right one counts the less in its nDCG the
    /// more are hidden.
    private static float ofEqualSay(int hidden) {
        double ideal = 0;
        for (int rank = 0; rank < Math.min(hidden, JUDGED); rank++) {
            ideal += 1 / (Math.log(rank + 2) / Math.log(2));
        }
        return (float) (USUAL_IDEAL / ideal);
    }

    private Examples examples(
            List<Masked> masked, Function<Masked, Describer> describers, ToDoubleFunction<Masked> weights) {
        Examples[] parts = new Examples[masked.size()];
        IntStream.range(0, parts.length).parallel().forEach(i -> {
            Masked one = masked.get(i);
            var random = new SplittableRandom(config.seed() ^ (one.query().itself() * 0xBF58476D1CE4E5B9L));
            parts[i] = examples(one, describers.apply(one), (float) weights.applyAsDouble(one), random);
        });
        var all = new Examples(Feature.values().length);
        for (Examples part : parts) {
            all.addQuery(Objects.requireNonNull(part));
        }
        return all;
    }

    private Examples examples(Masked masked, Describer describer, float weight, SplittableRandom random) {
        var hidden = new BitSet();
        Arrays.stream(masked.hidden()).forEach(hidden::set);
        Described described = describer.describe(
                masked.query(), track -> hidden.get(track) || random.nextDouble() < config.negatives());
        var examples = new Examples(Feature.values().length);
        for (int i = 0; i < described.candidates().length; i++) {
            examples.add(described.rows()[i], hidden.get(described.candidates()[i]), weight);
        }
        return examples;
    }

    private void say(String what) {
        progress.accept(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - start) / 1e9, what));
    }
}
