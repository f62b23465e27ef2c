package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Leaderboard;
import dev.segue.evaluation.Protocol;
import dev.segue.evaluation.Task;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.recommending.twostage.ItemCosine;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.PlaylistKnn;
import dev.segue.recommending.twostage.Ranking;
import dev.segue.training.experiment.ExperimentDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The models of all experiments in a folder beside popularity and plain neighbours, on the validation part.
public final class ExperimentBoard {

    private static final long SEED = 1;

    private ExperimentBoard() {}

    /// Measures every experiment that has a bundle.
    ///
    /// @param experiments folder of experiment folders
    /// @param aside hears what is being measured
    /// @throws SegueException when there is no experiment, or no validation part in the data
    public static Leaderboard of(Path data, Path experiments, Protocol protocol, Consumer<String> aside) {
        List<Path> folders = folders(experiments);
        Dataset dataset = Dataset.read(data, Optional.empty());
        Library library = dataset.library(
                playlist -> !Experiment.isParted(dataset) || Experiment.fold(playlist) == Fold.TRAINING);
        List<Task> tasks = Experiment.isParted(dataset) ? Experiment.tasks(dataset, library, protocol) : List.of();
        if (tasks.isEmpty()) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST,
                    data + ": expected several files, and in those of the validation part playlists that "
                            + protocol.title() + " can ask for, found none");
        }
        var board = new Leaderboard("validation part of " + data.getFileName(), protocol, SEED);
        board.add(
                "popularity",
                Measuring.of(
                                (query, limit) -> Ranking.filled(library, query, new int[0], limit),
                                library,
                                protocol,
                                tasks)
                        .tally());
        board.add(
                "item-kNN",
                Measuring.of(ItemCosine.plain(library), library, protocol, tasks)
                        .tally());
        board.add(
                "playlist-kNN",
                Measuring.of(PlaylistKnn.plain(library), library, protocol, tasks)
                        .tally());
        for (Path folder : folders) {
            aside.accept("Measuring " + folder.getFileName());
            try (ModelBundle bundle = ModelBundle.open(folder.resolve(ExperimentDirectory.BUNDLE))) {
                board.add(
                        folder.getFileName().toString(),
                        Measuring.of(VectorRecommender.of(bundle, library), library, protocol, tasks)
                                .tally());
            }
        }
        return board;
    }

    private static List<Path> folders(Path experiments) {
        if (!Files.isDirectory(experiments)) {
            throw new SegueException(
                    ErrorCode.NOT_FOUND, experiments + ": expected a folder of experiments, there is none");
        }
        try (Stream<Path> inside = Files.list(experiments)) {
            List<Path> folders = inside.filter(folder -> Files.isDirectory(folder.resolve(ExperimentDirectory.BUNDLE)))
                    .sorted()
                    .toList();
            if (folders.isEmpty()) {
                throw new SegueException(
                        ErrorCode.NOT_FOUND,
                        experiments
                                + ": expected experiments with a bundle, found none; `segue train MODEL` makes one");
            }
            return folders;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + experiments, e);
        }
    }
}
