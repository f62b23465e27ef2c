package dev.segue.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;

/// What a person calls the files to import.
final class InputPath {

    private InputPath() {}

    /// The path as every process can read it: absolute, a glob left a glob.
    ///
    /// @throws CommandFailure USAGE when there is nothing and it is no glob
    static String absolute(Path workingDirectory, String text) {
        if (text.isBlank()) {
            throw new CommandFailure(ExitCode.USAGE, "Expected a file, a folder or a glob, got nothing");
        }
        boolean glob = text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
        if (glob && !Files.exists(workingDirectory.resolve(text))) {
            return text.startsWith("/") ? text : workingDirectory.toAbsolutePath() + "/" + text;
        }
        Path path = workingDirectory.resolve(text).toAbsolutePath().normalize();
        if (!Files.isReadable(path)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    path + ": expected a file or folder that can be read, "
                            + (Files.exists(path) ? "this one cannot" : "there is none"));
        }
        return path.toString();
    }
}
