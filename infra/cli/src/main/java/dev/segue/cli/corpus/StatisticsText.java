package dev.segue.cli.corpus;

import dev.segue.statistics.CorpusStatistics;
import dev.segue.statistics.HeavyTail;
import dev.segue.statistics.MeanDifference;
import dev.segue.statistics.Moments;
import dev.segue.statistics.PairContrast;
import dev.segue.statistics.Similarities;
import dev.segue.statistics.Summary;
import java.util.List;
import java.util.function.Consumer;

/// The statistics of a corpus for people.
public final class StatisticsText {

    private final Consumer<String> out;

    private StatisticsText(Consumer<String> out) {
        this.out = out;
    }

    /// Writes line by line.
    public static void write(ToldStatistics told, List<Similarities> similarities, Consumer<String> out) {
        var text = new StatisticsText(out);
        CorpusStatistics statistics = told.statistics();
        text.line(
                "%,d clean playlists, %,d tracks, %,d entries",
                statistics.playlists(), statistics.tracks(), statistics.entries());
        text.line(
                "  at the raw offsets %s, counted in %.1f s",
                told.sourceOffsets(), told.took().toMillis() / 1000.0);
        if (statistics.oneIn() > 1) {
            text.line(
                    "  neighbours were counted of one track in %d; similarities learnt and measured on one playlist in %d",
                    statistics.oneIn(), statistics.oneIn());
        }
        text.saves(statistics);
        text.distribution("tracks per playlist", statistics.tracksPerPlaylist());
        text.distribution("playlists per track", statistics.playlistsPerTrack());
        statistics.playlistsPerTrackTail().ifPresent(text::tail);
        text.distribution("neighbours per track", statistics.neighbours());
        text.line(
                "  the %.0f %% of tracks with most neighbours: %,d tracks with %,d or more, %.1f %% of all entries",
                statistics.hubs().share() * 100,
                statistics.hubs().tracks(),
                statistics.hubs().fewestNeighbours(),
                statistics.hubs().entries() * 100);
        similarities.forEach(text::similarities);
    }

    private void saves(CorpusStatistics statistics) {
        distribution("saves", statistics.saves());
        if (statistics.unknownSaves() > 0) {
            line("  %,d playlists of unknown saves", statistics.unknownSaves());
        }
        statistics.savesTail().ifPresent(this::tail);
        if (statistics.saves().count() > 0) {
            line(
                    "  outliers by Tukey's fences on the logarithms: below %.1f (%,d), above %.1f (%,d)",
                    statistics.savesBounds().lower(),
                    statistics.savesBounds().below(),
                    statistics.savesBounds().upper(),
                    statistics.savesBounds().above());
        }
    }

    private void distribution(String name, Summary summary) {
        if (summary.count() == 0) {
            line("%s: none", name);
            return;
        }
        line(
                "%s: count %,d, mean %.2f, std %.2f, min %,d, max %,d",
                name,
                summary.count(),
                summary.mean(),
                summary.standardDeviation(),
                summary.minimum(),
                summary.maximum());
        var quantiles = new StringBuilder("  quantiles");
        summary.quantiles().forEach((share, value) -> quantiles.append("  %s: %,d".formatted(share, value)));
        line("%s", quantiles);
    }

    private void tail(HeavyTail tail) {
        line(
                "  tail from %,d (%,d numbers): discrete power law x^-%.3f ± %.3f, KS distance %.4f",
                tail.minimum(), tail.tail(), tail.exponent(), tail.exponentError(), tail.distance());
        line(
                "    against a log-normal (μ %.3f, σ %.3f): log likelihood ratio %.2f, p %s: %s",
                tail.logNormalMean(),
                tail.logNormalDeviation(),
                tail.likelihoodRatio(),
                p(tail.pValue()),
                switch (tail.law()) {
                    case POWER_LAW -> "the power law is likelier";
                    case LOG_NORMAL -> "the log-normal is likelier";
                    case UNDECIDED -> "neither is significantly likelier";
                });
    }

    private void similarities(Similarities of) {
        line("similarity: %s, on %,d held-out playlists", of.name(), of.heldOut());
        var byDistance = of.byDistance();
        var row = new StringBuilder("  mean by distance of positions");
        for (int i = 0; i < byDistance.near().size(); i++) {
            row.append("  %d: %.5f".formatted(i + 1, byDistance.near().get(i).mean()));
        }
        line("%s", row);
        line(
                "  distance 1: %.5f (%,d pairs), %d and more: %.5f (%,d pairs), %s; %,d pairs left out, nothing is"
                        + " known of them",
                byDistance.near().getFirst().mean(),
                byDistance.near().getFirst().count(),
                byDistance.farFrom(),
                byDistance.far().mean(),
                byDistance.far().count(),
                difference(byDistance.difference()),
                byDistance.unknown());
        contrast("anywhere in the playlist", of.whole());
        contrast("within " + of.near().window() + " positions", of.near());
    }

    private void contrast(String where, PairContrast contrast) {
        line("  positives %s: %s, negatives: %s", where, moments(contrast.positives()), moments(contrast.negatives()));
        line(
                "    Welch over pairs: %s; paired over playlists: %s; %,d tracks left out",
                difference(contrast.byPairs()), difference(contrast.byPlaylists()), contrast.unknown());
    }

    private static String moments(Moments moments) {
        return "%.5f ± %.5f (%,d)".formatted(moments.mean(), moments.standardDeviation(), moments.count());
    }

    private static String difference(MeanDifference difference) {
        return "margin %.5f, t %.2f, p %s".formatted(difference.margin(), difference.t(), p(difference.pValue()));
    }

    private static String p(double p) {
        return Double.isNaN(p) ? "unknown" : p < 1e-300 ? "< 1e-300" : "%.3g".formatted(p);
    }

    private void line(String format, Object... arguments) {
        out.accept(format.formatted(arguments));
    }
}
