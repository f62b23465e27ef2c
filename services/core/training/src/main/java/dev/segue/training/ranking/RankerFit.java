package dev.segue.training.ranking;

import dev.segue.evaluation.Metric;
import dev.segue.evaluation.PairedDifference;
import dev.segue.evaluation.Truth;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Described;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.recommending.ranking.Ranker.Ordering;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.ranking.Signal;
import dev.segue.recommending.ranking.Trees;
import dev.segue.recommending.twostage.Forest;
import dev.segue.training.ranking.Rehearsal.Masked;
import dev.segue.training.twostage.Examples;
import dev.segue.training.twostage.LogisticFit;
import dev.segue.training.twostage.TreeBoosting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// Fits a ranker shape by shape: what the live path describes and what was hidden become examples, a linear logit and
/// boosted trees are fitted to them, and requests it did not learn from say whether the shape is ranked at all. The
/// same playlists, configuration and seed give the same bytes.
public final class RankerFit {

    private static final int LEAST_EXAMPLES = 500;
    private static final int LEAST_JUDGED = 30;
    private static final int LONGEST = 500;
    private static final int MOST_LINEAR_ROWS = 300_000;
    private static final double RIDGE = 1e-4;
    private static final int LEAST_ROWS_OF_LEAF = 50;

    /// One request in four judges, the others teach.
    private static final int JUDGES_ONE_IN = 4;

    private static final Metric NDCG = new Metric.Ndcg(LONGEST);
    private static final Metric PRECISION = new Metric.RPrecision(false);

    private final Rehearsal rehearsal;
    private final RankerConfig config;
    private final Consumer<String> progress;

    /// What came of it.
    ///
    /// @param ranker of the shapes that gained by it
    /// @param verdicts on all shapes there was enough to judge by
    public record Fitted(Ranker ranker, List<Verdict> verdicts) {
        public Fitted {
            verdicts = List.copyOf(verdicts);
        }
    }

    private RankerFit(Rehearsal rehearsal, RankerConfig config, Consumer<String> progress) {
        this.rehearsal = rehearsal;
        this.config = config;
        this.progress = progress;
    }

    /// Fits and judges.
    ///
    /// @param playlists to make requests of, ordinals in a drawn order
    /// @param progress hears of every shape, a line each
    /// @throws InterruptedException when the calling thread is interrupted
    public static Fitted fit(
            Rehearsal rehearsal, List<Integer> playlists, RankerConfig config, Consumer<String> progress)
            throws InterruptedException {
        return new RankerFit(rehearsal, config, progress).fit(playlists);
    }

    private Fitted fit(List<Integer> playlists) throws InterruptedException {
        Map<Shape, Ordering> orderings = new EnumMap<>(Shape.class);
        var verdicts = new ArrayList<Verdict>();
        for (Shape shape : Shape.values()) {
            List<Masked> learnt = new ArrayList<>();
            List<Masked> judged = new ArrayList<>();
            for (int i = 0; i < playlists.size(); i++) {
                List<Masked> wanted = i % JUDGES_ONE_IN == 0 ? judged : learnt;
                if (wanted.size() < (wanted == judged ? config.judged() : config.requests())) {
                    rehearsal
                            .masked(playlists.get(i), shape, LONGEST, config.seed())
                            .ifPresent(wanted::add);
                }
            }
            Optional<Ordering> fitted = learn(shape, learnt);
            if (fitted.isEmpty() || judged.size() < LEAST_JUDGED) {
                progress.accept(shape + ": too little to learn from, " + learnt.size() + " requests and "
                        + judged.size() + " to judge by");
                continue;
            }
            Verdict verdict = verdict(shape, judged, fitted.get());
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s: %d requests; on %d others NDCG@500 %.4f %+.4f (p %.3f), R-precision %.4f %+.4f (p %.3f): %s",
                    shape,
                    learnt.size(),
                    verdict.requests(),
                    verdict.blendNdcg(),
                    verdict.ndcg().difference().mean(),
                    verdict.ndcg().p(),
                    verdict.blendPrecision(),
                    verdict.precision().difference().mean(),
                    verdict.precision().p(),
                    verdict.ranked() ? "ranked" : "left as blended"));
            verdicts.add(verdict);
            if (verdict.ranked()) {
                orderings.put(shape, fitted.get());
            }
        }
        return new Fitted(new Ranker(orderings), verdicts);
    }

    private Optional<Ordering> learn(Shape shape, List<Masked> requests) throws InterruptedException {
        var examples = new Examples(Signal.values().length);
        for (Masked request : requests) {
            requireNotInterrupted();
            examples.addQuery(examples(request));
        }
        int right = examples.positives();
        if (right < LEAST_EXAMPLES || examples.size() - right < LEAST_EXAMPLES) {
            return Optional.empty();
        }
        var linear = LogisticFit.fit(examples, (signal, value) -> value, MOST_LINEAR_ROWS, RIDGE);
        Forest forest = TreeBoosting.fit(
                examples,
                new TreeBoosting.Config(
                        config.trees(),
                        config.leaves(),
                        LEAST_ROWS_OF_LEAF,
                        config.rate(),
                        5,
                        .7,
                        .6,
                        config.seed() + shape.ordinal()));
        return Optional.of(new Ordering(
                config.depth(), halved(linear.weights(), -1, new int[0]), linear.bias() / 2, trees(forest)));
    }

    /// The mean of both logits orders as their sum does, and is about as sure as either.
    private static float[] halved(float[] values, int only, int[] kinds) {
        float[] halved = values.clone();
        for (int i = 0; i < halved.length; i++) {
            halved[i] *= kinds.length == 0 || kinds[i] == only ? .5f : 1;
        }
        return halved;
    }

    private static Trees trees(Forest forest) {
        float[] leavesHalved = halved(forest.thresholds(), Forest.LEAF, forest.features());
        return Trees.of(forest.roots(), forest.features(), leavesHalved, forest.left(), Signal.values().length);
    }

    /// What a request's candidates look like to the live path, with a share of the wrong ones.
    private Examples examples(Masked request) {
        var hidden = new BitSet();
        Arrays.stream(request.hidden()).forEach(hidden::set);
        var examples = new Examples(Signal.values().length);
        var random = new SplittableRandom(
                config.seed() ^ Draws.hash(rehearsal.corpus().playlistId(request.playlist())));
        rehearsal.answer(request, Optional.of(new CandidateRanker() {
            @Override
            public int depth(Shape shape) {
                return config.depth();
            }

            @Override
            public boolean score(Shape shape, Described candidates, float[] logits) {
                for (int i = 0; i < candidates.size(); i++) {
                    boolean right = hidden.get(candidates.track(i));
                    if (random.nextDouble() < config.negatives() || right) {
                        examples.add(candidates.row(i), right);
                    }
                }
                return false;
            }
        }));
        return examples;
    }

    private Verdict verdict(Shape shape, List<Masked> requests, Ordering ordering) throws InterruptedException {
        var ranker = new Ranker(Map.of(shape, ordering));
        double[][] blend = new double[2][requests.size()];
        double[][] ranked = new double[2][requests.size()];
        for (int i = 0; i < requests.size(); i++) {
            requireNotInterrupted();
            Masked request = requests.get(i);
            var truth = new Truth(request.hidden(), track -> -1);
            int[] before = rehearsal.answer(request, Optional.empty());
            int[] after = rehearsal.answer(request, Optional.of(ranker));
            blend[0][i] = NDCG.of(before, truth);
            blend[1][i] = PRECISION.of(before, truth);
            ranked[0][i] = NDCG.of(after, truth);
            ranked[1][i] = PRECISION.of(after, truth);
        }
        return new Verdict(
                shape,
                requests.size(),
                Arrays.stream(blend[0]).average().orElse(0),
                PairedDifference.of(ranked[0], blend[0], config.seed()),
                Arrays.stream(blend[1]).average().orElse(0),
                PairedDifference.of(ranked[1], blend[1], config.seed()));
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while a ranker was fitted");
        }
    }
}
