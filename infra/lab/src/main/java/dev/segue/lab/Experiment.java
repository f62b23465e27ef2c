package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Leakage;
import dev.segue.evaluation.Metric;
import dev.segue.evaluation.Protocol;
import dev.segue.evaluation.Task;
import dev.segue.evaluation.TestPlaylist;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.recommending.twostage.Library;
import dev.segue.training.EpochLoop;
import dev.segue.training.EpochReport;
import dev.segue.training.ModelConfig;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.Trained;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;
import dev.segue.training.experiment.ExperimentDirectory;
import dev.segue.training.experiment.ExperimentRecord;
import dev.segue.training.experiment.TrackModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Trains a model on playlists in files into an experiment folder, and measures it on the validation part.
///
/// Files are parted by their names, see [Fold]: the model learns from the training part, is measured on the validation
/// part with the first ten tracks as seeds, and the test part is not read for either. Data in one file has one part
/// only, which is learnt from; then nothing is measured.
public final class Experiment {

    private static final String SEEDS = "first 10";
    private static final long TASK_SEED = 1;

    private Experiment() {}

    /// What came of it.
    ///
    /// @param facts of the experiment, by name
    /// @param metrics on the validation part, by name; empty when there is none
    /// @param outcome of the training, for people
    public record Outcome(Map<String, String> facts, Map<String, Double> metrics, String outcome) {}

    /// Trains, or goes on training, and measures.
    ///
    /// @param rows most playlists to learn from, the first of the data; 0 for all
    /// @param everything whether to learn from all parts, and measure nothing
    /// @param threads of no influence on the result
    /// @param aside hears how every epoch went
    /// @throws SegueException when the data cannot be read, is too small for the model, or the folder holds another
    ///     experiment
    public static Outcome train(
            ModelConfig config,
            ExperimentFiles files,
            int rows,
            boolean everything,
            int threads,
            String codeVersion,
            Consumer<String> aside)
            throws InterruptedException {
        Dataset dataset = Dataset.read(files.data(), Optional.empty());
        boolean parted = !everything && isParted(dataset);
        Library library = dataset.library(limited(rows, playlist -> !parted || fold(playlist) == Fold.TRAINING));
        if (library.corpus().playlists() == 0) {
            throw new SegueException(
                    ErrorCode.INVALID_PLAYLIST, files.data() + ": expected playlists to learn from, found none");
        }
        TrainingSet set = TrainingSet.of(library.corpus(), config.minPlaylists(), facts(dataset, library));
        aside.accept("Training " + config.model() + " on " + set.playlists() + " playlists, " + set.tracks()
                + " tracks, " + set.entries() + " entries with " + threads + " threads");
        var record = ExperimentRecord.of(config, set, codeVersion);
        var directory = ExperimentDirectory.open(files.folder(), record);
        Trained<TrainedVectors> trained;
        try (var training = TrackModels.training(set, config, threads)) {
            trained = EpochLoop.run(training, directory, report -> aside.accept(line(report)));
        }
        String outcome =
                switch (trained.outcome()) {
                    case Trained.Outcome.Completed() ->
                        trained.history().size() + " epochs, loss "
                                + trained.history().getLast().loss();
                    case Trained.Outcome.Diverged(int epoch, int kept) ->
                        "the loss was not a number in epoch " + epoch + "; epoch " + kept + " is kept";
                };
        write(trained.model(), directory.bundle(), config.seed());
        Map<String, Double> metrics = parted ? measured(dataset, library, directory.bundle()) : Map.of();
        directory.metrics(metrics);
        return new Outcome(record.facts(), metrics, outcome);
    }

    private static void write(TrainedVectors model, Path bundle, long seed) {
        try {
            Files.createDirectories(bundle);
            model.write(bundle, seed);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the bundle " + bundle, e);
        }
    }

    private static Map<String, Double> measured(Dataset dataset, Library library, Path folder) {
        var tasks = tasks(dataset, library, Protocol.SHAPES);
        var metrics = new LinkedHashMap<String, Double>();
        if (tasks.isEmpty()) {
            return metrics;
        }
        try (ModelBundle bundle = ModelBundle.open(folder)) {
            var tally = Measuring.of(VectorRecommender.of(bundle, library), library, Protocol.SHAPES, tasks)
                    .tally();
            metrics.put("playlists", (double) tasks.size());
            for (Metric metric : tally.metrics()) {
                metrics.put(
                        metric.name(), tally.interval(metric, SEEDS, TASK_SEED).mean());
            }
        }
        return metrics;
    }

    /// Tasks of the validation part with the first ten tracks as seeds.
    static List<Task> tasks(Dataset dataset, Library library, Protocol protocol) {
        List<TestPlaylist> playlists = dataset.playlists().stream()
                .filter(playlist -> fold(playlist) == Fold.VALIDATION)
                .map(playlist ->
                        new TestPlaylist(playlist.id(), playlist.title(), playlist.tracks(), playlist.ordered()))
                .toList();
        List<Task> tasks = protocol.tasks(playlists, TASK_SEED).stream()
                .filter(task -> protocol != Protocol.SHAPES || task.category().equals(SEEDS))
                .toList();
        Leakage.requireUnknownPlaylists(library.corpus(), tasks);
        return tasks;
    }

    static boolean isParted(Dataset dataset) {
        return dataset.playlists().stream()
                        .map(Listed::file)
                        .distinct()
                        .limit(2)
                        .count()
                > 1;
    }

    static Fold fold(Listed playlist) {
        return Fold.of(playlist.file());
    }

    private static Predicate<Listed> limited(int rows, Predicate<Listed> wanted) {
        int[] taken = {0};
        return playlist -> wanted.test(playlist) && (rows == 0 || taken[0]++ < rows);
    }

    private static PlaylistFacts facts(Dataset dataset, Library library) {
        var titles = new HashMap<Integer, String>();
        for (Listed playlist : dataset.playlists()) {
            String title = playlist.title();
            if (title != null) {
                titles.put(library.corpus().playlistOrdinal(playlist.id()), title);
            }
        }
        return new PlaylistFacts() {
            @Override
            public long saves(int playlist) {
                return 0;
            }

            @Override
            public String title(int playlist) {
                return titles.getOrDefault(playlist, "");
            }
        };
    }

    private static String line(EpochReport report) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d: loss %.4f %s, %.1f s, %.0f visits/s",
                report.epoch(),
                report.epochs(),
                report.loss(),
                report.terms(),
                report.took().toNanos() / 1e9,
                report.visits() / Math.max(1e-9, report.took().toNanos() / 1e9));
    }
}
