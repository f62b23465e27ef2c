package dev.segue.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Recommenders side by side on the same tasks: a line for each category and recommender, the first one the baseline
/// that the others are compared with.
public final class Leaderboard {

    private final String title;
    private final Protocol protocol;
    private final long seed;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    /// @param title data set and split
    /// @param seed of intervals and permutations
    public Leaderboard(String title, Protocol protocol, long seed) {
        this.title = title;
        this.protocol = protocol;
        this.seed = seed;
    }

    /// @param recommender unique name
    public void add(String recommender, Tally tally) {
        if (tallies.putIfAbsent(recommender, tally) != null) {
            throw new IllegalArgumentException("Already on the leaderboard: " + recommender);
        }
    }

    /// A line of the leaderboard.
    ///
    /// @param figures one a metric, in the protocol's order
    /// @param gain relative to the baseline's mean, one a metric; NaN for the baseline itself
    /// @param p of the paired difference to the baseline, one a metric; NaN for the baseline itself
    public record Line(
            String category, String recommender, List<Interval> figures, List<Double> gain, List<Double> p) {}

    public List<Line> lines() {
        var lines = new ArrayList<Line>();
        if (tallies.isEmpty()) {
            return lines;
        }
        Tally baseline = tallies.values().iterator().next();
        for (String category : baseline.categories()) {
            tallies.forEach((recommender, tally) -> lines.add(line(category, recommender, tally, baseline)));
        }
        return lines;
    }

    private Line line(String category, String recommender, Tally tally, Tally baseline) {
        var figures = new ArrayList<Interval>();
        var gains = new ArrayList<Double>();
        var ps = new ArrayList<Double>();
        for (Metric metric : protocol.metrics()) {
            Interval figure = tally.interval(metric, category, seed);
            figures.add(figure);
            if (tally == baseline) {
                gains.add(Double.NaN);
                ps.add(Double.NaN);
            } else {
                double[] base = baseline.values(metric, category);
                gains.add(figure.mean() / Interval.mean(base) - 1);
                ps.add(PairedDifference.of(tally.values(metric, category), base, seed)
                        .p());
            }
        }
        return new Line(category, recommender, figures, gains, ps);
    }

    /// The leaderboard for a terminal.
    public String table() {
        var text = new StringBuilder(heading()).append('\n');
        String format = "%-20s %-18s %5s" + "  %-34s".repeat(protocol.metrics().size()) + "%n";
        var head = new ArrayList<Object>(List.of("category", "recommender", "n"));
        protocol.metrics().forEach(metric -> head.add(metric.name()));
        text.append(String.format(Locale.ROOT, format, head.toArray()));
        for (Line line : lines()) {
            var cells = new ArrayList<Object>(List.of(
                    line.category(),
                    line.recommender(),
                    line.figures().getFirst().n()));
            cells.addAll(cells(line));
            text.append(String.format(Locale.ROOT, format, cells.toArray()));
        }
        return text.toString();
    }

    /// The leaderboard as a Markdown table.
    public String markdown() {
        var text = new StringBuilder(heading()).append("\n\n| category | recommender | n | ");
        text.append(protocol.metrics().stream().map(Metric::name).collect(Collectors.joining(" | ")));
        text.append(" |\n|---|---|---|")
                .append("---|".repeat(protocol.metrics().size()))
                .append('\n');
        for (Line line : lines()) {
            text.append("| ")
                    .append(line.category())
                    .append(" | ")
                    .append(line.recommender())
                    .append(" | ");
            text.append(line.figures().getFirst().n()).append(" | ");
            text.append(String.join(" | ", cells(line))).append(" |\n");
        }
        return text.toString();
    }

    /// The leaderboard as Markdown to be read at a glance: for each metric a table with a line for each recommender and
    /// a column for each category.
    public String overview() {
        var text = new StringBuilder(heading()).append('\n');
        List<Line> all = lines();
        List<String> categories = all.stream().map(Line::category).distinct().toList();
        for (int i = 0; i < protocol.metrics().size(); i++) {
            text.append("\n| ").append(protocol.metrics().get(i).name());
            for (String category : categories) {
                text.append(" | ").append(category).append(", n ").append(n(all, category));
            }
            text.append(" |\n|---|").append("---|".repeat(categories.size())).append('\n');
            for (String recommender : tallies.keySet()) {
                text.append("| ").append(recommender);
                for (Line line : all) {
                    if (line.recommender().equals(recommender)) {
                        Interval figure = line.figures().get(i);
                        text.append(String.format(
                                Locale.ROOT, " | %.4f [%.4f, %.4f]", figure.mean(), figure.low(), figure.high()));
                    }
                }
                text.append(" |\n");
            }
        }
        return text.toString();
    }

    private static int n(List<Line> lines, String category) {
        return lines.stream()
                .filter(line -> line.category().equals(category))
                .mapToInt(line -> line.figures().getFirst().n())
                .max()
                .orElse(0);
    }

    public String heading() {
        return title + ", protocol " + protocol.title() + ", " + protocol.recommendations()
                + " recommendations, 95 % bootstrap intervals over playlists, gain on "
                + (tallies.isEmpty() ? "nothing" : tallies.keySet().iterator().next()) + ", seed " + seed;
    }

    public Protocol protocol() {
        return protocol;
    }

    private static List<String> cells(Line line) {
        var cells = new ArrayList<String>();
        for (int i = 0; i < line.figures().size(); i++) {
            Interval figure = line.figures().get(i);
            String gain = Double.isNaN(line.gain().get(i))
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            " %+.1f %%%s",
                            100 * line.gain().get(i),
                            line.p().get(i) < .05 ? "" : "?");
            cells.add(String.format(
                    Locale.ROOT, "%.4f [%.4f, %.4f]%s", figure.mean(), figure.low(), figure.high(), gain));
        }
        return cells;
    }
}
