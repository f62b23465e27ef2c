package dev.segue.lab;

import dev.segue.training.experiment.ExperimentRecord;
import java.nio.file.Path;
import java.util.Optional;

/// Where an experiment reads and writes.
///
/// @param data slices of the Million Playlist Dataset or tables of pairs: a file, a folder or a glob
/// @param experiments folder of experiments
/// @param named folder of this one; else it is one of the experiments, named after all that decides its result
public record ExperimentFiles(Path data, Path experiments, Optional<Path> named) {

    Path folder(ExperimentRecord record) {
        return named.orElseGet(() -> experiments.resolve(name(record)));
    }

    static String name(ExperimentRecord record) {
        return record.facts().get("model") + "-"
                + "%08x".formatted(record.facts().hashCode());
    }
}
