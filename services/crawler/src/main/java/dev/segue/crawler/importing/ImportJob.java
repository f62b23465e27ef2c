package dev.segue.crawler.importing;

import dev.segue.crawler.source.file.FileFormat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An import that is waiting, running, or has ended. Safe for use by many threads; the queue moves it on.
final class ImportJob {

    private final String id;
    private final String path;
    private final @Nullable FileFormat format;
    private final Instant requestedAt;
    private volatile ImportState state = ImportState.WAITING;
    private volatile ImportProgress progress = new ImportProgress();
    private volatile @Nullable String failure;
    private volatile @Nullable ImportReport ended;

    ImportJob(String id, String path, @Nullable FileFormat format, Instant requestedAt) {
        this.id = id;
        this.path = path;
        this.format = format;
        this.requestedAt = requestedAt;
    }

    /// An import of an earlier process, with its last report.
    static ImportJob ended(ImportReport report, Instant requestedAt) {
        var job = new ImportJob(report.importId(), report.path(), null, requestedAt);
        job.state = report.state();
        job.ended = report;
        return job;
    }

    String id() {
        return id;
    }

    String path() {
        return path;
    }

    @Nullable
    FileFormat format() {
        return format;
    }

    Instant requestedAt() {
        return requestedAt;
    }

    ImportState state() {
        return state;
    }

    @Nullable
    String failure() {
        return failure;
    }

    /// Begins an attempt: its figures start at nothing, what earlier ones did comes from the frontier.
    ImportProgress begin() {
        var fresh = new ImportProgress();
        progress = fresh;
        state = ImportState.RUNNING;
        return fresh;
    }

    void end(ImportState verdict, @Nullable String why) {
        failure = why;
        state = verdict;
    }

    ImportReport report() {
        ImportReport last = ended;
        return last == null ? progress.report(this) : last;
    }
}
