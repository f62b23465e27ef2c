package dev.segue.lab;

import dev.segue.evaluation.Task;
import dev.segue.lab.RankerChoice.Figures;
import dev.segue.recommending.Blend;
import dev.segue.recommending.CandidateSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Chooses the weights of vectors and titles in the blend: continues validation playlists from a corpus of the training
/// folds with one weight changed at a time, and prints NDCG@500 and R-precision with 95 % intervals of the differences.
///
/// Run: `java -cp <test class path> dev.segue.lab.BlendWeights <folder of slices> <every nth playlist>`.
final class BlendWeights {

    private static final double[] VECTORS = {0, .05, .1, .15, .2, .3, .45, .7, 1};
    private static final double[] TITLES = {0, .02, .05, .1, .2, .3, .5, .8};

    private BlendWeights() {}

    public static void main(String[] arguments) {
        Split split = RankerChoice.split(arguments[0], false);
        Map<String, List<Task>> tasks = RankerChoice.tasks(split, Integer.parseInt(arguments[1]));
        try (var live = new LivePath(split.library(), System.out::println)) {
            tasks.forEach((category, asked) -> {
                if (asked.getFirst().seeds().length == 0) {
                    return;
                }
                Figures now = RankerChoice.measure(split, live.recommender(Optional.empty()), asked);
                System.out.printf(
                        Locale.ROOT,
                        "%s, %d: %s, %s%n",
                        category,
                        asked.size(),
                        RankerChoice.mean(now.ndcg()),
                        RankerChoice.mean(now.precision()));
                var sources = new ArrayList<>(List.of(CandidateSource.VECTORS));
                if (asked.getFirst().title() != null) {
                    sources.add(CandidateSource.TITLES);
                }
                for (CandidateSource source : sources) {
                    for (double weight : source == CandidateSource.VECTORS ? VECTORS : TITLES) {
                        Figures tried = RankerChoice.measure(
                                split, live.recommender(shape -> Blend.of(shape).with(source, weight)), asked);
                        System.out.printf(
                                Locale.ROOT,
                                "  %s %.2f: %s, %s%n",
                                source,
                                weight,
                                RankerChoice.gain(tried.ndcg(), now.ndcg()),
                                RankerChoice.gain(tried.precision(), now.precision()));
                    }
                }
            });
        }
    }
}
