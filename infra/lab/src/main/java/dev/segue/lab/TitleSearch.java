package dev.segue.lab;

import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Metric;
import dev.segue.evaluation.Truth;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TitleEncoder;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.training.Kernels;
import dev.segue.training.TrainedVectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How well titles find their playlists: each title of the validation part among all titled playlists of that part, by
/// cosine of the title's vector and the mean of the playlist's tracks. There is one right answer to each; playlists of
/// the same title count as wrong.
final class TitleSearch {

    private static final List<Metric> METRICS = List.of(new Metric.Recall(10), new Metric.Recall(20));

    private TitleSearch() {}

    /// Means of the metrics by name, and how many titles were asked.
    static Map<String, Double> measure(Dataset dataset, ModelBundle bundle, TitleEncoder titles) {
        TrackVectors vectors = bundle.vectors();
        var asked = new ArrayList<String>();
        var rows = new ArrayList<int[]>();
        for (Listed playlist : dataset.playlists()) {
            String title = playlist.title();
            if (title != null && Experiment.fold(playlist) == Fold.VALIDATION) {
                int[] known = IntStream.of(playlist.tracks())
                        .map(track -> vectors.row(dataset.trackId(track)))
                        .filter(row -> row >= 0)
                        .toArray();
                if (known.length > 0) {
                    asked.add(title);
                    rows.add(known);
                }
            }
        }
        int dimension = vectors.dimension();
        float[] sums = new float[rows.size() * dimension];
        for (int p = 0; p < rows.size(); p++) {
            for (int row : rows.get(p)) {
                Kernels.addScaled(sums, p * dimension, vectors.rows(), vectors.offset(row), 1, dimension);
            }
        }
        float[] playlists = TrainedVectors.unitRows(sums, dimension);
        double[] totals = new double[METRICS.size()];
        for (int p = 0; p < asked.size(); p++) {
            float[] text = titles.encode(asked.get(p));
            int[] ranked = IntStream.range(0, asked.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                                    (Integer other) -> -Kernels.dot(text, 0, playlists, other * dimension, dimension))
                            .thenComparingInt(other -> other))
                    .mapToInt(Integer::intValue)
                    .toArray();
            var truth = new Truth(new int[] {p}, none -> -1);
            for (int m = 0; m < totals.length; m++) {
                totals[m] += METRICS.get(m).of(ranked, truth);
            }
        }
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("titles", (double) asked.size());
        for (int m = 0; m < totals.length; m++) {
            metrics.put("title to playlist " + METRICS.get(m).name(), totals[m] / asked.size());
        }
        return metrics;
    }
}
