package dev.segue.cli.corpus;

import dev.segue.statistics.CorpusStatistics;
import dev.segue.statistics.HeavyTail;
import dev.segue.statistics.Hubs;
import dev.segue.statistics.IntegerDistribution.Bucket;
import dev.segue.statistics.Moments;
import dev.segue.statistics.PairContrast;
import dev.segue.statistics.Similarities;
import dev.segue.statistics.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The statistics of a corpus as pictures, PNG of 900 × 560.
public final class Plots {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;
    private static final double NORMAL_95 = 1.96;

    private final Path folder;
    private final List<Path> written = new ArrayList<>();

    private Plots(Path folder) {
        this.folder = folder;
    }

    /// Writes the pictures.
    ///
    /// @param folder made when it is missing
    /// @return the files
    public static List<Path> write(Path folder, CorpusStatistics statistics, List<Similarities> similarities)
            throws IOException {
        System.setProperty("java.awt.headless", "true");
        Files.createDirectories(folder);
        var plots = new Plots(folder);
        plots.survival("saves", "saves", "playlists", statistics.saves(), statistics.savesTail());
        plots.survival("tracks-per-playlist", "tracks", "playlists", statistics.tracksPerPlaylist(), Optional.empty());
        plots.survival(
                "playlists-per-track",
                "playlists",
                "tracks",
                statistics.playlistsPerTrack(),
                statistics.playlistsPerTrackTail());
        plots.neighbours(statistics);
        for (Similarities each : similarities) {
            plots.byDistance(each);
            plots.pairs(each);
        }
        return List.copyOf(plots.written);
    }

    private void survival(String name, String x, String things, Summary distribution, Optional<HeavyTail> tail)
            throws IOException {
        XYChart chart = survival(name, x, things, distribution);
        if (chart == null) {
            return;
        }
        if (tail.isPresent()) {
            double all =
                    positive(distribution).stream().mapToLong(Bucket::count).sum();
            double begin = tail.get().tail() / all;
            double[] ends = {tail.get().minimum(), distribution.maximum()};
            double slope = 1 - tail.get().exponent();
            line(chart.addSeries(
                    "power law x^-%.2f from %,d"
                            .formatted(tail.get().exponent(), tail.get().minimum()),
                    ends,
                    new double[] {begin, begin * Math.pow(ends[1] / ends[0], slope)}));
        }
        save(chart, name);
    }

    private void neighbours(CorpusStatistics statistics) throws IOException {
        XYChart chart = survival("neighbours-per-track", "neighbours", "tracks", statistics.neighbours());
        if (chart == null) {
            return;
        }
        Hubs hubs = statistics.hubs();
        double lowest = 1.0 / statistics.neighbours().count();
        line(chart.addSeries(
                "the %.0f %% with most: %,d and more".formatted(hubs.share() * 100, hubs.fewestNeighbours()),
                new double[] {hubs.fewestNeighbours(), hubs.fewestNeighbours()},
                new double[] {lowest, 1}));
        save(chart, "neighbours-per-track");
    }

    private static List<Bucket> positive(Summary distribution) {
        return distribution.histogram().stream()
                .filter(bucket -> bucket.from() > 0)
                .toList();
    }

    /// The share of numbers that are at least x, on logarithmic axes: a power law is a straight line there.
    ///
    /// @return null of nothing
    private static @Nullable XYChart survival(String name, String x, String things, Summary distribution) {
        List<Bucket> positive = positive(distribution);
        if (positive.isEmpty()) {
            return null;
        }
        XYChart chart = chart(
                name.replace('-', ' '), x, "share of " + things + " with at least so many", LegendPosition.InsideSW);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        var values = new ArrayList<Double>();
        var shares = new ArrayList<Double>();
        long all = positive.stream().mapToLong(Bucket::count).sum();
        long left = all;
        for (Bucket bucket : positive) {
            values.add((double) Math.max(bucket.from(), distribution.minimum()));
            shares.add((double) left / all);
            left -= bucket.count();
        }
        dots(chart.addSeries("measured", values, shares));
        return chart;
    }

    private void byDistance(Similarities similarities) throws IOException {
        List<Moments> near = similarities.byDistance().near();
        int[] measured = IntStream.range(0, near.size())
                .filter(i -> near.get(i).count() > 1)
                .toArray();
        if (measured.length == 0) {
            return;
        }
        XYChart chart = chart(
                "similarity by distance: " + similarities.name(),
                "distance of positions",
                "mean",
                LegendPosition.InsideNE);
        double[] distances = IntStream.of(measured).mapToDouble(i -> i + 1.0).toArray();
        chart.addSeries(
                "near, with 95 % interval",
                distances,
                IntStream.of(measured).mapToDouble(i -> near.get(i).mean()).toArray(),
                IntStream.of(measured).mapToDouble(i -> interval(near.get(i))).toArray());
        double far = similarities.byDistance().far().mean();
        if (Double.isFinite(far)) {
            line(chart.addSeries(
                    similarities.byDistance().farFrom() + " and more",
                    new double[] {1, near.size()},
                    new double[] {far, far}));
        }
        save(chart, "similarity-by-distance-" + fileName(similarities.name()));
    }

    /// Means of pairs that share a held-out playlist beside those of pairs drawn by chance.
    private void pairs(Similarities similarities) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("pairs of held-out playlists: " + similarities.name())
                .xAxisTitle("positive pairs")
                .yAxisTitle("mean, with 95 % interval")
                .theme(ChartTheme.Matlab)
                .build();
        chart.getStyler()
                .setPlotGridLinesVisible(true)
                .setYAxisDecimalPattern("0.######")
                .setLegendPosition(LegendPosition.InsideNE);
        List<PairContrast> both = List.of(similarities.whole(), similarities.near());
        List<String> names = List.of(
                "anywhere in the playlist", "within " + similarities.near().window() + " positions");
        if (both.stream().anyMatch(contrast -> contrast.positives().count() < 2)) {
            return;
        }
        bars(
                chart,
                "positive",
                names,
                both.stream().map(PairContrast::positives).toList());
        bars(
                chart,
                "negative",
                names,
                both.stream().map(PairContrast::negatives).toList());
        save(chart, "pairs-" + fileName(similarities.name()));
    }

    private static void bars(CategoryChart chart, String series, List<String> names, List<Moments> moments) {
        chart.addSeries(
                series,
                names,
                moments.stream().map(Moments::mean).toList(),
                moments.stream().map(Plots::interval).toList());
    }

    /// Half the width of the 95 % interval of a mean.
    private static double interval(Moments moments) {
        return NORMAL_95 * Math.sqrt(moments.variance() / moments.count());
    }

    private static String fileName(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private static XYChart chart(String title, String x, String y, LegendPosition legend) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .theme(ChartTheme.Matlab)
                .build();
        chart.getStyler()
                .setPlotGridLinesVisible(true)
                .setYAxisDecimalPattern("0.######")
                .setXAxisDecimalPattern("#,##0")
                .setLegendPosition(legend);
        return chart;
    }

    private static void dots(XYSeries series) {
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
    }

    private static void line(XYSeries series) {
        series.setMarker(SeriesMarkers.NONE);
    }

    private void save(Chart<?, ?> chart, String name) throws IOException {
        Path file = folder.resolve(name + ".png");
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
        written.add(file);
    }
}
