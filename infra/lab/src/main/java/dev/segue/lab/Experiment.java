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
import dev.segue.recommending.twostage.Recommender;
import dev.segue.training.Configured;
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

    /// Which part of the data an experiment learnt from.
    static final String PART = "data.part";

    static final String TRAINING_PART = "training";

    private static final String SEEDS = "first 10";
    private static final String WITHOUT = "the recommender fits what it needs of this itself";
    private static final long TASK_SEED = 1;

    private Experiment() {}

    /// What came of it.
    ///
    /// @param folder of the experiment
    /// @param facts of the experiment, by name
    /// @param metrics on the validation part, by name; empty when there is none
    /// @param outcome of the training, for people
    public record Outcome(Path folder, Map<String, String> facts, Map<String, Double> metrics, String outcome) {}

    /// Trains, or goes on training, and measures.
    ///
    /// @param rows most playlists to learn from, the first of the data; 0 for all
    /// @param everything whether to learn from all parts, and measure nothing
    /// @param threads of no influence on the result
    /// @param aside hears how every epoch went
    /// @throws SegueException when the data cannot be read, is too small for the model, or the folder holds another
    ///     experiment
    public static Outcome train(
            Configured config,
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
        List<Task> tasks = parted ? tasks(dataset, library) : List.of();
        TrainingSet set = set(config, library, dataset.about(library));
        ExperimentRecord record =
                ExperimentRecord.of(config, set, codeVersion).with(PART, parted ? TRAINING_PART : "all");
        return switch (config) {
            case ModelConfig vectors -> {
                var trained =
                        trained(vectors, set, ExperimentDirectory.open(files.folder(record), record), threads, aside);
                Map<String, Double> metrics = Map.of();
                if (!tasks.isEmpty()) {
                    try (ModelBundle bundle =
                            ModelBundle.open(trained.directory().bundle())) {
                        metrics = measured(VectorRecommender.of(bundle, library), library, tasks);
                    }
                }
                trained.directory().metrics(metrics);
                yield new Outcome(files.folder(record), record.facts(), metrics, trained.outcome());
            }
            case PlainModel plain -> {
                aside.accept("Fitting " + config.model() + " to " + set.playlists() + " playlists, " + set.tracks()
                        + " tracks, " + set.entries() + " entries");
                long start = System.nanoTime();
                Recommender recommender = plain.over(library);
                String outcome = String.format(
                        Locale.ROOT, "fitted in %.1f s; no bundle: %s", (System.nanoTime() - start) / 1e9, WITHOUT);
                var directory = ExperimentDirectory.open(files.folder(record), record);
                Map<String, Double> metrics = tasks.isEmpty() ? Map.of() : measured(recommender, library, tasks);
                directory.metrics(metrics);
                yield new Outcome(files.folder(record), record.facts(), metrics, outcome);
            }
            default -> throw new IllegalArgumentException("Neither plain nor of vectors: " + config.model());
        };
    }

    /// A model of vectors over a library, trained if it is not among those that are kept.
    ///
    /// @param facts what else is known of the library's playlists
    /// @param kept folder of such models, each in a folder of its own
    /// @param threads of no influence on the result
    /// @return the experiment that trained it
    /// @throws SegueException when the library is too small for the model
    static ExperimentDirectory kept(
            ModelConfig config,
            Library library,
            PlaylistFacts facts,
            Path kept,
            int threads,
            String codeVersion,
            Consumer<String> aside)
            throws InterruptedException {
        TrainingSet set = set(config, library, facts);
        ExperimentRecord record = ExperimentRecord.of(config, set, codeVersion).with(PART, TRAINING_PART);
        var directory = ExperimentDirectory.open(kept.resolve(ExperimentFiles.name(record)), record);
        return trained(config, set, directory, threads, aside).directory();
    }

    private record Made(ExperimentDirectory directory, String outcome) {}

    private static Made trained(
            ModelConfig config, TrainingSet set, ExperimentDirectory directory, int threads, Consumer<String> aside)
            throws InterruptedException {
        aside.accept("Training " + config.model() + " on " + set.playlists() + " playlists, " + set.tracks()
                + " tracks, " + set.entries() + " entries with " + threads + " threads");
        Trained<TrainedVectors> trained;
        try (var training = TrackModels.training(set, config, threads)) {
            trained = EpochLoop.run(training, directory, report -> aside.accept(line(report)));
        }
        write(trained.model(), directory.bundle(), config.seed());
        return new Made(
                directory,
                switch (trained.outcome()) {
                    case Trained.Outcome.Completed() ->
                        trained.history().size() + " epochs, loss "
                                + trained.history().getLast().loss();
                    case Trained.Outcome.Diverged(int epoch, int keptEpoch) ->
                        "the loss was not a number in epoch " + epoch + "; epoch " + keptEpoch + " is kept";
                });
    }

    private static TrainingSet set(Configured config, Library library, PlaylistFacts facts) {
        int minPlaylists = config instanceof ModelConfig vectors ? vectors.minPlaylists() : 1;
        return TrainingSet.of(library.corpus(), minPlaylists, facts);
    }

    private static void write(TrainedVectors model, Path bundle, long seed) {
        try {
            Files.createDirectories(bundle);
            model.write(bundle, seed);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the bundle " + bundle, e);
        }
    }

    private static Map<String, Double> measured(Recommender recommender, Library library, List<Task> tasks) {
        var tally = Measuring.of(recommender, library, Protocol.SHAPES, tasks).tally();
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("playlists", (double) tasks.size());
        for (Metric metric : tally.metrics()) {
            metrics.put(metric.name(), tally.interval(metric, SEEDS, TASK_SEED).mean());
        }
        return metrics;
    }

    /// Tasks of the validation part with the first ten tracks as seeds.
    private static List<Task> tasks(Dataset dataset, Library library) {
        List<TestPlaylist> playlists = dataset.playlists().stream()
                .filter(playlist -> fold(playlist) == Fold.VALIDATION)
                .map(playlist ->
                        new TestPlaylist(playlist.id(), playlist.title(), playlist.tracks(), playlist.ordered()))
                .toList();
        List<Task> tasks = Protocol.SHAPES.tasks(playlists, TASK_SEED).stream()
                .filter(task -> task.category().equals(SEEDS))
                .toList();
        Leakage.requireUnknownPlaylists(library.corpus(), tasks);
        return tasks;
    }

    private static boolean isParted(Dataset dataset) {
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
