package dev.segue.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The figures of one recommender, task by task: filled in any order and in parts, merged, then asked for means.
///
/// 8 bytes a task and metric. Not thread-safe: one a thread, then [#merge].
public final class Tally {

    private final List<Metric> metrics;
    private final Map<Integer, Scored> scored = new LinkedHashMap<>();

    private record Scored(String category, double[] values) {}

    public Tally(List<Metric> metrics) {
        this.metrics = List.copyOf(metrics);
    }

    public List<Metric> metrics() {
        return metrics;
    }

    /// Judges one recommendation.
    ///
    /// @param number of the task, the same for every recommender; each once
    public void add(int number, String category, int[] ranked, Truth truth) {
        requireDistinct(ranked);
        put(
                number,
                new Scored(
                        category,
                        metrics.stream()
                                .mapToDouble(metric -> metric.of(ranked, truth))
                                .toArray()));
    }

    /// Takes in what another tally of the same metrics judged. The order of merging is of no influence.
    public void merge(Tally other) {
        if (!metrics.equals(other.metrics)) {
            throw new IllegalArgumentException("Tallies of different metrics: " + metrics + " and " + other.metrics);
        }
        other.scored.forEach(this::put);
    }

    /// Categories that were judged, by name.
    public List<String> categories() {
        var categories = new TreeSet<String>();
        scored.values().forEach(task -> categories.add(task.category()));
        return List.copyOf(categories);
    }

    /// Values of a metric for the tasks of a category, by number of the task.
    public double[] values(Metric metric, String category) {
        int at = metrics.indexOf(metric);
        if (at < 0) {
            throw new IllegalArgumentException("Not tallied: " + metric.name());
        }
        return scored.entrySet().stream()
                .filter(task -> task.getValue().category().equals(category))
                .sorted(Map.Entry.comparingByKey())
                .mapToDouble(task -> task.getValue().values()[at])
                .toArray();
    }

    /// Mean over the tasks of a category with its interval.
    public Interval interval(Metric metric, String category, long seed) {
        return Interval.of(values(metric, category), seed);
    }

    /// Mean of the categories' means: each counts alike, however many tasks it has.
    public double mean(Metric metric) {
        return categories().stream()
                .mapToDouble(category -> Interval.mean(values(metric, category)))
                .average()
                .orElse(Double.NaN);
    }

    private void put(int number, Scored task) {
        if (scored.putIfAbsent(number, task) != null) {
            throw new IllegalArgumentException("Task " + number + " was judged before");
        }
    }

    private static void requireDistinct(int[] ranked) {
        int[] sorted = ranked.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("A recommendation names track " + sorted[i] + " twice");
            }
        }
    }
}
