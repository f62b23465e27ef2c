package dev.segue.crawler.source.file;

import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.Reading;
import dev.segue.crawler.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// The sources that read files, one for each [FileFormat].
public final class FileSources {

    private final InstantSource clock;
    private final PlaylistLimit limit;
    private final Path spillFolder;
    private final long sortMemoryBytes;

    /// @param limit of a playlist
    /// @param spillFolder where rows go that are too many to sort in memory
    /// @param sortMemoryBytes rows held in memory while a table is sorted
    public FileSources(InstantSource clock, PlaylistLimit limit, Path spillFolder, long sortMemoryBytes) {
        this.clock = clock;
        this.limit = limit;
        this.spillFolder = spillFolder;
        this.sortMemoryBytes = sortMemoryBytes;
    }

    public Reading open(FileTarget target) throws IOException {
        return of(target.format()).open(target);
    }

    Source<FileTarget> of(FileFormat format) {
        return switch (format) {
            case MPD, CHALLENGE -> new MpdSource(format, clock, limit);
            case CSV -> new CsvTablesSource(clock, limit, spillFolder, sortMemoryBytes);
            case NOWPLAYING -> new NowPlayingSource(clock, limit, spillFolder, sortMemoryBytes);
            case JSPF -> new JspfSource(clock, limit);
        };
    }
}
