package dev.segue.lab;

import java.nio.file.Path;

/// Where an experiment reads and writes.
///
/// @param data slices of the Million Playlist Dataset or tables of pairs: a file, a folder or a glob
/// @param folder of the experiment
public record ExperimentFiles(Path data, Path folder) {}
