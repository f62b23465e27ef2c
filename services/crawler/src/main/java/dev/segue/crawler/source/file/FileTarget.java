package dev.segue.crawler.source.file;

import java.nio.file.Path;
import java.util.List;

/// A file to read, or the two tables that are read as one.
///
/// @param files real paths; one, or for [FileFormat#CSV] the playlist table and then the track table
/// @param bytes size of all of them on disk
/// @param modifiedMillis latest modification time, milliseconds since the epoch
/// @param fingerprint changes when a file does: size, modification time and SHA-256 of the first 64 KiB of each
public record FileTarget(FileFormat format, List<Path> files, long bytes, long modifiedMillis, String fingerprint) {

    public FileTarget {
        files = List.copyOf(files);
    }

    /// The file that names the target.
    public Path main() {
        return files.getFirst();
    }

    /// Key of its frontier entry: the same file read as another format is another piece of work.
    public String id() {
        return "file:" + main() + "?format=" + format.wireName();
    }
}
