package dev.segue.cli.corpus;

import dev.segue.statistics.CorpusStatistics;
import dev.segue.statistics.HeavyTail;
import dev.segue.statistics.IntegerDistribution;
import dev.segue.statistics.Moments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
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
        plots.survival("neighbours-per-track", "neighbours", "tracks", statistics.neighbours(), Optional.empty());
        for (Similarities each : similarities) {
            plots.byDistance(each);
        }
        return List.copyOf(plots.written);
    }

    /// The share of numbers that are at least x, on logarithmic axes: a power law is a straight line there.
    private void survival(
            String name, String x, String things, IntegerDistribution distribution, Optional<HeavyTail> tail)
            throws IOException {
        var positive = distribution.counts().tailMap(1L);
        if (positive.isEmpty()) {
            return;
        }
        XYChart chart = chart(name.replace('-', ' '), x, "share of " + things + " with at least so many");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        var values = new ArrayList<Double>();
        var shares = new ArrayList<Double>();
        long left = positive.values().stream().mapToLong(Long::longValue).sum();
        long all = left;
        for (var entry : positive.entrySet()) {
            values.add((double) entry.getKey());
            shares.add((double) left / all);
            left -= entry.getValue();
        }
        dots(chart.addSeries("measured", values, shares));
        if (tail.isPresent()) {
            long from = tail.get().minimum();
            double begin = shares.get(values.indexOf((double) from));
            double[] ends = {from, positive.lastKey()};
            double slope = 1 - tail.get().exponent();
            line(chart.addSeries(
                    "power law x^-%.2f from %d".formatted(tail.get().exponent(), from),
                    ends,
                    new double[] {begin, begin * Math.pow(ends[1] / ends[0], slope)}));
        }
        save(chart, name);
    }

    private void byDistance(Similarities similarities) throws IOException {
        List<Moments> near = similarities.byDistance().near();
        int[] measured = IntStream.range(0, near.size())
                .filter(i -> near.get(i).count() > 1)
                .toArray();
        if (measured.length == 0) {
            return;
        }
        XYChart chart = chart("similarity by distance: " + similarities.name(), "distance of positions", "mean");
        double[] distances = IntStream.of(measured).mapToDouble(i -> i + 1.0).toArray();
        chart.addSeries(
                "near, with 95 % interval",
                distances,
                IntStream.of(measured).mapToDouble(i -> near.get(i).mean()).toArray(),
                IntStream.of(measured)
                        .mapToDouble(i -> NORMAL_95
                                * Math.sqrt(near.get(i).variance() / near.get(i).count()))
                        .toArray());
        double far = similarities.byDistance().far().mean();
        if (Double.isFinite(far)) {
            line(chart.addSeries(
                    similarities.byDistance().farFrom() + " and more",
                    new double[] {1, near.size()},
                    new double[] {far, far}));
        }
        save(chart, "similarity-by-distance-" + similarities.name().replaceAll("[^A-Za-z0-9]+", "-"));
    }

    private static XYChart chart(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .theme(ChartTheme.Matlab)
                .build();
        chart.getStyler().setPlotGridLinesVisible(true);
        return chart;
    }

    private static void dots(XYSeries series) {
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
    }

    private static void line(XYSeries series) {
        series.setMarker(SeriesMarkers.NONE);
    }

    private void save(XYChart chart, String name) throws IOException {
        Path file = folder.resolve(name + ".png");
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
        written.add(file);
    }
}
