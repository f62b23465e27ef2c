package dev.segue.lab;

import java.nio.file.Path;
import java.util.Optional;

/// The files of a batch.
///
/// @param requests a JSON object a line
/// @param corpus slices of the Million Playlist Dataset or tables of pairs: a file, a folder or a glob
/// @param tracks table of the tracks' albums, artists and durations
/// @param answers written anew
public record BatchFiles(Path requests, Path corpus, Optional<Path> tracks, Path answers) {}
