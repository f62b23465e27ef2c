package dev.segue.lab;

import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Interval;
import dev.segue.evaluation.Metric;
import dev.segue.evaluation.PairedDifference;
import dev.segue.evaluation.Protocol;
import dev.segue.evaluation.Task;
import dev.segue.evaluation.Truth;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.recommending.ranking.Ranker.Ordering;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.ranking.Trees;
import dev.segue.recommending.twostage.Query;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.training.ranking.RankerConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Chooses how deep the second stage looks and whether trees are worth their time: continues validation
/// playlists from a corpus of the training folds, and prints NDCG@500 and R-precision beside the blend's
/// with 95 % intervals, and the processor time of a request. One fit at the greatest depth stands for all
/// depths. Given no depth it judges the defaults; `test` as the last argument judges on the test fold,
/// learnt from both others, for a final table.
///
/// Run: `java -cp <test class path> dev.segue.lab.RankerChoice <folder of slices> <every nth playlist>
/// [depth…] [test]`.
final class RankerChoice {

    private static final Metric NDCG = new Metric.Ndcg(500);
    private static final Metric PRECISION = new Metric.RPrecision(false);
    private static final int ROUNDS = 2;
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    record Figures(double[] ndcg, double[] precision, double micros) {}

    private RankerChoice() {}

    public static void main(String[] arguments) {
        boolean last = arguments[arguments.length - 1].equals("test");
        int nth = Integer.parseInt(arguments[1]);
        Split split = split(arguments[0], last);
        Map<String, List<Task>> tasks = tasks(split, nth);
        try (var live = new LivePath(split.library(), System.out::println)) {
            Map<String, Figures> blend = new TreeMap<>();
            Recommender blended = live.recommender(Optional.empty());
            tasks.forEach((category, asked) -> blend.put(category, measure(split, blended, asked)));
            List<Integer> depths = new ArrayList<>();
            for (int i = 2; i < arguments.length - (last ? 1 : 0); i++) {
                depths.add(Integer.parseInt(arguments[i]));
            }
            RankerConfig config = depths.isEmpty() ? RankerConfig.DEFAULTS : deep(Collections.max(depths));
            System.out.println(config);
            long start = System.nanoTime();
            Ranker fitted = live.fit(config, System.out::println).ranker();
            System.out.printf(
                    Locale.ROOT,
                    "fitted in %.0f s, %d bytes, ranks %s%n",
                    (System.nanoTime() - start) / 1e9,
                    fitted.toBytes().length,
                    fitted.orderings().keySet());
            for (int depth : depths.isEmpty() ? List.of(config.depth()) : depths) {
                judge("depth " + depth, variant(fitted, depth, true), live, split, tasks, blend);
            }
            if (!depths.isEmpty()) {
                judge(
                        "linear, depth " + config.depth(),
                        variant(fitted, config.depth(), false),
                        live,
                        split,
                        tasks,
                        blend);
            }
        }
    }

    /// The validation playlists of a folder of slices, or its test playlists.
    static Split split(String slices, boolean test) {
        return Split.of(
                        Path.of(slices),
                        Optional.empty(),
                        test ? Fold.TEST : Fold.VALIDATION,
                        List.of(Protocol.SHAPES),
                        0,
                        1)
                .getFirst();
    }

    /// Those of every nth playlist, by category.
    static Map<String, List<Task>> tasks(Split split, int nth) {
        Map<String, List<Task>> tasks = new TreeMap<>();
        for (Task task : split.tasks()) {
            if (Math.floorMod(task.playlist().hashCode(), nth) == 0) {
                tasks.computeIfAbsent(task.category(), unseen -> new ArrayList<>())
                        .add(task);
            }
        }
        return tasks;
    }

    private static RankerConfig deep(int depth) {
        RankerConfig usual = RankerConfig.DEFAULTS;
        return new RankerConfig(
                usual.playlists(),
                usual.heldOut(),
                usual.requests(),
                usual.judged(),
                depth,
                usual.negatives(),
                usual.trees(),
                usual.leaves(),
                usual.rate(),
                usual.unknown(),
                usual.seed());
    }

    private static Ranker variant(Ranker fitted, int depth, boolean trees) {
        Map<Shape, Ordering> orderings = new EnumMap<>(Shape.class);
        fitted.orderings()
                .forEach((shape, ordering) -> orderings.put(
                        shape,
                        new Ordering(
                                depth, ordering.weights(), ordering.bias(), trees ? ordering.trees() : Trees.none())));
        return new Ranker(orderings);
    }

    private static void judge(
            String title,
            Ranker ranker,
            LivePath live,
            Split split,
            Map<String, List<Task>> tasks,
            Map<String, Figures> blend) {
        System.out.println(title);
        Recommender ranked = live.recommender(Optional.of(ranker));
        tasks.forEach((category, asked) -> {
            Figures before = blend.get(category);
            Figures after = measure(split, ranked, asked);
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %4d | %s | %s | %s | %s | %s | %s | %.0f | %.0f%n",
                    category,
                    asked.size(),
                    mean(before.ndcg()),
                    mean(after.ndcg()),
                    gain(after.ndcg(), before.ndcg()),
                    mean(before.precision()),
                    mean(after.precision()),
                    gain(after.precision(), before.precision()),
                    before.micros(),
                    after.micros());
        });
    }

    static String mean(double[] values) {
        Interval interval = Interval.of(values, 1);
        return String.format(Locale.ROOT, "%.4f [%.3f, %.3f]", interval.mean(), interval.low(), interval.high());
    }

    static String gain(double[] after, double[] before) {
        PairedDifference paired = PairedDifference.of(after, before, 1);
        return String.format(
                Locale.ROOT,
                "%+.4f [%+.4f, %+.4f]",
                paired.difference().mean(),
                paired.difference().low(),
                paired.difference().high());
    }

    /// Quality, and the time of a request in the faster of two rounds.
    static Figures measure(Split split, Recommender recommender, List<Task> tasks) {
        double[] ndcg = new double[tasks.size()];
        double[] precision = new double[tasks.size()];
        double micros = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            long took = 0;
            for (int i = 0; i < tasks.size(); i++) {
                Task task = tasks.get(i);
                var query = new Query(task.seeds(), task.ordered(), task.title(), Query.NOT_THERE);
                long start = PROCESSOR.getCurrentThreadCpuTime();
                int[] answer = recommender.recommend(query, 500).tracks();
                took += PROCESSOR.getCurrentThreadCpuTime() - start;
                var truth = new Truth(task.hidden(), split.library().tracks()::artist);
                ndcg[i] = NDCG.of(answer, truth);
                precision[i] = PRECISION.of(answer, truth);
            }
            micros = Math.min(micros, took / 1e3 / tasks.size());
        }
        return new Figures(ndcg, precision, micros);
    }
}
