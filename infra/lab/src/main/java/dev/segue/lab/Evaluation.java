package dev.segue.lab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Interval;
import dev.segue.evaluation.Leaderboard;
import dev.segue.evaluation.Protocol;
import dev.segue.recommending.twostage.Recency;
import dev.segue.recommending.twostage.Recommender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Recommenders judged side by side on held-out playlists.
public final class Evaluation {

    private static final JsonMapper JSON = new JsonMapper();

    private final Leaderboard leaderboard;
    private final Map<String, Measuring> measured = new LinkedHashMap<>();
    private final Split split;

    private Evaluation(Split split, long seed) {
        this.split = split;
        this.leaderboard = new Leaderboard(split.title(), split.protocol(), seed);
    }

    /// What to judge and how.
    ///
    /// @param data to learn from; without `test`, a part of it is held out
    /// @param test playlists to judge on
    /// @param tracks table of albums, artists and durations
    /// @param fold which part is held out without `test`: validation or test
    /// @param protocols how, each once
    /// @param contenders the first is the baseline
    /// @param recency of seeds whose order is known, in plain models; [Recency#NONE] leaves them as they are
    /// @param most playlists to judge on; 0 for all
    /// @param kept where models of vectors are kept and looked for, if anywhere
    /// @param codeVersion of the code that trains
    /// @param seed of what the protocol draws, and of intervals
    public record Plan(
            Path data,
            Optional<Path> test,
            Optional<Path> tracks,
            Fold fold,
            List<Protocol> protocols,
            List<Contender> contenders,
            Recency recency,
            int most,
            Optional<Path> kept,
            String codeVersion,
            long seed) {}

    /// One evaluation for each protocol. Where protocols learn from the same playlists, contenders are fitted once for
    /// all of them.
    ///
    /// @param aside hears of progress, a line each
    /// @throws SegueException when a contender cannot be fitted, or there is nothing to judge on
    public static List<Evaluation> run(Plan plan, Consumer<String> aside) {
        return run(plan, aside, refusal -> {
            throw refusal;
        });
    }

    /// The same, leaving out contenders that cannot be fitted to this data.
    ///
    /// @param refused hears why
    public static List<Evaluation> run(Plan plan, Consumer<String> aside, Consumer<SegueException> refused) {
        List<Split> splits = splits(plan);
        splits.forEach(split -> requireWork(plan, split));
        List<Evaluation> evaluations =
                splits.stream().map(split -> new Evaluation(split, plan.seed())).toList();
        evaluations.stream()
                .collect(Collectors.groupingBy(
                        evaluation -> evaluation.split.library(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(alike -> judge(plan, alike, aside, refused));
        return evaluations;
    }

    private static List<Split> splits(Plan plan) {
        return plan.test()
                .map(test -> Split.of(plan.data(), test, plan.tracks(), plan.protocols(), plan.most(), plan.seed()))
                .orElseGet(() ->
                        Split.of(plan.data(), plan.tracks(), plan.fold(), plan.protocols(), plan.most(), plan.seed()));
    }

    private static void requireWork(Plan plan, Split split) {
        if (split.tasks().isEmpty()) {
            throw new SegueException(
                    ErrorCode.INVALID_PLAYLIST,
                    plan.data() + ": expected playlists to hold out that protocol "
                            + split.protocol().title() + " can ask for, found none");
        }
        if (split.library().corpus().playlists() == 0) {
            throw new SegueException(
                    ErrorCode.INVALID_PLAYLIST, plan.data() + ": expected playlists to learn from, found none");
        }
    }

    /// @param evaluations over one library
    private static void judge(
            Plan plan, List<Evaluation> evaluations, Consumer<String> aside, Consumer<SegueException> refused) {
        Split any = evaluations.getFirst().split;
        aside.accept("Learning from " + any.library().corpus().playlists() + " playlists; "
                + evaluations.stream()
                        .mapToInt(evaluation -> evaluation.split.tasks().size())
                        .sum()
                + " tasks");
        try (var fitting =
                new Fitting(any.library(), any.facts(), plan.recency(), plan.kept(), plan.codeVersion(), aside)) {
            for (Contender contender : plan.contenders()) {
                try {
                    Recommender recommender = fitting.of(contender);
                    evaluations.forEach(evaluation -> evaluation.add(contender.title(), recommender, aside));
                } catch (SegueException e) {
                    refused.accept(e);
                }
            }
        }
    }

    private void add(String title, Recommender recommender, Consumer<String> aside) {
        long start = System.nanoTime();
        var measuring = Measuring.of(recommender, split.library(), split.protocol(), split.tasks());
        measured.put(title, measuring);
        leaderboard.add(title, measuring.tally());
        aside.accept(String.format(
                Locale.ROOT,
                "%s answered %d tasks of %s in %.1f s",
                title,
                split.tasks().size(),
                split.protocol().title(),
                (System.nanoTime() - start) / 1e9));
    }

    /// The leaderboard, then how each recommender spreads what it recommends.
    public String table() {
        var text = new StringBuilder(leaderboard.table());
        text.append(String.format(
                Locale.ROOT, "%n%-20s %10s %8s %12s %9s%n", "", "coverage", "Gini", "popularity", "hubness"));
        measured.forEach((model, measuring) -> text.append(String.format(
                Locale.ROOT,
                "%-20s %10.4f %8.4f %12.1f %9.2f%n",
                model,
                measuring.exposure().coverage(),
                measuring.exposure().gini(),
                measuring.exposure().meanPopularity(split.library().corpus()::playlistsOf),
                measuring.exposure().hubness())));
        return text.toString();
    }

    public String markdown() {
        return leaderboard.markdown();
    }

    /// The figures alone.
    public Leaderboard leaderboard() {
        return leaderboard;
    }

    /// Writes all of it as JSON.
    public void write(Path file) {
        ObjectNode document = JSON.createObjectNode();
        document.put("what", leaderboard.heading());
        var lines = document.putArray("lines");
        List<String> metrics = leaderboard.protocol().metrics().stream()
                .map(metric -> metric.name())
                .toList();
        for (Leaderboard.Line line : leaderboard.lines()) {
            ObjectNode entry = lines.addObject();
            entry.put("category", line.category()).put("model", line.recommender());
            for (int i = 0; i < metrics.size(); i++) {
                Interval figure = line.figures().get(i);
                ObjectNode value = entry.putObject(metrics.get(i));
                value.put("mean", figure.mean()).put("low", figure.low()).put("high", figure.high());
                value.put("n", figure.n());
                if (!Double.isNaN(line.gain().get(i))) {
                    value.put("gain", line.gain().get(i)).put("p", line.p().get(i));
                }
            }
        }
        var spread = document.putObject("spread");
        measured.forEach((model, measuring) -> spread.putObject(model)
                .put("coverage", measuring.exposure().coverage())
                .put("gini", measuring.exposure().gini())
                .put(
                        "meanPopularity",
                        measuring.exposure().meanPopularity(split.library().corpus()::playlistsOf))
                .put("hubness", measuring.exposure().hubness()));
        try {
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
        } catch (IOException e) {
            throw new SegueException(ErrorCode.INVALID_REQUEST, "Cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
