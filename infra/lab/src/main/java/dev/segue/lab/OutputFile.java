package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that is written at the end of long work: what is wrong with it is better said before.
public final class OutputFile {

    private OutputFile() {}

    /// Whether the file can be written as far as that can be told without writing it.
    ///
    /// @param inputs what the work reads, which writing the file must not take away
    /// @throws SegueException with [ErrorCode#INVALID_REQUEST] when its folder is not there, when it may not be
    /// written or when it is one of the inputs
    public static void require(Path file, Path... inputs) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw refused(file + ": expected a file in a folder, there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw refused(file + ": expected a file to write, got a folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw refused(file + ": expected a file that may be written");
        }
        for (Path input : inputs) {
            if (same(file, input)) {
                throw refused(file + ": expected another file than those that are read, got one of them");
            }
        }
    }

    private static boolean same(Path file, Path input) {
        try {
            return Files.exists(file) && Files.exists(input) && Files.isSameFile(file, input);
        } catch (IOException e) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST, "Cannot compare " + file + " with " + input + ": " + e.getMessage(), e);
        }
    }

    private static SegueException refused(String what) {
        return new SegueException(ErrorCode.INVALID_REQUEST, what);
    }
}
