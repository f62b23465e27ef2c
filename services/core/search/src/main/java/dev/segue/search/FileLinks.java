package dev.segue.search;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Hard links for files that are written once.
final class FileLinks {

    private FileLinks() {}

    /// Makes `target` the same file as `source`, or a copy of it where the two are on different volumes or the file
    /// system knows no links.
    static void linkOrCopy(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(target)) {
                throw e;
            }
            Files.copy(source, target);
        }
    }
}
