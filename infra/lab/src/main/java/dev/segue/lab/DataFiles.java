package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The files a person means by a path: one file, all of a folder, or those that a glob in the last part of the path
/// matches. By name; a `.gz` is unpacked while it is read.
final class DataFiles {

    private static final String PACKED = ".gz";

    private DataFiles() {}

    /// @return files of that ending, packed ones included, ordered by name
    /// @throws SegueException with [ErrorCode#NOT_FOUND] when there is none
    static List<Path> find(Path path, String ending) {
        List<Path> found;
        if (Files.isRegularFile(path)) {
            return List.of(path);
        } else if (Files.isDirectory(path)) {
            found = list(path, "*");
        } else if (path.getParent() != null && Files.isDirectory(path.getParent())) {
            found = list(path.getParent(), path.getFileName().toString());
            if (found.isEmpty()) {
                throw absent(path);
            }
        } else {
            throw absent(path);
        }
        found = found.stream().filter(file -> hasEnding(file, ending)).toList();
        if (found.isEmpty()) {
            throw new SegueException(
                    ErrorCode.NOT_FOUND,
                    path + ": expected " + (ending.isEmpty() ? "" : ending + " ") + "files, found none");
        }
        return found;
    }

    private static SegueException absent(Path path) {
        return new SegueException(
                ErrorCode.NOT_FOUND, path + ": expected a file, a folder or a glob in a folder, there is none");
    }

    static boolean hasEnding(Path file, String ending) {
        String name = file.getFileName().toString();
        return name.endsWith(ending) || name.endsWith(ending + PACKED);
    }

    static InputStream bytes(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return file.toString().endsWith(PACKED) ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    static BufferedReader text(Path file) throws IOException {
        Reader reader = new InputStreamReader(bytes(file), StandardCharsets.UTF_8);
        return new BufferedReader(reader, 1 << 16);
    }

    static SegueException malformed(Path file, String where, String what) {
        return new SegueException(ErrorCode.MALFORMED_FILE, file + where + ": " + what);
    }

    /// Says why a file that was to be read was not.
    static SegueException unreadable(Path file, IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ ->
                new SegueException(ErrorCode.NOT_FOUND, file + ": expected a file, there is none", cause);
            case AccessDeniedException _ ->
                new SegueException(ErrorCode.INVALID_REQUEST, file + ": expected a file that may be read", cause);
            default -> malformed(file, "", String.valueOf(cause.getMessage()));
        };
    }

    private static List<Path> list(Path folder, String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }
}
