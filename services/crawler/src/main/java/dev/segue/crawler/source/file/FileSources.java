package dev.segue.crawler.source.file;

import dev.segue.crawler.source.Reading;
import dev.segue.crawler.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// The sources that read files, one for each [FileFormat].
public final class FileSources {

    private final InstantSource clock;
    private final int maxRecordBytes;
    private final Path spillFolder;
    private final long sortMemoryBytes;

    /// @param maxRecordBytes largest playlist, as its record is encoded
    /// @param spillFolder where rows go that are too many to sort in memory
    /// @param sortMemoryBytes rows held in memory while a table is sorted
    public FileSources(InstantSource clock, int maxRecordBytes, Path spillFolder, long sortMemoryBytes) {
        this.clock = clock;
        this.maxRecordBytes = maxRecordBytes;
        this.spillFolder = spillFolder;
        this.sortMemoryBytes = sortMemoryBytes;
    }

    public Reading open(FileTarget target) throws IOException {
        return of(target.format()).open(target);
    }

    Source<FileTarget> of(FileFormat format) {
        return switch (format) {
            case MPD, CHALLENGE -> new MpdSource(format, clock, maxRecordBytes);
            case CSV -> new CsvTablesSource(clock, maxRecordBytes, spillFolder, sortMemoryBytes);
            case NOWPLAYING -> new NowPlayingSource(clock, maxRecordBytes, spillFolder, sortMemoryBytes);
            case JSPF -> new JspfSource(clock, maxRecordBytes);
        };
    }
}
