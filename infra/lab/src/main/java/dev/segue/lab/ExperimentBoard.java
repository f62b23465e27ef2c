package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.training.experiment.ExperimentDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The experiments of a folder that have a bundle, as contenders.
public final class ExperimentBoard {

    private ExperimentBoard() {}

    /// Those that can be judged on the validation part: an experiment that learnt from all parts would know
    /// the answers.
    ///
    /// @param experiments folder of experiment folders
    /// @throws SegueException when there is no such folder, or an experiment in it learnt from all parts
    public static List<Contender> of(Path experiments) {
        if (!Files.isDirectory(experiments)) {
            throw new SegueException(
                    ErrorCode.NOT_FOUND,
                    experiments
                            + ": expected a folder of experiments, there is none; segue train MODEL --data PATH makes one");
        }
        try (Stream<Path> inside = Files.list(experiments)) {
            List<Path> folders = inside.filter(folder -> Files.isDirectory(folder.resolve(ExperimentDirectory.BUNDLE)))
                    .sorted()
                    .toList();
            folders.forEach(ExperimentBoard::requireTrainingPart);
            return folders.stream().<Contender>map(Contender.Trained::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + experiments, e);
        }
    }

    private static void requireTrainingPart(Path folder) {
        String part = ExperimentDirectory.facts(folder.resolve(ExperimentDirectory.RECORD))
                .getOrDefault(Experiment.PART, "unknown");
        if (!part.equals(Experiment.TRAINING_PART)) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST,
                    folder + ": expected a model of the training part, got one that learnt from " + part
                            + ", the playlists it would be judged on among them");
        }
    }
}
